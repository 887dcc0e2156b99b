import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { InvalidAppendError, type StreamWrite } from '../event-store.js';
import { assertLedgerIsSound } from './ledger-checks.js';
import { newEvent, newEvents } from './new-events.js';
import { write, type SuiteContext } from './suite-context.js';

export function refusesWhatCannotBeStored({ fresh }: SuiteContext): void {
  it('refuses what can never be stored, whoever else is appending', async () => {
    const { store, tenant, append } = fresh();
    const good = append(write('a/1', 'any', newEvent()));
    const bad: [string, StreamWrite[]][] = [
      ['no writes', []],
      ['no events', [write('a/1', 'any')]],
      ['a stream twice', [write('a/1', 'any', newEvent()), write('a/1', 'any', newEvent())]],
      ['a stream without id', [write('a', 'any', newEvent())]],
      ['NUL in a stream', [write('a/\0', 'any', newEvent())]],
      ['half a surrogate pair in data', [write('a/1', 'any', newEvent({ data: { x: '\ud800' } }))]],
      ['half a surrogate pair in an actor', [write('a/1', 'any', newEvent({ actor: { kind: 'user', id: '\udc00' } }))]],
      ['NaN', [write('a/1', 'any', newEvent({ data: { x: Number.NaN } }))]],
      ['undefined', [write('a/1', 'any', newEvent({ data: { x: undefined } as never }))]],
      ['an id that is no UUID', [write('a/1', 'any', newEvent({ id: 'x' }))]],
      ['an upper-case id', [write('a/1', 'any', newEvent({ id: randomUUID().toUpperCase() }))]],
      ['schema 0', [write('a/1', 'any', newEvent({ schema: 0 }))]],
      ['a revision that is none', [write('a/1', 1.5, newEvent())]],
      ['one id twice', [write('a/1', 'any', ...newEvents(1).flatMap((event) => [event, event]))]],
    ];
    for (const [what, writes] of bad) await expectThat(what, append(...writes)).rejects.toThrow(InvalidAppendError);
    await good;
    expect(await assertLedgerIsSound(store, tenant)).toHaveLength(1);
  });
}
