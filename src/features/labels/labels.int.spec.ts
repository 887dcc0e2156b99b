import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { assertLedgerIsSound } from '#libs/event-sourcing/testing';
import { publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { WritClient } from '#test/support/writ-client';

/** Rules as the arguments say; without that it allows. */
const MIRROR = `package writ
default verdict := "ALLOW"
verdict := input.arguments.verdict
decision := {"verdict": verdict, "rule": "mirror", "reason": "as asked"} if verdict != "MODIFY"
decision := {"verdict": "MODIFY", "rule": "mirror", "reason": "as asked", "changes": {"note": "call +49 30 901820"}} if verdict == "MODIFY"`;

interface Labels {
  readonly labels: readonly { readonly label: string; readonly origin: string; readonly inheritedFrom: string | null }[];
}

describe('labels', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let other: string;
  let acme: SeededTenant;
  let second: WritClient;
  beforeAll(async () => {
    writ = await RunningWrit.start({ worker: false });
    owner = await writ.owner();
    other = (await writ.startSecondApi()).url;
    acme = await writ.seedTenant(owner);
    second = await writ.signIn(await writ.registerOperator(owner, acme.id, ['viewer', 'approval_admin']));
    await publishPolicy(acme.operator, 'mirror', MIRROR);
    for (const tool of [
      { name: 'get_customer', class: 'read', returns: ['PII'] },
      { name: 'look', class: 'read' },
      { name: 'send_mail', class: 'egress' },
      { name: 'post', class: 'egress' },
    ])
      await acme.operator.post('/v1/tools', tool);
  });
  let count = 0;
  let session = '';
  beforeEach(() => void (session = `s-${(count += 1)}`));
  afterAll(() => writ.close());

  const call = (tool: string, given: object = {}, more: { at?: string; session?: string; context?: object } = {}) =>
    acme.agent.at(more.at ?? writ.url).decide(more.session ?? session, tool, {
      arguments: given,
      ...(more.context && { context: more.context }),
    });
  const codeOf = async (...asked: Parameters<typeof call>) => (await call(...asked)).code;
  const labelsOf = async (of = session, at = writ.url) => {
    const { labels } = await acme.operator.at(at).get<Labels>(`/v1/sessions/${of}/labels`);
    return labels.map(({ label, origin, inheritedFrom }) => `${label} ${inheritedFrom ?? origin}`);
  };
  /** Rules are the tenant's: each test has its own label or ends what it set. */
  const withRule = async (rule: object, body: () => Promise<void>) => {
    const { id } = await acme.operator.post<{ id: string }>('/v1/sink-rules', { reason: 'stays here', ...rule });
    try {
      await body();
    } finally {
      await acme.operator.at(other).post(`/v1/sink-rules/${id}/end`, { reason: 'over' });
    }
  };

  it('keep what a tool answered from leaving, on whatever API it is tried', async () => {
    await withRule({ labels: ['Pii'], class: 'egress', action: 'block' }, async () => {
      expect(await codeOf('send_mail', { to: 'x' })).toBe('ALLOWED');
      expect(await codeOf('get_customer')).toBe('ALLOWED');
      for (const at of [other, writ.url]) {
        const { verdict, code, rule, reason } = await call('send_mail', { to: 'x' }, { at });
        expect([verdict, code, reason]).toStrictEqual([
          'DENY',
          'DLP_BLOCKED',
          'data labelled pii may not go to send_mail: stays here',
        ]);
        expect(rule).toMatch(/^writ\.labels\./);
      }
      expect(await codeOf('look')).toBe('ALLOWED');
      expectThat('of another session', await codeOf('send_mail', {}, { session: `${session}-b` })).toBe('ALLOWED');
      expect(await labelsOf()).toStrictEqual(['pii tool']);
    });
    expectThat('the rule is over', await codeOf('send_mail', { to: 'x' })).toBe('ALLOWED');
    await assertLedgerIsSound(writ.store, acme.id);
  });

  it('are recorded with the decision and told to the policy', async () => {
    await call('get_customer');
    const { decisionId } = await call('look', { note: 'card 4111 1111 1111 1111' });
    const events = await writ.store.readStream(acme.id, `session/${session}`);
    expect(events.find(({ id }) => id === decisionId)?.data['input']).toMatchObject({ labels: ['card', 'pii'] });
  });

  it('are not learned from a call that did not run, and are from one whose outcome never came or was denied to have come', async () => {
    await call('get_customer', { verdict: 'DENY' });
    expect(await labelsOf()).toStrictEqual([]);
    const { decisionId } = await call('get_customer');
    await acme.agent.post(`/v1/decisions/${decisionId}/outcome`, { status: 'refused', labels: [] });
    expectThat('the agent cannot say that it got nothing', await labelsOf()).toStrictEqual(['pii tool']);
  });

  it('are learned from outcomes: what they say and what is seen in them', async () => {
    const { decisionId } = await call('look');
    await acme.agent.at(other).post(`/v1/decisions/${decisionId}/outcome`, {
      status: 'succeeded',
      labels: [' Health ', 'HEALTH'],
      result: { rows: [{ iban: 'DE89 3704 0044 0532 0130 00' }] },
    });
    expect((await labelsOf()).sort()).toStrictEqual(['health outcome', 'iban result']);
  });

  it('go on to sessions that are started from one, and from that one, whenever they were learned', async () => {
    const [child, grandchild] = [`${session}-child`, `${session}-grandchild`];
    await call('look');
    await acme.agent.post('/v1/sessions', { id: child, parentSessionId: session });
    await acme.agent.at(other).post('/v1/sessions', { id: grandchild, inputSessionIds: [child] });
    await call('look', {}, { session: grandchild });
    await call('get_customer', {}, { at: other });
    await withRule({ labels: ['pii'], tool: 'post', action: 'block' }, async () => {
      for (const each of [grandchild, child]) {
        expect(await labelsOf(each)).toStrictEqual([`pii ${session}`]);
        expect(await codeOf('post', {}, { session: each })).toBe('DLP_BLOCKED');
      }
      const refused = await acme.operator.refused('POST', `/v1/sessions/${child}/declassify`, { labels: ['pii'], reason: 'x' });
      expect(refused.code).toBe('LABEL_IS_INHERITED');
    });
  });

  it('are not followed through more sessions than can be looked at for each call', async () => {
    const open = (i: number) => ({ id: `${session}-${i}`, ...(i > 0 && { parentSessionId: `${session}-${i - 1}` }) });
    for (let i = 0; i <= 32; i++) await acme.agent.post('/v1/sessions', open(i));
    expect((await acme.agent.refused('POST', '/v1/sessions', open(33))).code).toBe('TOO_MANY_SESSIONS_BEFORE');
    await call('get_customer', {}, { session: `${session}-0` });
    expect(await labelsOf(`${session}-32`)).toStrictEqual([`pii ${session}-0`]);
  });

  it('come along with results of another session that a call names', async () => {
    const source = `${session}-source`;
    await call('get_customer', {}, { session: source });
    await withRule({ labels: ['pii'], tool: 'post', action: 'block' }, async () => {
      expect(await codeOf('post')).toBe('ALLOWED');
      expect(await codeOf('post', {}, { context: { inputSessionIds: [source] } })).toBe('DLP_BLOCKED');
      expectThat('and stay', await codeOf('post')).toBe('DLP_BLOCKED');
    });
    expect(await labelsOf()).toStrictEqual(['pii session']);
  });

  it('are taken away by whoever may, for a reason, in effect with the next decision everywhere', async () => {
    await call('get_customer');
    const body = { labels: ['PII'], reason: 'masked by hand' };
    const path = `/v1/sessions/${session}/declassify`;
    expect((await second.refused('POST', path, body)).status).toBe(403);
    expect((await acme.agent.refused('POST', path, body)).status).toBe(403);
    expect((await new WritClient(writ.url).refused('POST', path, body)).status).toBe(401);
    await withRule({ labels: ['pii'], tool: 'post', action: 'block' }, async () => {
      expect(await codeOf('post', {}, { at: other })).toBe('DLP_BLOCKED');
      expect(await acme.operator.post(path, body)).toMatchObject({ sessionId: session, labels: [] });
      for (const at of [other, writ.url]) expect(await codeOf('post', {}, { at })).toBe('ALLOWED');
      expect((await acme.operator.refused('POST', path, body)).code).toBe('LABEL_NOT_THERE');
      await call('get_customer');
      expect(await codeOf('post', {}, { at: other })).toBe('DLP_BLOCKED');
    });
  });

  it('are told to the agent whose session it is, and to no other', async () => {
    await call('get_customer');
    expect(await acme.agent.get(`/v1/sessions/${session}/labels`)).toMatchObject({ labels: [{ label: 'pii' }] });
    const { key } = await acme.operator.post<{ key: string }>('/v1/agents', { id: `agent-${session}`, name: 'x' });
    expect((await new WritClient(writ.url, key).refused('GET', `/v1/sessions/${session}/labels`)).code).toBe('SESSION_NOT_FOUND');
    expect((await acme.operator.refused('GET', '/v1/sessions/none/labels')).code).toBe('SESSION_NOT_FOUND');
  });

  it('are redacted out of arguments where a rule says so, also out of what a policy put in', async () => {
    await withRule({ labels: ['email', 'phone'], tool: 'post', action: 'redact' }, async () => {
      const given = {
        text: 'mail jane@example.com',
        other: 'card 4111 1111 1111 1111',
        id: '0191a2b3-0000-7000-8000-4155552671ff',
      };
      const answer = await call('post', given);
      expect([answer.verdict, answer.code]).toStrictEqual(['MODIFY', 'MODIFIED']);
      expect(answer).toMatchObject({ changes: { text: 'mail [REDACTED_EMAIL]' } });
      expect(await call('post', { verdict: 'MODIFY', note: 'x' })).toMatchObject({ changes: { note: 'call [REDACTED_PHONE]' } });
      expect(await codeOf('post', { 'jane@example.com': 1 })).toBe('DLP_BLOCKED');
      expect(await codeOf('post', { verdict: 'DENY', text: 'jane@example.com' })).toBe('POLICY_DENIED');
      expect(await codeOf('post', { text: 'nothing' })).toBe('ALLOWED');
    });
    await withRule({ labels: ['pii', 'email'], tool: 'post', action: 'redact' }, async () => {
      expect(await codeOf('post', { text: 'x' }, { session: `${session}-c` })).toBe('ALLOWED');
      await call('get_customer', {}, { session: `${session}-c` });
      expectThat('nobody can find it in there', await codeOf('post', { text: 'x' }, { session: `${session}-c` })).toBe(
        'DLP_BLOCKED',
      );
    });
  });

  it('are held for people where a rule says so; people let them through once, an exception does not', async () => {
    await withRule({ labels: ['pii'], tool: 'post', action: 'approve' }, async () => {
      await withRule({ labels: ['email'], tool: 'post', action: 'redact' }, async () => {
        await call('get_customer');
        const given = { text: 'jane@example.com' };
        const held = await call('post', given);
        expect([held.verdict, held.code, held.rule.startsWith('writ.labels.')]).toStrictEqual([
          'REQUIRE_APPROVAL',
          'APPROVAL_REQUIRED',
          true,
        ]);
        await second.post(`/v1/approvals/${held.approval?.id}/approve`, { comment: 'fine' });
        expect(await call('post', given, { at: other })).toMatchObject({
          verdict: 'MODIFY',
          code: 'APPROVED',
          changes: { text: '[REDACTED_EMAIL]' },
        });
        expectThat('once', await codeOf('post', given)).toBe('APPROVAL_REQUIRED');
        for (const rule of [held.rule, undefined]) {
          const asked = { tool: 'post', session, seconds: 600, uses: 1, reason: 'x', ...(rule !== undefined && { rule }) };
          const { id } = await acme.operator.post<{ id: string }>('/v1/exceptions', asked);
          await second.post(`/v1/exceptions/${id}/approve`);
          expect(await codeOf('post', { rule: `${rule}` })).toBe('DLP_BLOCKED');
        }
      });
    });
  });

  it('may be kept out of what is recorded of results, keyed by tenant, on every API from the next outcome on', async () => {
    const setMode = (mode: string, at = writ.url) =>
      acme.operator.at(at).post('/v1/personal-data', { mode, reason: 'as agreed' });
    const report = async (at: string) => {
      const { decisionId } = await call('look', {}, { at });
      const result = { to: 'jane@example.com', id: '0191a2b3-0000-7000-8000-4155552671ff', at: '2026-11-29T02:00:00Z' };
      await acme.agent
        .at(at)
        .post(`/v1/decisions/${decisionId}/outcome`, { status: 'failed', result, error: 'no jane@example.com' });
      const events = await writ.store.readStream(acme.id, `session/${session}`);
      const { data } = events.findLast(({ type }) => type === 'OutcomeRecorded') as unknown as {
        data: { result: { value: typeof result }; error: string };
      };
      return { result: data.result.value, error: data.error, sent: result };
    };
    const off = await report(other);
    expect([off.result, off.error]).toStrictEqual([off.sent, 'no jane@example.com']);
    await setMode('redact');
    for (const at of [other, writ.url]) {
      const { result, error, sent } = await report(at);
      expect([result, error]).toStrictEqual([{ ...sent, to: '[REDACTED_EMAIL]' }, 'no [REDACTED_EMAIL]']);
    }
    await setMode('tokenize', other);
    const [one, two] = [await report(writ.url), await report(other)];
    expect(one.result.to).toMatch(/^tok_email_[0-9a-f]{12}$/);
    expect([one.error, two.result]).toStrictEqual([`no ${one.result.to}`, one.result]);
    expectThat('the session has learned it all the same', await labelsOf()).toStrictEqual(['email result']);
    expect(await acme.operator.get('/v1/personal-data')).toMatchObject({ mode: 'tokenize' });
    expect((await second.refused('POST', '/v1/personal-data', { mode: 'off', reason: 'x' })).status).toBe(403);
    await setMode('off');
    await assertLedgerIsSound(writ.store, acme.id);
  });

  it('cost nothing and are nowhere for a tenant without a catalogue', async () => {
    const plain = await writ.seedTenant(owner);
    await publishPolicy(plain.operator, 'mirror', MIRROR);
    const { decisionId } = await plain.agent.decide('s-1', 'send_mail', { arguments: { to: 'jane@example.com' } });
    await plain.agent.post(`/v1/decisions/${decisionId}/outcome`, { status: 'succeeded', labels: ['pii'] });
    expect(await plain.operator.get('/v1/sessions/s-1/labels')).toMatchObject({ labels: [] });
    const [event] = (await writ.store.readStream(plain.id, 'session/s-1')).filter(({ id }) => id === decisionId);
    expect(event?.data['input']).not.toHaveProperty('labels');
  });

  it('never get out, however many calls of one session come to whom at the same time', async () => {
    await withRule({ labels: ['pii'], class: 'egress', action: 'block' }, async () => {
      const asked = Array.from({ length: 24 }, (_, i) =>
        call(i % 4 === 3 ? 'get_customer' : 'post', { i }, { at: i % 2 ? other : writ.url }),
      );
      await Promise.all(asked);
      let isTainted = false;
      for (const { type, data } of await writ.store.readStream(acme.id, `session/${session}`)) {
        if (type !== 'DecisionRecorded') continue;
        const { input, code } = data as unknown as { input: { tool: string }; code: string };
        if (input.tool === 'post') expect(code).toBe(isTainted ? 'DLP_BLOCKED' : 'ALLOWED');
        else isTainted = true;
      }
      await assertLedgerIsSound(writ.store, acme.id);
    });
  });
});
