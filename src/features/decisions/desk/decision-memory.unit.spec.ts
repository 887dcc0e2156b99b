import { expect, it } from '@jest/globals';
import type { EventStore, JsonObject } from '#libs/event-sourcing';
import { DecisionMemory, type RecordedDecision } from './decision-memory.js';

const recorded = (given: JsonObject): RecordedDecision =>
  ({
    decided: { input: { session: { id: 's' }, agent: { id: 'a' }, tool: 't', arguments: given }, verdict: 'ALLOW' },
    proof: { position: 1 },
  }) as unknown as RecordedDecision;

/** How many of a thousand calls with such arguments are kept whole. */
async function kept(given: () => JsonObject): Promise<number> {
  let read = 0;
  const store = { readEvent: () => Promise.resolve(void (read += 1)) } as unknown as EventStore;
  const memory = new DecisionMemory(store);
  for (let i = 0; i < 1_000; i += 1) memory.remember('acme', String(i), recorded(given()));
  for (let i = 0; i < 1_000; i += 1) await memory.recorded('acme', String(i));
  return 1_000 - read;
}

it('keeps calls by what they take, also when there is nothing in their many lists', async () => {
  expect(await kept(() => ({ text: 'x'.repeat(900) }))).toBe(1_000);
  expect(await kept(() => ({ text: 'x'.repeat(9_000) }))).toBe(0);
  expect(await kept(() => ({ lists: Array.from({ length: 300 }, () => ({})) }))).toBe(1_000);
  expect(await kept(() => ({ lists: Array.from({ length: 400 }, () => []) }))).toBe(0);
});

it('knows a decision of its own tenant only', async () => {
  const memory = new DecisionMemory({ readEvent: () => Promise.resolve() } as unknown as EventStore);
  memory.remember('acme', 'd', recorded({}));
  expect(await memory.find('acme', 'd')).toStrictEqual({ session: 's', agent: 'a', tool: 't', allowed: true });
  expect(await memory.find('other', 'd')).toBeUndefined();
});
