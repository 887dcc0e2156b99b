import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat, rejectionOf } from '#libs/testing';
import { EventIdReusedError, LedgerDamagedError, type EventStore, type LedgerDamage, type NewEvent } from '#libs/event-sourcing';
import { assertLedgerIsSound, newEvent, newEvents } from '#libs/event-sourcing/testing';
import { createTestDatabase, type TestDatabase } from '#test/support/test-database';
import { changeHead, cutTail, tamper } from '#test/support/tampering';
import { createPostgresEventStore } from './postgres-event-store.js';
import { createLedgerDatabase, execute, type LedgerDatabase } from './testing/index.js';

/** Everything after that a superuser may have done to a ledger of five events, and what is to be found. */
const TAMPERINGS: Record<string, [tampering: (url: string, tenant: string) => Promise<() => Promise<void>>, LedgerDamage]> = {
  'a cut tail': [(url, tenant) => cutTail(url, tenant, 3), { reason: 'tail-cut', position: 4 }],
  'a ledger emptied of all events': [(url, tenant) => cutTail(url, tenant, 0), { reason: 'tail-cut', position: 1 }],
  'a head with another chain': [
    (url, tenant) => changeHead(url, tenant, `chain = sha256('x')`),
    { reason: 'head-mismatch', position: 5 },
  ],
  'a head with another position': [
    (url, tenant) => changeHead(url, tenant, 'position = 99'),
    { reason: 'head-mismatch', position: 6 },
  ],
  'a head that was set back': [
    (url, tenant) =>
      changeHead(
        url,
        tenant,
        `(position, chain, at) = (select position, chain, at from ledger_events e where e.tenant = ledger_heads.tenant and e.position = 2)`,
      ),
    { reason: 'head-mismatch', position: 3 },
  ],
  'a head that was removed': [
    async (url, tenant) => {
      const [head] = await tamper(url, 'select to_json(h) as row from ledger_heads h where tenant = $1', [tenant]);
      await tamper(url, 'delete from ledger_heads where tenant = $1', [tenant]);
      return async () => {
        await tamper(url, 'insert into ledger_heads select * from json_populate_record(null::ledger_heads, $1)', [
          JSON.stringify(head?.['row']),
        ]);
      };
    },
    { reason: 'head-mismatch', position: 1 },
  ],
};

