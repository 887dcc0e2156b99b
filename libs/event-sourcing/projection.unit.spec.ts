import { expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { z } from 'zod';
import { eventTypes } from './event-types.js';
import { projection } from './projection.js';
import { recordedEvent } from './testing/index.js';

const events = eventTypes({
  ThingNamed: {
    schema: 2,
    says: 'A thing has a name.',
    data: z.object({ name: z.string() }),
    upcasts: { 1: ({ called }) => ({ name: called ?? 'nameless' }) },
  },
  ThingLost: { schema: 1, says: 'It is gone.', data: z.object({}) },
});

it('shows handlers the current shape of every event, with where it is recorded', () => {
  const seen: unknown[] = [];
  const { when } = projection(events, {
    name: 'things',
    version: 1,
    tables: [],
    when: {
      ThingNamed: (event, { position }) => {
        seen.push([event, position]);
        return [];
      },
    },
  });
  const old = recordedEvent({ type: 'ThingNamed', schema: 1, data: { called: 'x' } });
  const now = recordedEvent({ type: 'ThingNamed', schema: 2, data: { name: 'y' } });
  for (const event of [old, now]) when['ThingNamed']?.(event);
  expect(seen).toStrictEqual([
    [{ type: 'ThingNamed', name: 'x' }, old.position],
    [{ type: 'ThingNamed', name: 'y' }, now.position],
  ]);
  expect(when['ThingNamed']?.(recordedEvent({ type: 'Unknown', data: {} }))).toStrictEqual([]);
  expectThat('only what is handled is read from the ledger', Object.keys(when)).toStrictEqual(['ThingNamed']);
});

it('does nothing about an event whose handler is not there, and keeps all that it is beside handlers', () => {
  const rest = { name: 'things', version: 3, tables: [] };
  const { when, ...kept } = projection(events, { ...rest, when: { ThingLost: undefined as never } });
  expect(kept).toStrictEqual(rest);
  expect(when['ThingLost']?.(recordedEvent({ type: 'ThingLost', data: {} }))).toStrictEqual([]);
});
