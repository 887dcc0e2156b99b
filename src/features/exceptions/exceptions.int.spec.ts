import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { runAt } from '#libs/event-sourcing';
import { assertLedgerIsSound } from '#libs/event-sourcing/testing';
import { eventually } from '#test/support/conditions';
import { publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { Decision, WritClient } from '#test/support/writ-client';
import { ExpireExceptions } from './expiring/expire-exceptions.job.js';

/** Rules as the arguments say. */
const MIRROR =
  'package writ\ndecision := {"verdict": input.arguments.verdict, "rule": input.arguments.rule, "reason": "as asked", "obligations": [{"type": "log"}]}';

describe('an exception', () => {
  let writ: RunningWrit;
  let acme: SeededTenant;
  let second: WritClient;
  let other: string;
  let count = 0;
  let tool = '';
  beforeAll(async () => {
    writ = await RunningWrit.start();
    const owner = await writ.owner();
    acme = await writ.seedTenant(owner);
    await publishPolicy(acme.operator, 'mirror', MIRROR);
    second = await writ.signIn(await writ.registerOperator(owner, acme.id, ['viewer', 'approval_admin']));
    other = (await writ.startSecondApi()).url;
  });
  beforeEach(() => void (tool = `tool-${(count += 1)}`));
  afterAll(() => writ.close());

  const decide = (verdict: string, more: object = {}, at = writ.url) =>
    acme.agent.at(at).decide(`s-${count}`, tool, { arguments: { verdict, rule: 'large', ...more } });
  const codes = async (verdict: string, at?: string) => (await decide(verdict, {}, at)).code;
  const request = async (more: object = {}) =>
    (await acme.operator.post<{ id: string }>('/v1/exceptions', { tool, seconds: 600, reason: 'month end', ...more })).id;
  const approved = async (more: object = {}) => {
    const id = await request(more);
    await second.post(`/v1/exceptions/${id}/approve`);
    return id;
  };

  it('lets calls pass that need people, once another person agreed, and says which one it was', async () => {
    const id = await request();
    expect(await codes('REQUIRE_APPROVAL')).toBe('APPROVAL_REQUIRED');
    expect((await acme.operator.refused('POST', `/v1/exceptions/${id}/approve`, {})).code).toBe('EXCEPTION_NEEDS_ANOTHER_PERSON');
    await second.post(`/v1/exceptions/${id}/approve`);
    const answer = await decide('REQUIRE_APPROVAL', { other: 'call' }, other);
    expect([answer.verdict, answer.code, answer.rule, answer.obligations]).toStrictEqual([
      'ALLOW',
      'EXCEPTED',
      'large',
      [{ type: 'log' }],
    ]);
    expect(answer).toMatchObject({ exception: id });
    const { ledger } = await decide('ALLOW');
    const { items } = await acme.operator.get<{ items: object[] }>('/v1/exceptions?state=holds', {
      'writ-min-position': String(ledger.position),
    });
    expect(items).toMatchObject([{ id, used: 1, tool }]);
    await assertLedgerIsSound(writ.store, acme.id);
  });

  it('lifts a denial of the rule that it names, and nothing that no policy said', async () => {
    await approved();
    expect(await codes('DENY')).toBe('POLICY_DENIED');
    await approved({ rule: 'large' });
    expect(await codes('DENY', other)).toBe('EXCEPTED');
    expect((await decide('DENY', { rule: 'another' })).code).toBe('POLICY_DENIED');
    expect(await codes('NONSENSE')).toBe('POLICY_ERROR');
    await acme.operator.post('/v1/controls/kill', { scope: 'tool', target: tool, reason: 'x', forLater: true });
    expect(await codes('DENY')).toBe('KILL_SWITCH');
  });

  it('does not lift what a person said no to', async () => {
    const held = await decide('REQUIRE_APPROVAL');
    await second.post(`/v1/approvals/${held.approval?.id}/deny`, { reason: 'no' });
    await approved();
    expect(await codes('REQUIRE_APPROVAL')).toBe('APPROVAL_DENIED');
  });

  it('for three calls lets three pass, however many come at the same time to whom', async () => {
    const id = await approved({ uses: 3 });
    const batch = (at: string) =>
      acme.agent.at(at).post<{ items: Decision[] }>(
        '/v1/decisions/batch',
        Array.from({ length: 4 }, () => ({
          sessionId: `s-${count}-${at === other}`,
          tool,
          arguments: { verdict: 'REQUIRE_APPROVAL', rule: 'large' },
        })),
      );
    const answers = (await Promise.all([batch(writ.url), batch(other)])).flatMap(({ items }) => items);
    expect(answers.filter(({ code }) => code === 'EXCEPTED')).toHaveLength(3);
    expect(answers.filter(({ code }) => code === 'APPROVAL_REQUIRED')).toHaveLength(5);
    expectThat(
      'revoking what is over changes nothing',
      await second.post(`/v1/exceptions/${id}/revoke`, { reason: 'x' }),
    ).toMatchObject({
      id,
      ledger: null,
    });
  });

  it('that is revoked lets nothing pass from the next call on, at every API', async () => {
    const id = await approved();
    expect(await codes('REQUIRE_APPROVAL', other)).toBe('EXCEPTED');
    await acme.operator.post(`/v1/exceptions/${id}/revoke`, { reason: 'enough' });
    expect([await codes('REQUIRE_APPROVAL', other), await codes('REQUIRE_APPROVAL')]).toStrictEqual([
      'APPROVAL_REQUIRED',
      'APPROVAL_REQUIRED',
    ]);
  });

  it('is over when its time is, and the record says so by itself', async () => {
    const id = await approved({ seconds: 1 });
    const { expiresAt } = await second
      .get<{ items: { id: string; expiresAt: string }[] }>('/v1/exceptions', {
        'writ-min-position': String((await writ.store.head(acme.id)).position),
      })
      .then(({ items }) => items.find((each) => each.id === id) as { expiresAt: string });
    while (Date.now() < Date.parse(expiresAt)) await decide('ALLOW');
    expect(await codes('REQUIRE_APPROVAL')).toBe('APPROVAL_REQUIRED');
    const ended = async () =>
      (await writ.store.readStream(acme.id, 'exceptions/tenant')).filter(({ type }) => type === 'ExceptionExpired');
    await eventually('the record says so', async () => (await ended()).length > 0);
    const job = writ.api.app.get(ExpireExceptions, { strict: false });
    const run = runAt(`${acme.id}/${id}`, Date.parse(expiresAt));
    await job.run(run.id);
    await job.run(run.id);
    expect((await ended()).map(({ data, actor }) => [data['exception'], actor.kind])).toStrictEqual([[id, 'system']]);
  });

  it('needs something it is for, for a second to seven days', async () => {
    const good = { seconds: 60, reason: 'x' };
    for (const wrong of [good, { ...good, tool, seconds: 0 }, { ...good, tool, seconds: 604_801 }, { ...good, tool, uses: 0 }])
      expect((await acme.operator.refused('POST', '/v1/exceptions', wrong)).code).toBe('INVALID_INPUT');
  });
});