describe('a ledger that was tampered with', () => {
  let test: TestDatabase;
  let database: LedgerDatabase;
  const stores: EventStore[] = [];
  beforeAll(async () => {
    test = await createTestDatabase();
    database = await createLedgerDatabase(test.url);
  });
  afterAll(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await test.drop();
    await database.dropLogins();
  });
  const open = () => {
    const store = createPostgresEventStore({ ledger: database.ledgerUrl, app: database.appUrl });
    stores.push(store);
    return store;
  };
  const one = (tenant: string, stream = 's/1') => ({
    tenant,
    writes: [{ stream, expect: 'any' as const, events: [newEvent()] }],
  });
  const stopped = (damage: LedgerDamage) => (error: unknown) => {
    assert(error instanceof LedgerDamagedError, String(error));
    expect(error.damage).toStrictEqual(damage);
    return true;
  };
  async function goesOn(store: EventStore, tenant: string): Promise<void> {
    for (;;) {
      try {
        await store.append(one(tenant));
        return;
      } catch (error) {
        expect(error).toBeInstanceOf(LedgerDamagedError);
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }

  for (const [what, [tampering, damage]] of Object.entries(TAMPERINGS)) {
    it(`${what} stops that tenant alone, in processes that knew the head and in new ones, until it is mended`, async () => {
      const tenant = what.replaceAll(' ', '-');
      const [knowing, fresh] = [open(), open()];
      await knowing.append({ tenant, writes: [{ stream: 's/1', expect: -1, events: newEvents(5) }] });
      await knowing.append(one('other'));
      const mend = await tampering(database.ownerUrl, tenant);
      for (const store of [knowing, fresh]) {
        const results = await Promise.allSettled([
          ...Array.from({ length: 20 }, (_, n) => store.append(one(n % 2 ? tenant : 'other', `s/${n}`))),
          store.append({ tenant, writes: [{ stream: 's/1', expect: 77, events: [newEvent()] }] }),
        ]);
        for (const [n, result] of results.entries()) {
          if (n < 20 && n % 2 === 0) expectThat(`another tenant's append ${n}`, result.status).toBe('fulfilled');
          else expect(result.status === 'rejected' && stopped(damage)(result.reason)).toBe(true);
        }
        expect((await store.end(tenant)).damage).toStrictEqual(damage);
        expect((await store.damaged()).filter((found) => found.tenant === tenant || found.tenant === 'other')).toStrictEqual([
          { tenant, ...damage },
        ]);
      }
      await mend();
      for (const store of [knowing, fresh]) await goesOn(store, tenant);
      expect(await assertLedgerIsSound(fresh, tenant)).toHaveLength(7);
      expect((await knowing.damaged()).filter((found) => found.tenant === tenant)).toStrictEqual([]);
      await assertLedgerIsSound(fresh, 'other');
    });
  }

  it('answers nothing from what this process remembers of an event that is gone', async () => {
    const store = open();
    const tenant = 'forgotten';
    const [first, last] = newEvents(2);
    assert(first && last);
    const append = (event: NewEvent) => store.append({ tenant, writes: [{ stream: 's/1', expect: 'any', events: [event] }] });
    await append(first);
    await append(last);
    const mend = await cutTail(database.ownerUrl, tenant, 1);
    const other = { ...last, data: { other: true } };
    expect(stopped({ reason: 'tail-cut', position: 2 })(await rejectionOf(append(other)))).toBe(true);
    await mend();
    await goesOn(store, tenant);
    await expect(append(other)).rejects.toBeInstanceOf(EventIdReusedError);
  });

  it('is not made by the ledger`s role: it moves no head and writes no event but by appending', async () => {
    const store = open();
    await store.append({ tenant: 'guarded', writes: [{ stream: 's/1', expect: -1, events: newEvents(2) }] });
    for (const statement of [
      `update ledger_heads set chain = sha256('x') where tenant = 'guarded'`,
      `update ledger_heads set position = 99 where tenant = 'guarded'`,
      `update ledger_heads set tenant = 'other' where tenant = 'guarded'`,
      `update ledger_heads set at = now() where tenant = 'guarded'`,
      `insert into ledger_heads values ('new', 1, sha256('x'), now())`,
      `delete from ledger_heads`,
      `insert into ledger_events select * from ledger_events`,
    ])
      await expectThat(statement, execute(database.ledgerUrl, statement)).rejects.toThrow(/permission denied|row-level security/);
    // A head without its events, events without their head, a gap, another tenant's events: none can be appended.
    const event = `(select array_agg(row(e.tenant, position + 1, stream, revision + 1, gen_random_uuid(), type, schema, at, actor_kind, actor_id,
      correlation, causation, trace, data, sealed, digest, sha256('x'))::ledger_entry) from ledger_events e where tenant = 'guarded' and position = 2)`;
    const known = `(select array[chain] from ledger_heads where tenant = 'guarded')`;
    const at = `(select array[at] from ledger_heads where tenant = 'guarded')`;
    for (const [moves, entries] of [
      [`array['guarded'], ${known}, array[3], array[sha256('x')], ${at}`, `'{}'`],
      [`array['guarded'], ${known}, array[4], array[sha256('x')], ${at}`, event],
      [`array['guarded'], ${known}, array[3], array[sha256('y')], ${at}`, event],
      [`array['guarded'], ${known}, array[3], array[sha256('x')], array[now()]`, event],
      [`array['guarded'], ${known}, array[null::bigint], array[sha256('x')], ${at}`, event],
      [`array['guarded'], ${known}, array[2], ${known}, ${at}`, event],
      [`'{}', '{}', '{}', '{}', '{}'`, event],
    ] as const) {
      const error = await rejectionOf(execute(database.ledgerUrl, `select ledger_append(${moves}, ${entries})`));
      expectThat(String(error), ['LG003', '23502']).toContain((error as { code?: string }).code);
    }
    expect(await assertLedgerIsSound(store, 'guarded')).toHaveLength(2);
    await execute(
      database.ledgerUrl,
      `select ledger_append(array['guarded'], ${known}, array[3], array[sha256('x')], ${at}, ${event})`,
    );
    expectThat('the same call goes through when head and event agree', (await store.head('guarded')).position).toBe(3);
  });
});
