// `then` here is a word of the specification, not of a promise.
// oxlint-disable promise/valid-params

import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { decider } from '../decider.js';
import type { Projection, RowChange } from '../read-model.js';
import { refuse } from '../refusal.js';
import { deciderSpec } from './decider-spec.js';
import { projectionSpec, recordedEvent } from './projection-spec.js';

type Command = { type: 'OpenDoor' } | { type: 'CloseDoor' };
type Event = { type: 'DoorOpened' } | { type: 'DoorClosed' };
const door = decider<Command, Event, { open: boolean }, 'DOOR_IS_OPEN'>({
  initial: { open: false },
  decide: {
    OpenDoor: (_, { open }) => (open ? refuse('DOOR_IS_OPEN', 'come in') : [{ type: 'DoorOpened' }]),
    CloseDoor: (_, { open }) => (open ? [{ type: 'DoorClosed' }] : []),
  },
  evolve: { DoorOpened: () => ({ open: true }), DoorClosed: () => ({ open: false }) },
});

describe('decider spec', () => {
  const given = deciderSpec(door);
  it('passes on what happens', () => {
    given().when({ type: 'OpenDoor' }).then({ type: 'DoorOpened' });
    given().when({ type: 'CloseDoor' }).then();
    expect(given({ type: 'DoorOpened' }).when({ type: 'OpenDoor' }).refused('DOOR_IS_OPEN')).toBe('come in');
    expect(given({ type: 'DoorOpened' }).when({ type: 'CloseDoor' }).state()).toStrictEqual({ open: false });
  });
  it('fails on what does not', () => {
    expect(() => given().when({ type: 'OpenDoor' }).then()).toThrow();
    expect(() => given().when({ type: 'OpenDoor' }).refused('DOOR_IS_OPEN')).toThrow();
    expect(() => given({ type: 'DoorOpened' }).when({ type: 'OpenDoor' }).then({ type: 'DoorOpened' })).toThrow();
  });
});

const counted = (changes: { readonly [type: string]: () => RowChange[] }): Projection => ({
  name: 'counted',
  version: 1,
  tables: [{ name: 'counted', key: ['id'], columns: { id: 'text', seen: 'integer', last: 'text' } }],
  when: changes,
});
const event = (type: string) => recordedEvent({ type });

describe('projection spec', () => {
  const key = { id: 'a' };
  const given = projectionSpec(
    counted({
      Put: () => [{ op: 'put', table: 'counted', row: { id: 'a', seen: 1 } }],
      Saw: () => [{ op: 'patch', table: 'counted', key, set: { last: 'x' }, add: { seen: 2 } }],
      Reset: () => [{ op: 'patch', table: 'counted', key, set: { seen: 0 } }],
      Gone: () => [{ op: 'remove', table: 'counted', key }],
      Counted: () => [{ op: 'count', table: 'counted', key, add: { seen: 2 } }],
    }),
  );
  it('passes on the rows that result', () => {
    given(event('Put'))
      .when(event('Saw'), event('Saw'))
      .then('counted', [{ id: 'a', seen: 5, last: 'x' }]);
    given(event('Put'), event('Saw'))
      .when(event('Reset'), event('Saw'))
      .then('counted', [{ id: 'a', seen: 2, last: 'x' }]);
    given(event('Put')).when(event('Gone'), event('Saw')).then('counted', []);
    given(event('Saw')).when(event('Unknown')).then('counted', []);
    given(event('Counted'))
      .when(event('Counted'))
      .then('counted', [{ id: 'a', seen: 4, last: 0 }]);
    given(event('Put'), event('Gone'))
      .when(event('Put'))
      .then('counted', [{ id: 'a', seen: 1 }]);
  });
  it('fails on other rows and on changes that are not declared', () => {
    expect(() => given(event('Put')).when().then('counted', [])).toThrow();
    const wrong: RowChange[] = [
      { op: 'put', table: 'other', row: {} },
      { op: 'put', table: 'counted', row: { seen: 1 } },
      { op: 'put', table: 'counted', row: { id: 'a', nothing: 1 } },
      { op: 'put', table: 'counted', row: { id: 'a', seen: 'many' } },
      { op: 'patch', table: 'counted', key, add: { last: 1 } },
      { op: 'patch', table: 'counted', key, set: { id: 'b' } },
      { op: 'remove', table: 'counted', key: { last: 'a' } },
      { op: 'count', table: 'counted', key, add: { last: 1 } },
      { op: 'count', table: 'counted', key: { last: 'a' }, add: { seen: 1 } },
    ];
    for (const [first, then] of [
      ['Counted', 'Saw'],
      ['Saw', 'Counted'],
      ['Gone', 'Counted'],
    ] as const)
      expect(() => given(event(first)).when(event(then))).toThrow(/are counted/);
    for (const change of wrong)
      expectThat(JSON.stringify(change), () =>
        projectionSpec(counted({ Wrong: () => [change] }))().when(event('Wrong')),
      ).toThrow();
  });
});
