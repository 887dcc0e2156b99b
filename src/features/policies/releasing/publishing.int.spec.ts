import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import pg from 'pg';
import { addRevision, always, publishPolicy, publishRevision, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { Decision, WritClient } from '#test/support/writ-client';

/** Policies that give no answer anybody may act on. */
const BROKEN = {
  'is undefined for the call':
    'package writ\ndecision := {"verdict": "ALLOW", "rule": "r", "reason": "x"} if input.tool == "other"',
  'answers with something else': 'package writ\ndecision := {"allow": true}',
  'answers with a verdict that is none': always('YES'),
  'answers with a set': 'package writ\ndecision := {"ALLOW"}',
  'conflicts with itself':
    'package writ\ndecision := {"verdict": "ALLOW", "rule": "a", "reason": "x"}\ndecision := {"verdict": "DENY", "rule": "b", "reason": "y"}',
  'takes too many steps':
    'package writ\ndecision := {"verdict": "ALLOW", "rule": "r", "reason": "x"} if count([1 | some a in numbers.range(1, 3000); some b in numbers.range(1, 3000); a * b == -1]) == 0',
  'answers with more than can be recorded':
    'package writ\ndecision := {"verdict": "ALLOW", "rule": "r", "reason": "x", "obligations": [{"list": numbers.range(1, 200000)}]}',
  'answers with a number beyond any':
    'package writ\ndecision := {"verdict": "ALLOW", "rule": "r", "reason": "x", "obligations": [{"n": json.unmarshal("1e400")}]}',
  'answers with a __proto__':
    'package writ\ndecision := {"verdict": "ALLOW", "rule": "r", "reason": "x", "obligations": [{"__proto__": {"x": 1}}]}',
};

describe('policies', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let acme: SeededTenant;
  let other: string;
  let client: pg.Client;
  beforeAll(async () => {
    writ = await RunningWrit.start();
    owner = await writ.owner();
    acme = await writ.seedTenant(owner);
    other = (await writ.startSecondApi()).url;
    client = new pg.Client({ connectionString: writ.databaseUrl });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await writ.close();
  });
  const recorded = async (decision: Decision, tenant = acme.id) => {
    const event = await writ.store.readEvent(tenant, decision.decisionId);
    expect(event?.digest).toBe(decision.ledger.digest);
    return event?.data as { verdict: string; code: string; policy: object | null } | undefined;
  };

  it('decide the very next call on every API once they are published, and nothing before', async () => {
    expect((await acme.agent.decide('s-1', 'pay')).code).toBe('NO_ACTIVE_POLICY');
    const verdicts = ['ALLOW', 'DENY', 'REQUIRE_APPROVAL', 'ALLOW', 'DEFER'];
    for (const verdict of verdicts) {
      const revision = await addRevision(acme.operator, 'gate', always(verdict));
      const before_ = await acme.agent.at(other).decide('s-1', 'pay');
      expectThat('a draft decides nothing', before_.policy?.revision).not.toBe(revision);
      await publishRevision(acme.operator, 'gate', revision);
      for (const api of [other, writ.url]) {
        const after_ = await acme.agent.at(api).decide('s-1', 'pay');
        expect([after_.verdict, after_.policy?.id, after_.policy?.revision]).toStrictEqual([verdict, 'gate', revision]);
      }
    }
    await publishRevision(acme.operator, 'gate', 1);
    expectThat(
      'an older revision can be published again, after another review',
      (await acme.agent.at(other).decide('s-1', 'pay')).policy?.revision,
    ).toBe(1);
  });

  it('are one at a time: publishing another one replaces the first', async () => {
    await publishPolicy(acme.operator, 'gate-b', always('DENY'));
    expect((await acme.agent.at(other).decide('s-1', 'pay')).policy?.id).toBe('gate-b');
    const { items } = await acme.operator.get<{ items: { id: string; active: boolean }[] }>('/v1/policies', {
      'writ-min-position': String((await writ.store.head(acme.id)).position),
    });
    expect(items.map(({ id, active }) => [id, active])).toStrictEqual([
      ['gate', false],
      ['gate-b', true],
    ]);
  });

  for (const [what, rego] of Object.entries(BROKEN)) {
    it(`deny with POLICY_ERROR, recorded, when one ${what}`, async () => {
      await publishPolicy(acme.operator, 'broken', rego);
      const decision = await acme.agent.decide('s-broken', 'pay');
      expect([decision.verdict, decision.code]).toStrictEqual(['DENY', 'POLICY_ERROR']);
      expect(decision.policy?.id).toBe('broken');
      expect(await recorded(decision).then((data) => [data?.verdict, data?.code])).toStrictEqual(['DENY', 'POLICY_ERROR']);
    });
  }

  it('has U+FFFD where a policy makes half a character, as OPA does', async () => {
    const rego = 'package writ\ndecision := {"verdict": "ALLOW", "rule": "r", "reason": json.unmarshal("\\"half \\\\ud800\\"")}';
    await publishPolicy(acme.operator, 'halves', rego);
    const decision = await acme.agent.decide('s-halves', 'pay');
    expect([decision.verdict, decision.reason]).toStrictEqual(['ALLOW', 'half \ufffd']);
    expect((await recorded(decision))?.verdict).toBe('ALLOW');
  });

  it('may echo whatever the call holds, also what no text column can', async () => {
    await publishPolicy(
      acme.operator,
      'echo',
      'package writ\ndecision := {"verdict": "ALLOW", "rule": input.arguments.text, "reason": input.arguments.text}',
    );
    const text = 'nul \0 and 😀';
    const decision = await acme.agent.decide('s-echo', 'pay', { arguments: { text } });
    expect([decision.verdict, decision.reason]).toStrictEqual(['ALLOW', text]);
    const read = await acme.operator.get<{ decisionId: string; ledger: object; facts: { arguments: object } }>(
      `/v1/decisions/${decision.decisionId}`,
      { 'writ-min-position': String(decision.ledger.position) },
    );
    expect(read.facts.arguments).toStrictEqual({ text });
    expectThat('the receipt is the same wherever it is read', read.ledger).toStrictEqual(decision.ledger);
  });

  describe('whose stored plan', () => {
    const alterations: [string, (tenant: string, digest: string) => Promise<unknown>][] = [
      [
        'was altered',
        (tenant, digest) =>
          client.query(`update policies_artifacts set bytes = bytes || ' '::bytea where tenant = $1 and digest = $2`, [
            tenant,
            digest,
          ]),
      ],
      [
        'was exchanged for one that allows',
        (tenant, digest) =>
          client.query(
            `update policies_artifacts set bytes = (select bytes from policies_artifacts where tenant = $1 and digest <> $2 and bytes like '%ALLOW%' limit 1) where tenant = $1 and digest = $2`,
            [tenant, digest],
          ),
      ],
      [
        'is gone',
        (tenant, digest) => client.query('delete from policies_artifacts where tenant = $1 and digest = $2', [tenant, digest]),
      ],
    ];
    for (const [what, alter] of alterations) {
      it(`${what} deny with POLICY_ERROR, recorded, on an API that reads it`, async () => {
        const tenant = await writ.seedTenant(owner);
        await addRevision(tenant.operator, 'gate', always('ALLOW'));
        await publishPolicy(tenant.operator, 'gate', always('DENY'));
        const [active] = (await writ.store.readStream(tenant.id, 'controls/tenant')).slice(-1);
        const { planDigest } = (active?.data as { policy: { planDigest: string } }).policy;
        const altered = (await alter(tenant.id, planDigest)) as pg.QueryResult;
        expect(altered.rowCount).toBe(1);
        const fresh = (await writ.startSecondApi()).url;
        const decision = await tenant.agent.at(fresh).decide('s-1', 'pay');
        expect([decision.verdict, decision.code]).toStrictEqual(['DENY', 'POLICY_ERROR']);
        expect((await recorded(decision, tenant.id))?.code).toBe('POLICY_ERROR');
      });
    }

    it('cannot be run by this engine deny with POLICY_ERROR, recorded', async () => {
      const tenant = await writ.seedTenant(owner);
      const digests = ['{"not": "a plan"}', 'not even JSON', '{}'].map((bytes) => {
        const digest = createHash('sha256').update(bytes).digest('hex');
        return { bytes, digest };
      });
      for (const { bytes, digest } of digests)
        await client.query('insert into policies_artifacts (tenant, digest, bytes) values ($1, $2, $3)', [
          tenant.id,
          digest,
          Buffer.from(bytes),
        ]);
      for (const [i, { digest }] of digests.entries()) {
        const policy = {
          id: 'old',
          revision: i + 1,
          digest,
          planDigest: digest,
          dataDigest: digests[2]?.digest ?? '',
          entrypoint: 'writ/decision',
        };
        const event = {
          id: crypto.randomUUID(),
          type: 'PolicyActivated',
          schema: 1,
          actor: { kind: 'user', id: 'o' } as const,
          correlation: null,
          causation: null,
          trace: null,
          data: { policy },
          sealed: null,
        };
        await writ.store.append({ tenant: tenant.id, writes: [{ stream: 'controls/tenant', expect: 'any', events: [event] }] });
        const decision = await tenant.agent.decide('s-1', 'pay');
        expectThat(digest, [decision.verdict, decision.code]).toStrictEqual(['DENY', 'POLICY_ERROR']);
        expect((await recorded(decision, tenant.id))?.code).toBe('POLICY_ERROR');
      }
    });
  });

  it('that do not compile never become a revision', async () => {
    await acme.operator.post('/v1/policies', { id: 'wrong', name: 'Wrong' });
    const before_ = await writ.store.head(acme.id);
    for (const modules of [
      { 'p.rego': 'package writ\ndecision := {' },
      { 'p.rego': 'package writ\ndecision := http.send({})' },
      { 'p.rego': 'package other\nx := 1' },
      {},
    ]) {
      const problem = await acme.operator.refused('POST', '/v1/policies/wrong/revisions', { modules, summary: 'x' });
      expectThat(problem.code, ['POLICY_INVALID', 'INVALID_INPUT']).toContain(problem.code);
    }
    expect(await writ.store.head(acme.id)).toStrictEqual(before_);
  });

  it('are refused by name when one event could not hold them', async () => {
    await acme.operator.post('/v1/policies', { id: 'vast', name: 'Vast' });
    const revision = { modules: { 'p.rego': always('ALLOW') }, data: { text: 'x'.repeat(950_000) }, summary: 'x' };
    const problem = await acme.operator.refused('POST', '/v1/policies/vast/revisions', revision);
    expect([problem.code, problem.status]).toStrictEqual(['POLICY_TOO_LARGE', 413]);
  });

  it('are refused by name when they are not there', async () => {
    const codes = await Promise.all([
      acme.operator.refused('POST', '/v1/policies/nothing/revisions', { modules: { 'p.rego': always('ALLOW') }, summary: 'x' }),
      acme.operator.refused('POST', '/v1/policies/nothing/revisions/1/publish'),
      acme.operator.refused('POST', '/v1/policies/gate/revisions/99/publish'),
      acme.operator.refused('POST', '/v1/policies', { id: 'gate', name: 'Again' }),
      acme.operator.refused('GET', '/v1/policies/nothing'),
      acme.operator.refused('GET', '/v1/policies/gate/revisions/99'),
    ]);
    expect(codes.map(({ code }) => code)).toStrictEqual([
      'POLICY_NOT_FOUND',
      'POLICY_NOT_FOUND',
      'POLICY_REVISION_NOT_FOUND',
      'POLICY_ALREADY_EXISTS',
      'POLICY_NOT_FOUND',
      'POLICY_REVISION_NOT_FOUND',
    ]);
  });
});
