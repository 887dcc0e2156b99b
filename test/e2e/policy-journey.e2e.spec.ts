import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { assertLedgerIsSound } from '#libs/event-sourcing/testing';
import { generateSigningKey } from '#libs/policy-signing';
import {
  overCommands,
  overGraphql,
  overRest,
  type PolicyRoad,
  type Traveller,
  type Travellers,
} from '#test/support/policy-roads';
import { RunningWrit } from '#test/support/running-writ';
import type { WritClient } from '#test/support/writ-client';

/** The template's own, and with creating orders made as harmless as reading. */
const TOOLS = { search_orders: 'read', create_order: 'create', delete_customer: 'erasure' };
const WIDER = { ...TOOLS, create_order: 'read' };

const STEPS = [
  'PolicyRevisionAdded',
  'PolicyRevisionSubmitted',
  'PolicyRevisionApproved',
  'PolicyRevisionSigned',
  'PolicyPublished',
];
const STORY = ['PolicyCreated', ...STEPS, ...STEPS, 'PolicyRolledBack'];

describe('a policy goes from a template through review, signature and publishing, is tried on one agent, and rolled back', () => {
  const home = mkdtempSync(join(tmpdir(), 'writ-journey-'));
  let writ: RunningWrit;
  let owner: WritClient;
  beforeAll(async () => {
    writ = await RunningWrit.start({ env: { WRIT_REQUIRE_SIGNED_POLICY: 'true' } });
    owner = await writ.owner();
  });
  afterAll(async () => {
    await writ.close();
    rmSync(home, { recursive: true });
  });

  async function traveller(tenant: string, role: string): Promise<Traveller> {
    const credentials = await writ.registerOperator(owner, tenant, [role]);
    return { credentials, client: await writ.signIn(credentials) };
  }

  const roads: Record<string, (by: Travellers) => PolicyRoad> = {
    'by REST': overRest,
    'by GraphQL': overGraphql,
    'by the writ command': (by) => overCommands(by, home),
  };
  for (const [name, take] of Object.entries(roads)) {
    it(name, async () => {
      const tenant = `journey-${name.replace(/\W+/g, '-').toLowerCase()}`;
      await owner.post('/v1/tenants', { id: tenant, name });
      const [admin, author, reviewer, publisher] = await Promise.all(
        ['admin', 'policy_admin', 'policy_admin', 'policy_admin'].map((role) => traveller(tenant, role)),
      );
      assert(admin && author && reviewer && publisher);
      const key = generateSigningKey('Ed25519');
      const road = take({ writ, tenant, policy: 'orders', key, admin, author, reviewer, publisher });
      const agent = await writ.registerAgent(admin.client, 'order-bot');
      const other = await writ.registerAgent(admin.client, 'other-bot');
      const verdict = async (of: WritClient) => (await of.decide('s-1', 'create_order')).verdict;
      const othersVerdict = async () => (await other.decide('s-2', 'create_order')).verdict;

      await road.registerKey('release');
      expect(await road.write('write-with-approval', 'tools', TOOLS)).toBe(1);
      await road.submit(1);
      await road.approve(1);
      const unsigned = await publisher.client.refused('POST', '/v1/policies/orders/revisions/1/publish');
      expect(unsigned.code).toBe('POLICY_NOT_SIGNED');
      await road.sign(1);
      expect((await agent.decide('s-1', 'create_order')).code).toBe('NO_ACTIVE_POLICY');
      await road.publish(1);
      expect(await verdict(agent)).toBe('REQUIRE_APPROVAL');

      expect(await road.write('write-with-approval', 'tools', WIDER)).toBe(2);
      expect(await road.diff(1, 2)).toBe('widened');
      await road.submit(2);
      await road.approve(2);
      await road.sign(2);
      const pin = await road.pin(2, 'order-bot');
      expect([await verdict(agent), await othersVerdict()]).toStrictEqual(['ALLOW', 'REQUIRE_APPROVAL']);
      await road.unpin(pin);
      expect(await verdict(agent)).toBe('REQUIRE_APPROVAL');
      await road.publish(2);
      expect([await verdict(agent), await othersVerdict()]).toStrictEqual(['ALLOW', 'ALLOW']);
      expect(await road.rollBack()).toBe(1);
      expect([await verdict(agent), await othersVerdict()]).toStrictEqual(['REQUIRE_APPROVAL', 'REQUIRE_APPROVAL']);

      const events = await assertLedgerIsSound(writ.store, tenant);
      expect(events.filter(({ stream }) => stream === 'policy/orders').map(({ type }) => type)).toStrictEqual(STORY);
    });
  }
});
