import { expect, it } from '@jest/globals';
import {
  AppendLine,
  ConflictError,
  InvalidAppendError,
  LineBrokenError,
  NO_STREAM,
  type AppendRequest,
  type EventStore,
} from '../event-store.js';
import { assertLedgerIsSound } from './ledger-checks.js';
import { newEvent, newEvents } from './new-events.js';
import { write, type SuiteContext } from './suite-context.js';

/** Appends of one line, handed over without waiting for one another: 'in', or the name of what each was told. */
async function inLine(
  store: EventStore,
  tenant: string,
  ...requests: readonly Pick<AppendRequest, 'writes'>[]
): Promise<string[]> {
  const line = new AppendLine();
  const answers = await Promise.allSettled(requests.map(({ writes }) => store.append({ tenant, writes, line })));
  return answers.map((answer) => (answer.status === 'fulfilled' ? 'in' : (answer.reason as Error).name));
}

export function keepsLines({ fresh }: SuiteContext): void {
  it('takes them one behind the other, none waiting for the one before', async () => {
    const { store, tenant } = fresh();
    const steps = Array.from({ length: 50 }, (_, i) => ({ writes: [write('a/1', i - 1, newEvent({ data: { i } }))] }));
    expect(new Set(await inLine(store, tenant, ...steps))).toStrictEqual(new Set(['in']));
    const events = await assertLedgerIsSound(store, tenant);
    expect(events.map(({ data }) => data['i'])).toStrictEqual(steps.map((_, i) => i));
  });

  it('lets nothing in behind one that conflicts, although its own expectation holds by chance', async () => {
    const { store, tenant, append } = fresh();
    // Somebody else was faster: what the first one would have left stands there, and is not its doing.
    await append(write('a/1', NO_STREAM, newEvent()));
    const told = await inLine(
      store,
      tenant,
      { writes: [write('a/1', NO_STREAM, newEvent())] },
      { writes: [write('a/1', 0, newEvent())] },
      { writes: [write('b/1', 'any', newEvent())] },
    );
    expect(told).toStrictEqual([ConflictError.name, LineBrokenError.name, LineBrokenError.name]);
    expect(await assertLedgerIsSound(store, tenant)).toHaveLength(1);
  });

  it('lets nothing in behind one that was recorded before, or that can never be', async () => {
    const { store, tenant, append } = fresh();
    const recorded = write('a/1', NO_STREAM, newEvent());
    await append(recorded);
    const behind = () => ({ writes: [write('a/1', 'any', newEvent())] });
    expect(await inLine(store, tenant, { writes: [recorded] }, behind())).toStrictEqual(['in', LineBrokenError.name]);
    const broken = { writes: [write('a/1', 'any', newEvent({ id: 'none' }))] };
    expect(await inLine(store, tenant, broken, behind())).toStrictEqual([InvalidAppendError.name, LineBrokenError.name]);
    expect(await assertLedgerIsSound(store, tenant)).toHaveLength(1);
  });

  it('keeps other lines, and whoever stands in none, out of it', async () => {
    const { store, tenant, append } = fresh();
    await append(write('a/1', NO_STREAM, newEvent()));
    const losing = inLine(
      store,
      tenant,
      { writes: [write('a/1', NO_STREAM, newEvent())] },
      { writes: [write('c/1', 'any', newEvent())] },
    );
    const winning = inLine(
      store,
      tenant,
      { writes: [write('b/1', NO_STREAM, newEvent())] },
      { writes: [write('b/1', 0, ...newEvents(2))] },
    );
    const alone = append(write('d/1', NO_STREAM, newEvent()));
    expect([await losing, await winning]).toStrictEqual([
      [ConflictError.name, LineBrokenError.name],
      ['in', 'in'],
    ]);
    expect((await alone).events).toHaveLength(1);
    expect(await assertLedgerIsSound(store, tenant)).toHaveLength(5);
  });
}
