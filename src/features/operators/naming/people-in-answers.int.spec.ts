import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { generateSigningKey } from '#libs/policy-signing';
import { People } from '#platform/operations/people';
import { followed } from '#test/support/followed-subscription';
import { always, publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { WritClient } from '#test/support/writ-client';

type Members = Record<string, unknown>;
const ADA = 'Ada Lovelace';

/** Every member of an answer, however deep, that says who did something, with what is told of its name. */
function actsIn(value: unknown): [member: string, id: unknown, name: unknown][] {
  if (Array.isArray(value)) return value.flatMap(actsIn);
  if (typeof value !== 'object' || value === null) return [];
  const own = Object.entries(value).filter(([name]) => `${name}Name` in value);
  return [
    ...own.map(([name, id]) => [name, id, (value as Members)[`${name}Name`]] as [string, unknown, unknown]),
    ...Object.values(value).flatMap(actsIn),
  ];
}

describe('people in answers', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let acme: SeededTenant;
  let ada: WritClient;
  let adaId: string;
  beforeAll(async () => {
    writ = await RunningWrit.start();
    owner = await writ.owner();
    acme = await writ.seedTenant(owner);
    const roles = ['admin', 'owner', 'policy_admin', 'approval_admin', 'incident_admin', 'auditor'];
    const registered = await owner.post<{ operator: { id: string }; clientId: string; clientSecret: string }>(
      `/v1/tenants/${acme.id}/operators`,
      { name: ADA, roles },
    );
    adaId = registered.operator.id;
    ada = await writ.signIn(registered);
  });
  afterAll(() => writ.close());

  const upToNow = async () => ({ 'writ-min-position': String((await writ.store.head(acme.id)).position) });

  it('have a name beside each id that the published contract tells', () => {
    const file = new URL('../../../../../docs/reference/api/openapi.json', import.meta.url);
    const { components } = JSON.parse(readFileSync(file, 'utf8')) as {
      components: { schemas: Record<string, { properties?: Record<string, unknown> }> };
    };
    const bare = Object.entries(components.schemas).flatMap(([schema, { properties = {} }]) =>
      Object.keys(properties)
        .filter((name) => /^by$|By$/.test(name) && !(`${name}Name` in properties))
        .map((name) => `${schema}.${name}`),
    );
    expectThat('ids of keys, of a decision, revisions, and what a client tells of itself', bare.sort()).toStrictEqual(
      [
        'ApprovalDetail.usedBy',
        // Signed as it is; the answer around it has the name.
        'ChangeDossier.madeBy',
        'PolicyKey.replacedBy',
        'PolicyRevision.signedBy',
        'PolicyRevisionSummary.signedBy',
        'ReplayReport.decidedBy',
        'ReportedDecision.requestedBy',
        'UsageMonth.by',
      ].filter((name) => bare.includes(name)),
    );
  });

  it('are named in every list and history, also when they are no longer there, and never by their id alone', async () => {
    await publishPolicy(ada, 'gate', always('REQUIRE_APPROVAL'));
    await ada.post('/v1/agents', { id: 'mailer', name: 'Mailer' });
    await ada.post('/v1/tools', { name: 'pay', class: 'exec' });
    await ada.post('/v1/controls/pause', { scope: 'tool', target: 'pay', reason: 'x' });
    await ada.post('/v1/controls/resume', { scope: 'tool', target: 'pay', reason: 'x' });
    await ada.post('/v1/controls/pause', { scope: 'agent', target: 'mailer', reason: 'x' });
    await ada.post('/v1/policy-keys', { name: 'Key', publicKey: generateSigningKey('Ed25519').publicKey.pem });
    await ada.post('/v1/exceptions', { tool: 'pay', seconds: 60, reason: 'x' });
    await ada.post('/v1/sink-rules', { labels: ['pii'], tool: 'pay', action: 'block', reason: 'x' });
    await ada.post('/v1/webhooks', { name: 'x', url: 'https://hooks.example/', events: ['control_killed'] });
    await ada.post('/v1/quarantine', { scoring: { threshold: 6 } });
    await ada.post('/v1/usage/prices', { other: { perCall: 1 } });
    await ada.post('/v1/risk/factors', { factors: [{ name: 'x', points: 1, tools: ['pay'] }] });
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    await ada.post('/v1/pins', { policy: 'gate', revision: 1, selector: { agent: 'mailer' }, expiresAt, reason: 'x' });
    const { approval } = await acme.agent.decide('s-1', 'pay');
    await ada.post(`/v1/approvals/${approval?.id}/comment`, { comment: 'hm' });
    await owner.post(`/v1/tenants/${acme.id}/operators/${adaId}/end`, { reason: 'left' });
    const headers = await upToNow();
    for (const [path, members] of [
      ['/v1/agents', ['registeredBy']],
      ['/v1/tools', ['describedBy']],
      ['/v1/controls', ['setBy']],
      ['/v1/policy-keys', ['registeredBy']],
      ['/v1/exceptions', ['requestedBy']],
      ['/v1/sink-rules', ['setBy']],
      ['/v1/webhooks', ['registeredBy']],
      ['/v1/quarantine', ['setBy']],
      ['/v1/usage/prices', ['setBy']],
      ['/v1/risk/factors', ['declaredBy']],
      ['/v1/pins', ['setBy']],
      ['/v1/policies', ['createdBy']],
      ['/v1/policies/gate/revisions', ['addedBy', 'reviewedBy', 'publishedBy']],
      ['/v1/policies/gate/revisions/1', ['addedBy', 'reviewedBy', 'publishedBy', 'by', 'by', 'by', 'by']],
    ] as const) {
      const told = actsIn(await acme.operator.get(path, path === '/v1/sink-rules' || path === '/v1/quarantine' ? {} : headers));
      const hers = told.filter(([, id]) => id === adaId);
      expectThat(
        path,
        hers.map(([member]) => member),
      ).toStrictEqual(members);
      for (const [member, , name] of hers) expectThat(`${path} ${member}`, name).toBe(ADA);
    }
    const { history } = await acme.operator.get<{ history: Members[] }>(`/v1/approvals/${approval?.id}`);
    expect(history.map(({ step, byName }) => [step, byName])).toStrictEqual([
      ['ApprovalRequested', null],
      ['ApprovalCommented', ADA],
    ]);
    const { items } = await acme.operator.get<{ items: Members[] }>(`/v1/tenants/${acme.id}/operators`);
    const ended = items.find(({ id }) => id === adaId);
    expect([ended?.['name'], ended?.['registeredByName'], ended?.['endedByName']]).toStrictEqual([ADA, 'Owner', 'Owner']);
  });

  it('are named beside events, which stay as they are hashed', async () => {
    const page = await acme.operator.get<{ items: { actor: Members; position: number }[]; people: Record<string, string> }>(
      '/v1/ledger/events?limit=200',
    );
    expect(page.people[adaId]).toBe(ADA);
    expect(Object.values(page.people)).toContain('Owner');
    for (const { actor } of page.items) expect(Object.keys(actor).sort()).toStrictEqual(['id', 'kind']);
    const byAda = page.items.find(({ actor }) => actor['id'] === adaId);
    const query = `subscription { ledgerEvents(after: ${(byAda?.position ?? 1) - 1}) { position actorName } }`;
    const told = JSON.stringify(await followed(writ.url, acme.operator.token, query, byAda?.position ?? 1));
    expect(told).toContain(ADA);
  });

  it('are the tenant’s own, and those of the deployment that acted there', async () => {
    const rival = await writ.seedTenant(owner);
    const people = writ.api.app.get(People);
    expect((await people.of(acme.id, [adaId])).get(adaId)).toBe(ADA);
    expect([...(await people.of(rival.id, [adaId]))]).toStrictEqual([]);
    expect([...(await people.of(rival.id, ['', 'demo-seed', "' or true --"]))]).toStrictEqual([]);
    const { data } = await acme.operator.post<{ data: { agents: { nodes: Members[] } } }>('/graphql', {
      query: '{ agents { nodes { id registeredBy registeredByName registeredAt } } }',
    });
    expect(data.agents.nodes.find(({ id }) => id === 'mailer')).toMatchObject({ registeredBy: adaId, registeredByName: ADA });
  });
});
