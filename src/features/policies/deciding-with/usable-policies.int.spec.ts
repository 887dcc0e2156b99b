import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import type { ActivePolicy } from '#features/controls/contract';
import { PolicyRevisions, type RevisionSource } from '#features/policies/contract';
import { TenantDatabase } from '#platform/database/tenant-database';
import { addRevision, always, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { PolicyTexts } from '../taking-in/policy-texts.js';
import { UsablePolicies } from './usable-policies.js';

const TENANTS = Array.from({ length: 201 }, (_, n) => `tenant-${n}`);

describe('policies that are ready to decide', () => {
  let writ: RunningWrit;
  let acme: SeededTenant;
  let reference: ActivePolicy;
  let policies: UsablePolicies;
  let reads = 0;
  beforeAll(async () => {
    writ = await RunningWrit.start({ worker: false });
    acme = await writ.seedTenant(await writ.owner());
    const revision = await addRevision(acme.operator, 'gate', always('ALLOW'));
    const { app } = writ.api;
    const source = await app.get<PolicyRevisions>(PolicyRevisions).source(acme.id, 'gate', revision);
    ({ reference } = source as RevisionSource);
    policies = app.get(UsablePolicies);
    const texts = app.get(PolicyTexts);
    const { planDigest, dataDigest } = reference;
    const stored = [await texts.bytes(acme.id, planDigest), await texts.bytes(acme.id, dataDigest)];
    for (const tenant of TENANTS) await texts.store(tenant, stored);
    const database = app.get(TenantDatabase);
    const as = database.as.bind(database) as (...args: never[]) => Promise<unknown>;
    database.as = ((...args: never[]) => {
      reads += 1;
      return as(...args);
    }) as TenantDatabase['as'];
  });
  afterAll(() => writ.close());

  const loadAll = async (): Promise<number> => {
    reads = 0;
    for (const tenant of TENANTS) expect((await policies.load(tenant, reference)).evaluate({})).toBeTruthy();
    return reads;
  };

  it('are loaded once for each of 201 tenants that decide in turn', async () => {
    expectThat('plan and data of each', await loadAll()).toBe(2 * TENANTS.length);
    const again = await loadAll();
    console.info(`${again} reads in the second round of ${TENANTS.length} tenants`);
    expect(again).toBe(0);
  });

  it('are loaded once for all who ask at the same moment', async () => {
    reads = 0;
    const other = { ...reference, id: 'other' };
    await Promise.all(TENANTS.slice(0, 10).map(() => policies.load(acme.id, other)));
    expect(reads).toBe(2);
  });

  it('are asked for again after a failure', async () => {
    const missing = { ...reference, planDigest: '0'.repeat(64) };
    const { load } = policies;
    for (let n = 1; n <= 2; n += 1) {
      reads = 0;
      await expect(load.call(policies, acme.id, missing)).rejects.toThrow(/is missing/);
      expectThat(`attempt ${n}`, reads).toBeGreaterThan(0);
    }
  });
});
