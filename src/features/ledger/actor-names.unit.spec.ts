import { describe, expect, it } from '@jest/globals';
import { recordedEvent } from '#libs/event-sourcing/testing';
import { rejectionOf } from '#libs/testing';
import { OperatorNames, People } from '#platform/operations/people';
import { ActorNames } from './actor-names.js';

const ids = ['1', '2', '3'].map((n) => `00000000-0000-7000-8000-00000000000${n}`);
const page = [...ids, ...ids].map((id, n) => recordedEvent({ position: n + 1, actor: { kind: 'user', id } }));

describe('names of actors', () => {
  const asking = (answers: (() => Promise<ReadonlyMap<string, string>>)[]) => {
    const asked: (readonly string[])[] = [];
    class Names extends OperatorNames {
      of(_tenant: string, wanted: readonly string[]) {
        asked.push(wanted);
        return (answers.shift() ?? (() => Promise.resolve(new Map(wanted.map((id) => [id, `named ${id.at(-1)}`])))))();
      }
    }
    return { asked, names: new ActorNames(new People(new Names())) };
  };

  it('are asked for a whole page at once, when the first of it wants to know', async () => {
    const { asked, names } = asking([]);
    names.together(page);
    expect(asked).toStrictEqual([]);
    const told = [];
    for (const event of page) told.push(await names.of(event));
    expect(told).toStrictEqual(['named 1', 'named 2', 'named 3', 'named 1', 'named 2', 'named 3']);
    expect(asked).toStrictEqual([ids]);
    expect(await names.of(recordedEvent({ position: 9, actor: { kind: 'agent', id: 'agent-1' } }))).toBe(null);
    names.together([]);
  });

  it('are asked again when the question failed', async () => {
    const { names } = asking([() => Promise.reject(new Error('away'))]);
    names.together(page);
    const [first] = page;
    expect(String(first && (await rejectionOf(names.of(first))))).toBe('Error: away');
    expect(first && (await names.of(first))).toBe('named 1');
  });
});
