import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { nameBasedId } from '#libs/event-ids';
import { runAt, type NewEvent } from '#libs/event-sourcing';
import { assertLedgerIsSound } from '#libs/event-sourcing/testing';
import { eventually } from '#test/support/conditions';
import { publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { Decision, WritClient } from '#test/support/writ-client';
import { ExpireApprovals } from './expiring/expire-approvals.job.js';

/** Holds every call as its arguments say. */
const ASKING = `package writ

decision := {
	"verdict": "REQUIRE_APPROVAL",
	"rule": "people-decide",
	"reason": "a person has to look",
	"obligations": obligations,
}

obligations := [object.union({"type": "approval"}, input.arguments.workflow)] if input.arguments.workflow

else := []
`;

/** Says at length why it holds a call, or not. */
const LENGTHY = `package writ

decision := {"verdict": "REQUIRE_APPROVAL", "rule": "people-decide", "reason": reason}

reason := "${'why '.repeat(490)}" if input.context.lengthy

else := "short"
`;

interface Detail {
  readonly id: string;
  readonly state: string;
  readonly token: string | null;
  readonly usedBy: string | null;
  readonly arguments: object;
  readonly facts: { readonly session: { readonly decisions: number } };
  readonly steps: readonly { readonly given: number; readonly isOpen: boolean }[];
  readonly history: readonly { readonly step: string; readonly by: string; readonly comment: string | null }[];
}

describe('a held call', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let acme: SeededTenant;
  let other: string;
  let sessions = 0;
  let session = '';
  beforeAll(async () => {
    writ = await RunningWrit.start();
    owner = await writ.owner();
    acme = await writ.seedTenant(owner);
    await publishPolicy(acme.operator, 'asking', ASKING);
    other = (await writ.startSecondApi()).url;
  });
  beforeEach(() => void (session = `s-${(sessions += 1)}`));
  afterAll(() => writ.close());

  const call = (more: object = {}) => ({ sessionId: session, tool: 'pay', arguments: { amount: 3 }, ...more });
  const ask = (more: object = {}, by: WritClient = acme.agent) => by.post<Decision>('/v1/decisions', call(more));
  const held = async (more: object = {}, by?: WritClient) => {
    const { code, approval } = await ask(more, by);
    expect(code).toBe('APPROVAL_REQUIRED');
    return approval as { id: string; expiresAt: string };
  };
  const get = (id: string, by: WritClient = acme.agent, query = '') => by.get<Detail>(`/v1/approvals/${id}${query}`);
  const approve = (id: string, by: WritClient = acme.operator, body: object = {}) => by.post(`/v1/approvals/${id}/approve`, body);
  const person = async (name: string, ...roles: string[]) => {
    const made = await owner.post<{ clientId: string; clientSecret: string }>(`/v1/tenants/${acme.id}/operators`, {
      name,
      roles,
    });
    return writ.signIn(made);
  };

  it('is asked of people once, and let through once when they said yes', async () => {
    const { id, expiresAt } = await held();
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(3_500_000);
    expectThat('asked again it waits for the same', (await held()).id).toBe(id);
    expect((await get(id)).state).toBe('pending');
    const { state } = await approve(id, acme.operator, { comment: 'fine' });
    expect(state).toBe('approved');
    const allowed = await ask();
    expect([allowed.verdict, allowed.code, allowed.rule, allowed.approval?.id]).toStrictEqual([
      'ALLOW',
      'APPROVED',
      'people-decide',
      id,
    ]);
    const detail = await get(id);
    expect([detail.state, detail.usedBy]).toStrictEqual(['used', allowed.decisionId]);
    expect(detail.history.map(({ step, comment }) => [step, comment])).toStrictEqual([
      ['ApprovalRequested', 'a person has to look'],
      ['ApprovalGiven', 'fine'],
      ['ApprovalGranted', null],
      ['ApprovalUsed', null],
    ]);
    const next = await held();
    expectThat('what was used lets nothing else through', next.id).not.toBe(id);
    await acme.agent.post(`/v1/decisions/${allowed.decisionId}/outcome`, { status: 'succeeded' });
    await assertLedgerIsSound(writ.store, acme.id);
  });

  it('is let through once, however often and wherever it is asked for at the same time', async () => {
    const { id } = await held();
    await approve(id, acme.operator.at(other));
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => ask({}, i % 2 === 0 ? acme.agent : acme.agent.at(other))),
    );
    expect(answers.filter(({ code }) => code === 'APPROVED')).toHaveLength(1);
    expect(new Set(answers.filter(({ code }) => code !== 'APPROVED').map(({ approval }) => approval?.id)).size).toBe(1);
  });

  it('is not refused for the size of a request that was made before, by an API that never heard of it', async () => {
    const tenant = await writ.seedTenant(owner);
    await publishPolicy(tenant.operator, 'lengthy', LENGTHY);
    const given = { arguments: { text: 'x'.repeat(998_200) } };
    const { id } = await held({ ...given, context: { lengthy: false } }, tenant.agent);
    await approve(id, tenant.operator);
    expect((await ask({ ...given, context: { lengthy: true } }, tenant.agent.at(other))).code).toBe('APPROVED');
  });

  it('in a batch is let through by one approval once, and asked of people once', async () => {
    const batch = () => acme.agent.post<{ items: Decision[] }>('/v1/decisions/batch', [call(), call(), call()]);
    const first = await batch();
    const [id] = first.items.map(({ approval }) => approval?.id);
    expect(first.items.map(({ approval }) => approval?.id)).toStrictEqual([id, id, id]);
    await approve(id as string);
    const { items } = await batch();
    expect(items.map(({ code }) => code)).toStrictEqual(['APPROVED', 'APPROVAL_REQUIRED', 'APPROVAL_REQUIRED']);
    expect(items[1]?.approval?.id).toBe(items[2]?.approval?.id);
  });

  it('that is repeated under its request id gets its first answer', async () => {
    const first = await ask({ requestId: 'r-1' });
    await approve(first.approval?.id as string);
    expect(await ask({ requestId: 'r-1' })).toStrictEqual(first);
    expect((await ask({ requestId: 'r-2' })).code).toBe('APPROVED');
  });

  it('that a person said no to is denied from then on', async () => {
    const { id } = await held();
    await acme.operator.post(`/v1/approvals/${id}/deny`, { reason: 'too much' });
    const answer = await ask();
    expect([answer.verdict, answer.code, answer.approval?.id]).toStrictEqual(['DENY', 'APPROVAL_DENIED', id]);
    expect((await acme.operator.refused('POST', `/v1/approvals/${id}/approve`, {})).code).toBe('APPROVAL_ALREADY_DECIDED');
    expectThat('other arguments are another call', (await held({ arguments: { amount: 4 } })).id).not.toBe(id);
  });

  it('needs the people its policy names, each once, in their order', async () => {
    const [ann, bob] = await Promise.all([person('Ann', 'viewer'), person('Bob', 'viewer', 'approval_admin')]);
    const workflow = { steps: [{ people: ['ann'] }, { roles: ['approval_admin'], required: 2 }] };
    const { id } = await held({ arguments: { workflow } });
    expect((await bob.refused('POST', `/v1/approvals/${id}/approve`, {})).code).toBe('NOT_AN_APPROVER');
    await approve(id, ann);
    await approve(id, bob);
    expect((await bob.refused('POST', `/v1/approvals/${id}/approve`, {})).code).toBe('APPROVER_ACTED_ALREADY');
    expect((await get(id)).steps.map(({ given, isOpen }) => [given, isOpen])).toStrictEqual([
      [1, false],
      [1, true],
    ]);
    expect((await ann.refused('POST', `/v1/approvals/${id}/approve`, {})).code).toBe('APPROVER_ACTED_ALREADY');
    await approve(id);
    expect((await ask({ arguments: { workflow } })).code).toBe('APPROVED');
  });

  it('may be decided about by somebody else for a while', async () => {
    const cyd = await person('Cyd', 'viewer');
    const { id } = await held();
    expect((await cyd.refused('POST', `/v1/approvals/${id}/approve`, {})).code).toBe('NOT_AN_APPROVER');
    await acme.operator.post(`/v1/approvals/${id}/delegate`, { to: ' CYD ', comment: 'on holiday' });
    expect((await approve(id, cyd))['state']).toBe('approved');
    expect((await get(id, acme.operator)).history.at(-2)).toMatchObject({
      step: 'ApprovalGiven',
      by: 'Cyd',
      onBehalfOf: 'Operator',
    });
  });

  it('with a workflow that is none is denied, and nobody is asked', async () => {
    for (const workflow of [{ steps: [] }, { steps: [{ roles: ['king'] }] }, { expiresInSeconds: 0 }, { extra: true }]) {
      const { verdict, code, approval } = await ask({ arguments: { workflow } });
      expectThat(JSON.stringify(workflow), [verdict, code, approval]).toStrictEqual(['DENY', 'POLICY_ERROR', undefined]);
    }
  });

  describe('with a token', () => {
    const tokenFor = async (id: string, by?: WritClient) => (await get(id, by)).token as string;

    it('of its own approval is let through once', async () => {
      const { id } = await held();
      expect((await get(id)).token).toBeNull();
      await approve(id);
      const approvalToken = await tokenFor(id);
      expectThat('operators have no use for it', (await get(id, acme.operator)).token).toBeNull();
      expect((await ask({ approvalToken })).code).toBe('APPROVED');
      expect((await ask({ approvalToken })).code).toBe('APPROVAL_USED');
      expect((await held()).id).not.toBe(id);
    });

    it('of anything else is denied, and says what does not fit', async () => {
      const { id } = await held();
      await approve(id);
      const approvalToken = await tokenFor(id);
      const rival = await writ.registerAgent(acme.operator, `rival-${session}`);
      const next = `${session}-other`;
      expect((await ask({ approvalToken, arguments: { amount: 4 } })).code).toBe('APPROVAL_FOR_OTHER_ARGUMENTS');
      expect((await ask({ approvalToken, tool: 'wire' })).code).toBe('APPROVAL_FOR_OTHER_TOOL');
      expect((await ask({ approvalToken, sessionId: next })).code).toBe('APPROVAL_FOR_OTHER_SESSION');
      expect((await ask({ approvalToken, sessionId: `${next}-2` }, rival)).code).toBe('APPROVAL_FOR_OTHER_SESSION');
      for (const forged of ['wat_x.y', 'x', `${approvalToken}A`, approvalToken.replace('wat_', 'wat_A')])
        expectThat(forged, (await ask({ approvalToken: forged })).code).toBe('APPROVAL_TOKEN_INVALID');
      expectThat('and it is still good for its own call', (await ask({ approvalToken })).code).toBe('APPROVED');
    });

    it('of another tenant is denied', async () => {
      const { id } = await held();
      await approve(id);
      const approvalToken = await tokenFor(id);
      const rival = await writ.seedTenant(owner);
      await publishPolicy(rival.operator, 'asking', ASKING);
      expect((await ask({ approvalToken }, rival.agent)).code).toBe('APPROVAL_FOR_OTHER_TENANT');
      expect((await rival.operator.refused('POST', `/v1/approvals/${id}/approve`, {})).code).toBe('APPROVAL_NOT_FOUND');
      expect((await rival.operator.refused('GET', `/v1/approvals/${id}`)).code).toBe('APPROVAL_NOT_FOUND');
    });

    it('that was taken back is denied', async () => {
      const { id } = await held();
      await approve(id);
      const approvalToken = await tokenFor(id);
      await acme.agent.post(`/v1/approvals/${id}/withdraw`, { reason: 'not needed' });
      expect((await ask({ approvalToken })).code).toBe('APPROVAL_WITHDRAWN');
    });
  });

  it('under another policy is asked of people anew', async () => {
    const tenant = await writ.seedTenant(owner);
    await publishPolicy(tenant.operator, 'asking', ASKING);
    const { id } = await held({}, tenant.agent);
    await publishPolicy(tenant.operator, 'asking', `${ASKING}\n# newer\n`);
    const newer = await held({}, tenant.agent);
    expect(newer.id).not.toBe(id);
    expect((await tenant.operator.refused('POST', `/v1/approvals/${id}/approve`, {})).code).toBe('APPROVAL_SUPERSEDED');
    expect((await get(id, tenant.operator)).state).toBe('superseded');
    await approve(newer.id, tenant.operator);
    expect((await ask({}, tenant.agent)).code).toBe('APPROVED');
  });

  it('is waited for until a person decides, at another API too', async () => {
    const { id } = await held();
    const waiting = get(id, acme.agent.at(other), '?wait=30');
    await approve(id);
    expect((await waiting).state).toBe('approved');
    const started = Date.now();
    const { id: second } = await held({ arguments: { amount: 9 } });
    expect((await get(second, acme.agent, '?wait=1')).state).toBe('pending');
    expect(Date.now() - started).toBeGreaterThanOrEqual(1_000);
  });

  it('expires by itself, and says so in the ledger', async () => {
    const arguments_ = { workflow: { expiresInSeconds: 1 } };
    const { id, expiresAt } = await held({ arguments: arguments_ });
    expect((await get(id, acme.agent, '?wait=10')).state).toBe('expired');
    expect((await acme.operator.refused('POST', `/v1/approvals/${id}/approve`, {})).code).toBe('APPROVAL_EXPIRED');
    await eventually('the record says so', async () => (await get(id)).history.length === 2);
    const job = writ.api.app.get(ExpireApprovals, { strict: false });
    const run = runAt(`${acme.id}/${id}`, Date.parse(expiresAt));
    await job.run(run.id);
    await job.run(run.id);
    const { history } = await get(id);
    expect(history.map(({ step }) => step)).toStrictEqual(['ApprovalRequested', 'ApprovalExpired']);
    expectThat('and is asked of people anew', (await held({ arguments: arguments_ })).id).not.toBe(id);
  });

  it('is told as the whole of its history has it, however long that is', async () => {
    const { id } = await held({ arguments: { long: true } });
    const request = await writ.store.readEvent(acme.id, id);
    const stream = request?.stream ?? '';
    const said = (n: number): NewEvent => ({
      id: nameBasedId(`${id} ${n}`),
      type: 'ApprovalCommented',
      schema: 1,
      actor: { kind: 'user', id: 'then' },
      correlation: null,
      causation: null,
      trace: null,
      data: { approval: id, by: { id: 'then', name: 'Then', roles: [] }, comment: `${n}` },
      sealed: null,
    });
    const events = Array.from({ length: 1_100 }, (_, n) => said(n));
    await writ.store.append({ tenant: acme.id, writes: [{ stream, expect: 'any', events }] });
    expect((await acme.operator.refused('POST', `/v1/approvals/${id}/comment`, { comment: 'x' })).code).toBe('TOO_MANY_COMMENTS');
    await approve(id);
    const { state, history } = await get(id);
    expect([state, history.length, history.at(-1)?.step]).toStrictEqual(['approved', 1_103, 'ApprovalGranted']);
  });

  it('that expires can count as a no', async () => {
    const arguments_ = { workflow: { expiresInSeconds: 1, onExpiry: 'deny' } };
    const { id } = await held({ arguments: arguments_ });
    await get(id, acme.agent, '?wait=10');
    const answer = await ask({ arguments: arguments_ });
    expect([answer.verdict, answer.code, answer.approval?.id]).toStrictEqual(['DENY', 'APPROVAL_EXPIRED', id]);
  });

  it('is in the inbox, the most urgent first, with exactly what was asked', async () => {
    const tenant = await writ.seedTenant(owner);
    await publishPolicy(tenant.operator, 'asking', ASKING);
    const late = await held({ arguments: { workflow: { expiresInSeconds: 5_000 } } }, tenant.agent);
    const soon = await held({ arguments: { workflow: { expiresInSeconds: 50 } }, tool: 'wire' }, tenant.agent);
    const { ledger } = await ask({ tool: 'third' }, tenant.agent);
    const list = async (query = '') => {
      const { items } = await tenant.operator.get<{ items: { id: string; tool: string; arguments: object }[] }>(
        `/v1/approvals${query}`,
        {
          'writ-min-position': String(ledger.position),
        },
      );
      return items;
    };
    const all = await list();
    expect(all.map(({ id }) => id).slice(0, 1)).toStrictEqual([soon.id]);
    expect(all.at(-1)).toMatchObject({ id: late.id, tool: 'pay', arguments: { workflow: { expiresInSeconds: 5_000 } } });
    expect((await list('?tool=wire')).map(({ id }) => id)).toStrictEqual([soon.id]);
    expect(await list('?state=approved')).toStrictEqual([]);
    const page = await tenant.operator.get<{ items: { id: string }[]; nextCursor: string }>('/v1/approvals?limit=2');
    const rest = await tenant.operator.get<{ items: { id: string }[] }>(`/v1/approvals?cursor=${page.nextCursor}`);
    expect([...page.items, ...rest.items].map(({ id }) => id)).toStrictEqual(all.map(({ id }) => id));
    expectThat('strangers see nothing', (await acme.operator.refused('GET', `/v1/approvals/${late.id}`)).code).toBe(
      'APPROVAL_NOT_FOUND',
    );
    const rival = await writ.registerAgent(tenant.operator, 'rival');
    expectThat('nor do other agents', (await rival.refused('GET', `/v1/approvals/${late.id}`)).code).toBe('APPROVAL_NOT_FOUND');
    expect((await get(late.id, tenant.operator)).facts.session.decisions).toBe(0);
  });

  it('goes through GraphQL, too', async () => {
    const { id } = await held();
    const query = 'mutation($id: String!) { approve(approval: $id, comment: "yes") { id state ledger { position } } }';
    const { data } = await acme.operator.post<{ data: { approve: { state: string } } }>('/graphql', { query, variables: { id } });
    expect(data.approve.state).toBe('approved');
    const read = 'query($id: String!) { approval(approval: $id) { state tool history { step by } steps { name given isOpen } } }';
    const found = await acme.operator.post<{ data: { approval: { state: string } } }>('/graphql', {
      query: read,
      variables: { id },
    });
    expect(found.data.approval.state).toBe('approved');
  });
});
