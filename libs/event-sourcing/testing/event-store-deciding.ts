import assert from 'node:assert/strict';
import { expect, it } from '@jest/globals';
import { expectThat, rejectionOf } from '#libs/testing';
import { ConflictError, NO_STREAM } from '../event-store.js';
import { assertLedgerIsSound } from './ledger-checks.js';
import { newEvent, newEvents } from './new-events.js';
import { write, type SuiteContext } from './suite-context.js';

export function holdsExpectations({ fresh }: SuiteContext): void {
  const conflict = (stream: string, expected: number, actual: number) => (error: unknown) => {
    assert(error instanceof ConflictError, String(error));
    expect([error.stream, error.expected, error.actual]).toStrictEqual([stream, expected, actual]);
    return true;
  };

  it('refuses a stream that is not where it was expected, and writes nothing of the request', async () => {
    const { store, tenant, append } = fresh();
    await append(write('a/1', NO_STREAM, ...newEvents(2)));
    expect(conflict('a/1', NO_STREAM, 1)(await rejectionOf(append(write('a/1', NO_STREAM, newEvent()))))).toBe(true);
    expect(conflict('a/1', 0, 1)(await rejectionOf(append(write('a/1', 0, newEvent()))))).toBe(true);
    expect(conflict('a/1', 2, 1)(await rejectionOf(append(write('b/1', 'any', newEvent()), write('a/1', 2, newEvent()))))).toBe(
      true,
    );
    expect(await store.readStream(tenant, 'b/1')).toStrictEqual([]);
    expect(await assertLedgerIsSound(store, tenant)).toHaveLength(2);
  });

  it('holds a condition on a stream it does not write', async () => {
    const { store, tenant, append } = fresh();
    const guarded = (at: number) =>
      store.append({ tenant, writes: [write('a/1', 'any', newEvent())], conditions: [{ stream: 'controls/tenant', at }] });
    await guarded(NO_STREAM);
    await append(write('controls/tenant', NO_STREAM, newEvent()));
    expect(conflict('controls/tenant', NO_STREAM, 0)(await rejectionOf(guarded(NO_STREAM)))).toBe(true);
    await guarded(0);
    expect(conflict('controls/tenant', 1, 0)(await rejectionOf(guarded(1)))).toBe(true);
    expect(await assertLedgerIsSound(store, tenant)).toHaveLength(3);
  });

  it('lets one of many win, and the losers fail nobody else', async () => {
    const { store, tenant, append } = fresh();
    const race = Array.from({ length: 32 }, () => append(write('race/1', NO_STREAM, newEvent())));
    const others = Array.from({ length: 32 }, (_, i) => append(write(`other/${i}`, NO_STREAM, newEvent())));
    const results = await Promise.allSettled(race);
    await Promise.all(others);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) if (result.status === 'rejected') conflict('race/1', NO_STREAM, 0)(result.reason);
    expect(await assertLedgerIsSound(store, tenant)).toHaveLength(33);
  });
}

export function keepsOrderUnderConcurrency({ fresh }: SuiteContext): void {
  it('allows nothing guarded after the event that forbids it', async () => {
    const { store, tenant, append } = fresh();
    const decide = () =>
      store.append({
        tenant,
        writes: [write('decision/1', 'any', newEvent())],
        conditions: [{ stream: 'controls/tenant', at: NO_STREAM }],
      });
    const earlier = Array.from({ length: 40 }, decide);
    const kill = append(write('controls/tenant', NO_STREAM, newEvent({ type: 'TenantKilled' })));
    const later = Array.from({ length: 40 }, decide);
    const killed = (await kill).events[0]?.position as number;
    const settled = await Promise.allSettled([...earlier, ...later]);
    const allowed = settled.flatMap((result) =>
      result.status === 'fulfilled' ? [result.value.events[0]?.position as number] : [],
    );
    expectThat(
      `${allowed} and ${killed}`,
      allowed.every((position) => position < killed),
    ).toBe(true);
    await expect(decide()).rejects.toThrow(ConflictError);
    await assertLedgerIsSound(store, tenant);
  });

  it('orders 64 concurrent writers without a gap', async () => {
    const { store, tenant, append } = fresh();
    const writer = async (n: number) => {
      for (let revision = NO_STREAM; revision < 9; revision += 1)
        await append(write(`session/${n}`, revision, newEvent({ data: { n, revision } })));
    };
    await Promise.all(Array.from({ length: 64 }, (_, n) => writer(n)));
    expect(await assertLedgerIsSound(store, tenant)).toHaveLength(640);
  });
}
