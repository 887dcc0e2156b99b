import assert from 'node:assert/strict';
import { expect, it } from '@jest/globals';
import { rejectionOf } from '#libs/testing';
import fc from 'fast-check';
import { ConflictError, EventIdReusedError, type AppendRequest, type EventStore } from '../event-store.js';
import { assertLedgerIsSound } from './ledger-checks.js';
import { newEvent } from './new-events.js';
import type { FreshLedger, SuiteContext } from './suite-context.js';

interface Step {
  readonly writes: readonly { readonly stream: number; readonly expect: 'any' | 'right' | number; readonly events: number }[];
  readonly condition: { readonly stream: number; readonly at: 'right' | number } | null;
  /** Repeat this earlier step's request instead, changed or not. */
  readonly repeat: { readonly of: number; readonly changed: boolean } | null;
}

interface Remembered {
  readonly request: AppendRequest;
  readonly positions: readonly number[];
}

const STREAMS = ['s/a', 's/b', 's/c'];
const expectation = fc.oneof(fc.constant('any' as const), fc.constant('right' as const), fc.integer({ min: -1, max: 4 }));
const step: fc.Arbitrary<Step> = fc.record({
  writes: fc.uniqueArray(fc.record({ stream: fc.nat(2), expect: expectation, events: fc.integer({ min: 1, max: 3 }) }), {
    minLength: 1,
    maxLength: 2,
    selector: ({ stream }) => stream,
  }),
  condition: fc.option(
    fc.record({ stream: fc.nat(2), at: fc.oneof(fc.constant('right' as const), fc.integer({ min: -1, max: 4 })) }),
  ),
  repeat: fc.option(fc.record({ of: fc.nat(20), changed: fc.boolean() }), { freq: 4 }),
});

/** The store as a plain list: what it must answer to each request, worked out without looking at it. */
class ListModel {
  readonly list: { readonly stream: string; readonly id: string }[] = [];

  revision(stream: string): number {
    return this.list.filter((event) => event.stream === stream).length - 1;
  }

  conflict({ writes, conditions = [] }: AppendRequest): string | undefined {
    const moved = writes.find(({ stream, expect }) => expect !== 'any' && expect !== this.revision(stream))?.stream;
    return moved ?? conditions.find(({ stream, at }) => at !== this.revision(stream))?.stream;
  }

  add({ writes }: AppendRequest): number[] {
    const from = this.list.length;
    for (const { stream, events } of writes) for (const { id } of events) this.list.push({ stream, id });
    return this.list.slice(from).map((_, i) => from + i + 1);
  }
}

export function behavesLikeAList({ fresh }: SuiteContext): void {
  it('does what a plain list would do', () => checkAgainstModel(fresh));
}

/** Runs random sequences of appends, right and wrong, fresh and repeated, against the store and the list. Prints its seed. */
async function checkAgainstModel(fresh: () => FreshLedger): Promise<void> {
  const seed = Date.now() % 2 ** 31;
  console.log(`event store against a list: seed ${seed}`);
  const property = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
    const { store, tenant } = fresh();
    const model = new ListModel();
    const done: Remembered[] = [];
    for (const each of steps) await takeStep(store, tenant, model, done, each);
    const events = await assertLedgerIsSound(store, tenant);
    expect(events.map(({ stream, id }) => ({ stream, id }))).toStrictEqual(model.list);
  });
  await fc.assert(property, { seed, numRuns: 40 });
}

async function takeStep(store: EventStore, tenant: string, model: ListModel, done: Remembered[], given: Step): Promise<void> {
  const earlier = given.repeat && done[given.repeat.of];
  if (earlier && given.repeat?.changed) return expect(store.append(changed(earlier.request))).rejects.toThrow(EventIdReusedError);
  if (earlier) {
    const receipt = await store.append(earlier.request);
    expect(receipt.repeated).toBe(true);
    expect(receipt.events.map(({ position }) => position)).toStrictEqual(earlier.positions);
    return;
  }
  const request = requestOf(tenant, model, given);
  const conflict = model.conflict(request);
  if (conflict) {
    const refused = await rejectionOf(store.append(request));
    expect(refused).toBeInstanceOf(ConflictError);
    expect(refused).toMatchObject({ stream: conflict });
    return;
  }
  const positions = model.add(request);
  expect((await store.append(request)).events.map(({ position }) => position)).toStrictEqual(positions);
  done.push({ request, positions });
}

function requestOf(tenant: string, model: ListModel, { writes, condition }: Step): AppendRequest {
  const name = (stream: number) => STREAMS[stream] as string;
  return {
    tenant,
    writes: writes.map(({ stream, expect, events }) => ({
      stream: name(stream),
      expect: expect === 'right' ? model.revision(name(stream)) : expect,
      events: Array.from({ length: events }, (_, i) => newEvent({ data: { i } })),
    })),
    conditions: condition
      ? [{ stream: name(condition.stream), at: condition.at === 'right' ? model.revision(name(condition.stream)) : condition.at }]
      : [],
  };
}

function changed(request: AppendRequest): AppendRequest {
  const [first, ...rest] = request.writes;
  assert(first);
  return {
    ...request,
    writes: [{ ...first, events: first.events.map((event) => ({ ...event, data: { changed: true } })) }, ...rest],
  };
}
