import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventStore, Projection } from '#libs/event-sourcing';
import { newEvents } from '#libs/event-sourcing/testing';
import { createTestDatabase, type TestDatabase } from '#test/support/test-database';
import { ProjectedPositions } from '../subscriptions/projected-positions.js';
import { startProjection } from '../subscriptions/subscriptions.js';
import { countingProjection, openSubscriptionFixture, type SubscriptionFixture } from '../testing/index.js';
import { RebuiltRows } from './rebuilt-rows.js';

const EVENTS = 4_500;
const WAIT_MS = 60_000;
const tenant = 'long';

describe('a history of several pages', () => {
  let test: TestDatabase;
  let fixture: SubscriptionFixture;
  beforeAll(async () => {
    test = await createTestDatabase();
    fixture = await openSubscriptionFixture(test.url);
    await fixture.store.append({ tenant, writes: [{ stream: 's/1', expect: 'any', events: newEvents(EVENTS) }] });
  });
  afterAll(async () => {
    await fixture.close();
    await test.drop();
    await fixture.database.dropLogins();
  });
  const counting = countingProjection();

  it('is projected by a worker that could not see which ledgers there are at first, each event once', async () => {
    let looks = 0;
    const heads: EventStore['heads'] = async () => {
      looks += 1;
      if (looks === 1) throw new Error('the server is away');
      return fixture.store.heads();
    };
    // Nothing grows any more, so nothing else tells it of the ledger.
    const store = Object.assign(Object.create(fixture.store) as EventStore, { heads, onGrowth: () => () => undefined });
    const running = startProjection({ store, pool: fixture.pool }, counting);
    const projected = new ProjectedPositions(fixture.pool);
    expect(await projected.waitForPosition(counting.name, tenant, EVENTS, WAIT_MS)).toBe(true);
    await running.close();
    expect(await fixture.rows(tenant)).toMatchObject([{ id: 's/1', count: EVENTS }]);
    expect(looks).toBe(2);
  });

  it('is folded up page by page beside the live rows, and comes to the same', async () => {
    const deps = { store: fixture.store, app: fixture.database.appUrl, passesOver: async () => false };
    const rebuilt = await RebuiltRows.open(deps, counting, tenant);
    const told: [done: number, total: number][] = [];
    await rebuilt?.foldUp(async (done, total) => void told.push([done, total]));
    expect(told.at(0)).toStrictEqual([0, EVENTS]);
    expect(told.at(-1)).toStrictEqual([EVENTS, EVENTS]);
    expect(told.map(([done]) => done)).toStrictEqual(told.map(([done]) => done).toSorted((a, b) => a - b));
    expect(await rebuilt?.compare()).toMatchObject({ position: EVENTS, rows: 1, missing: 0, extra: 0, other: 0 });
    await rebuilt?.close();
  });

  it('of a projection without its tables is not begun, and nobody is kept from it afterwards', async () => {
    const deps = { store: fixture.store, app: fixture.database.appUrl, passesOver: async () => false };
    const nowhere: Projection = { ...counting, tables: [{ ...counting.tables[0]!, name: 'nowhere' }] };
    await expect(RebuiltRows.open(deps, nowhere, tenant)).rejects.toThrow(/nowhere/);
    const rebuilt = await RebuiltRows.open(deps, counting, tenant);
    expect(rebuilt).toBeDefined();
    await rebuilt?.close();
  });
});
