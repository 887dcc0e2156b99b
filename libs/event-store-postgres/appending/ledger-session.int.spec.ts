import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { EMPTY_LEDGER, planBatch, prepareAppend, type LedgerDraft, type LedgerPoint } from '#libs/append-planning';
import { newEvents } from '#libs/event-sourcing/testing';
import { createTestDatabase, type TestDatabase } from '#test/support/test-database';
import { LedgerSession } from './ledger-session.js';
import { createLedgerDatabase, execute, type LedgerDatabase } from '../testing/index.js';

describe('a session with the ledger', () => {
  let test: TestDatabase;
  let database: LedgerDatabase;
  let session: LedgerSession;
  beforeAll(async () => {
    test = await createTestDatabase();
    database = await createLedgerDatabase(test.url);
    session = await LedgerSession.open(database.ledgerUrl, 5_000);
  });
  afterAll(async () => {
    await session.close();
    await test.drop();
    await database.dropLogins();
  });

  /** A batch of `count` events on top of `known`, as a process that believes in `known` would build it. */
  function batch(tenant: string, known: LedgerPoint, count: number) {
    const draft: LedgerDraft = { tenant, known, head: known, revisions: new Map() };
    const append = prepareAppend({ tenant, writes: [{ stream: `s/${Math.random()}`, expect: 'any', events: newEvents(count) }] });
    const { events } = planBatch([append], new Map([[tenant, draft]]), 1_000_000);
    return { moves: [{ tenant, known, next: draft.head }], events, next: draft.head };
  }
  const send = ({ moves, events }: ReturnType<typeof batch>) => session.append(moves, events);
  const moved = { code: 'LG001' };

  it('refuses a batch that was built on another head, even at the same position', async () => {
    const [ours, theirs] = [batch('race', EMPTY_LEDGER, 2), batch('race', EMPTY_LEDGER, 2)];
    await send(theirs);
    await expect(send(ours)).rejects.toMatchObject(moved);
    expect(ours.next.position).toBe(theirs.next.position);
    await expectThat('built on a batch that was refused', send(batch('race', ours.next, 1))).rejects.toMatchObject(moved);
    await send(batch('race', theirs.next, 1));
    expect((await session.heads(['race'])).get('race')?.position).toBe(3);
  });

  it('refuses the whole batch when one of its ledgers moved, and confirms where a ledger stands without moving it', async () => {
    const [a, b] = [batch('a', EMPTY_LEDGER, 1), batch('b', EMPTY_LEDGER, 1)];
    await send(b);
    await expect(session.append([...a.moves, ...b.moves], [...a.events, ...b.events])).rejects.toMatchObject(moved);
    expect([...(await session.heads(['a', 'b'])).keys()]).toStrictEqual(['b']);
    const stays = (tenant: string, known: LedgerPoint) => session.append([{ tenant, known, next: known }], []);
    await stays('a', EMPTY_LEDGER);
    await stays('b', b.next);
    await expect(stays('a', a.next)).rejects.toMatchObject(moved);
    await expect(stays('b', EMPTY_LEDGER)).rejects.toMatchObject(moved);
    expect([...(await session.heads(['a', 'b'])).keys()]).toStrictEqual(['b']);
  });

  it('ends the connection it replaces, so that nothing sent on that one can still be committed', async () => {
    const older = await LedgerSession.open(database.ledgerUrl, 5_000);
    await older.begin();
    const left = batch('left', EMPTY_LEDGER, 1);
    await older.append(left.moves, left.events);
    const newer = await LedgerSession.open(database.ledgerUrl, 5_000, older.backend);
    const { rows } = await execute(database.ownerUrl, `select 1 from pg_stat_activity where pid = ${older.backend.pid}`);
    expect(rows).toStrictEqual([]);
    await expect(older.commit()).rejects.toThrow();
    expect((await newer.heads(['left'])).size).toBe(0);
    await newer.close();
  });
});
