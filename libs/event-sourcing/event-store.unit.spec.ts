import { describe, expect, it } from '@jest/globals';
import {
  AppendLine,
  ConflictError,
  EventIdReusedError,
  InvalidAppendError,
  LedgerDamagedError,
  LedgerUnavailableError,
  LineBrokenError,
  NO_STREAM,
} from './event-store.js';
import { recordedEvent } from './testing/index.js';

describe('a line of appends', () => {
  it('is broken once and for good', () => {
    const line = new AppendLine();
    expect(line.broken).toBe(false);
    line.break();
    line.break();
    expect(line.broken).toBe(true);
  });
});

describe('why an append was not made', () => {
  it('is told with a name, a sentence and what it is about', () => {
    const original = recordedEvent({ id: 'e-1', position: 7 });
    const damage = { reason: 'tail-cut', position: 4 } as const;
    const cause = new Error('the server is away');
    const conflict = new ConflictError('thing/1', NO_STREAM, 3);
    const reused = new EventIdReusedError(original);
    const unavailable = new LedgerUnavailableError('not now', { cause });
    const damaged = new LedgerDamagedError('acme', damage);
    const all = [conflict, reused, unavailable, damaged, new InvalidAppendError('never'), new LineBrokenError()];
    expect(all.map(({ name, message }) => `${name}: ${message}`)).toStrictEqual([
      'ConflictError: stream thing/1 is at revision 3, not -1',
      'EventIdReusedError: event e-1 is already recorded at position 7 with other content',
      'LedgerUnavailableError: not now',
      'LedgerDamagedError: the ledger of acme is damaged at position 4: tail-cut',
      'InvalidAppendError: never',
      'LineBrokenError: an append that this one relies on was not made',
    ]);
    expect([conflict.stream, conflict.expected, conflict.actual]).toStrictEqual(['thing/1', -1, 3]);
    expect([reused.original, damaged.tenant, damaged.damage, unavailable.cause]).toStrictEqual([original, 'acme', damage, cause]);
  });
});
