import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat, rejectionOf } from '#libs/testing';
import type { Json } from '#libs/event-sourcing';
import { generateSigningKey } from '#libs/policy-signing';
import type { PlanAnswer } from '../answer-types.js';
import { PolicyMirror, type MirrorOptions } from './policy-mirror.js';
import { problemFacts, WritProblem } from '../../contract/problem.js';
import { PlanRefused, type PolicyReference } from './pulled-policy.js';
import { ManualClock } from '../testing/manual-clock.js';
import { planOf, PlanSource } from '../testing/plan-source.js';

const TENANT = 'acme';
const BY_AMOUNT = `
default decision := {"verdict": "DENY", "rule": "default", "reason": "no rule allows it"}

decision := {"verdict": "ALLOW", "rule": "small", "reason": "small", "obligations": [{"type": "receipt"}]} if {
	is_number(input.amount)
	input.amount <= data.limit
}

decision := {"verdict": "REQUIRE_APPROVAL", "rule": "large", "reason": "large"} if {
	is_number(input.amount)
	input.amount > data.limit
}`;
const always = (verdict: string, more = ''): string =>
  `decision := {"verdict": "${verdict}", "rule": "always", "reason": "always"${more}}`;

const home = mkdtempSync(join(tmpdir(), 'writ-mirror-'));
afterAll(() => rmSync(home, { recursive: true }));
let files = 0;
const newFile = (): string => join(home, String((files += 1)), 'plan.json');

interface Opened {
  readonly source: PlanSource;
  readonly clock: ManualClock;
  readonly told: unknown[];
  readonly policies: PolicyReference[];
  readonly mirror: PolicyMirror;
  /** The mirror has taken note of `answer`: it asked again, or waits so many milliseconds after the failure. */
  settle(answer: PlanAnswer | Error, waitMs?: number): Promise<void>;
}

async function open(first: PlanAnswer | Error, more: Partial<MirrorOptions> = {}): Promise<Opened> {
  const source = new PlanSource();
  source.say(first);
  const clock = new ManualClock();
  const told: unknown[] = [];
  const policies: PolicyReference[] = [];
  const mirror = await PolicyMirror.open({
    client: source,
    policy: 'refunds',
    clock,
    random: () => 0.5,
    onProblem: (problem) => told.push(problem),
    onPolicy: (policy) => policies.push(policy),
    ...more,
  });
  const settle = async (answer: PlanAnswer | Error, waitMs = 1_000): Promise<void> => {
    await source.holding();
    source.say(answer);
    await Promise.race([source.holding(), clock.sleeper(waitMs)]);
  };
  return { source, clock, told, policies, mirror, settle };
}

const verdictOf = (mirror: PolicyMirror, input: Json): string => mirror.decide(input).verdict;
const codesOf = (told: readonly unknown[]): string[] =>
  told.map((problem) => (problem as { code?: string }).code ?? String(problem));

let plain: PlanAnswer;
let stricter: PlanAnswer;
beforeAll(async () => {
  plain = await planOf(1, BY_AMOUNT, { limit: 100 });
  stricter = await planOf(2, BY_AMOUNT, { limit: 10 });
});

describe('a mirror of a policy', () => {
  it('decides by it, with everything that policy and place have to say', async () => {
    const { mirror, clock } = await open({ ...plain, pin: 'pin-1' });
    const decision = mirror.decide({ amount: 40 });
    const { id, revision, digest, entrypoint } = plain.policy;
    expect(decision.decisionId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect(decision).toStrictEqual({
      decisionId: decision.decisionId,
      decidedAt: new Date(clock.now()).toISOString(),
      verdict: 'ALLOW',
      code: 'ALLOWED',
      rule: 'small',
      reason: 'small',
      obligations: [{ type: 'receipt' }],
      policy: { id, revision, digest, entrypoint },
      pin: 'pin-1',
    });
    expect([verdictOf(mirror, { amount: 400 }), verdictOf(mirror, {})]).toStrictEqual(['REQUIRE_APPROVAL', 'DENY']);
    await mirror.close();
    expectThat('also when it no longer follows', verdictOf(mirror, { amount: 40 })).toBe('ALLOW');
  });

  it('follows what is published, and goes back when Writ does', async () => {
    const { mirror, settle, policies, source } = await open(plain);
    await settle(stricter);
    expect(verdictOf(mirror, { amount: 40 })).toBe('REQUIRE_APPROVAL');
    await settle(plain);
    expect(verdictOf(mirror, { amount: 40 })).toBe('ALLOW');
    expect(policies.map(({ revision }) => revision)).toStrictEqual([1, 2, 1]);
    expect(source.asked.slice(1).every(({ waitSeconds }) => waitSeconds === 30)).toBe(true);
    await mirror.close();
  });

  it('asks a server that holds nothing no more than every five seconds', async () => {
    const { mirror, source, clock } = await open(plain);
    await source.holding();
    source.isHolding = false;
    source.say(plain);
    for (let round = 0; round < 3; round += 1) {
      await clock.sleeper(5_000);
      clock.advance(5_000);
    }
    await clock.sleeper(5_000);
    expect(clock.waits).toStrictEqual([5_000, 5_000, 5_000, 5_000]);
    expect(source.asked).toHaveLength(2 + 1 + 3);
    await mirror.close();
  });

  it('goes on with what it has while Writ is away, says since when, and asks less and less often', async () => {
    const { mirror, clock, source, told, settle } = await open(plain);
    clock.advance(60_000);
    await settle(stricter);
    const confirmed = new Date(clock.now()).toISOString();
    clock.advance(5_000);
    await settle(new WritProblem(problemFacts(503, {}, null, 2_500)), 2_500);
    expect(told).toHaveLength(1);
    source.say(new Error('gone'));
    clock.advance(2_500);
    for (const wait of [2_000, 4_000, 8_000]) {
      await clock.sleeper(wait);
      const { verdict, staleSince } = mirror.decide({ amount: 40 });
      expect([verdict, staleSince, mirror.status.staleSince]).toStrictEqual(['REQUIRE_APPROVAL', confirmed, confirmed]);
      clock.advance(wait);
    }
    await clock.sleeper(16_000);
    source.say(plain);
    clock.advance(16_000);
    await source.holding();
    expect(mirror.decide({ amount: 40 }).staleSince).toBeUndefined();
    expectThat('after failures the answer is wanted at once', source.asked.at(-2)?.waitSeconds).toBe(0);
    await mirror.close();
  });
});

describe('without an answer of the policy', () => {
  const denied = async (
    answer: PlanAnswer | Error,
    input: Json,
    code: string,
    more: Partial<MirrorOptions> = {},
  ): Promise<void> => {
    const { mirror } = await open(answer, more);
    const decision = mirror.decide(input);
    expect([decision.verdict, decision.code, decision.obligations]).toStrictEqual(['DENY', code, []]);
    await mirror.close();
  };

  it('because there is no policy, everything is denied', () => denied(new Error('never'), {}, 'NO_POLICY'));
  it('because it is undefined', async () => denied(await planOf(1, `${always('ALLOW')} if input.never`), {}, 'POLICY_ERROR'));
  it('because it answers something else', async () => {
    for (const rego of [always('allow'), always('ALLOW', ', "more": 1'), 'decision := true', always('MODIFY')])
      await denied(await planOf(1, rego), {}, 'POLICY_ERROR');
  });
  it('because two rules disagree', async () =>
    denied(await planOf(1, `${always('ALLOW')}\n\n${always('DENY')}`), {}, 'POLICY_ERROR'));
  it('because it takes too long', async () => {
    const heavy = await planOf(
      1,
      `${always('ALLOW')} if count([1 | some i in numbers.range(1, 10000); some j in [1, 2, 3]; i > j]) > 0`,
    );
    await denied(heavy, {}, 'POLICY_ERROR', { fuel: 1_000 });
    const { mirror } = await open(heavy, { fuel: 100_000_000 });
    expect(verdictOf(mirror, {})).toBe('ALLOW');
    await mirror.close();
  });
  it('because the input is none that can be recorded', async () => {
    const anything = await planOf(1, always('ALLOW'));
    for (const input of [{ amount: Number.NaN }, { at: new Date(0) }, { a: undefined }])
      await denied(anything, input as never, 'INVALID_INPUT');
  });
});

describe('a plan that is not what it should be', () => {
  const pair = generateSigningKey('ES256');
  const stranger = generateSigningKey('Ed25519');
  const trusting = { trustedKeys: [pair.publicKey.pem], tenant: TENANT };
  const signer = { privatePem: pair.privatePem, tenant: TENANT };
  const other = 'f'.repeat(64);
  const changed = (answer: PlanAnswer, policy: object): PlanAnswer => ({ ...answer, policy: { ...answer.policy, ...policy } });
  const flipped = (base64: string): string => {
    const bytes = Buffer.from(base64, 'base64');
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    return bytes.toString('base64');
  };

  it('is not used, whatever is wrong: the one before stays, and the problem has a code', async () => {
    const good = await planOf(1, always('ALLOW'), {}, signer);
    const next = await planOf(2, always('DENY'), {}, signer);
    const signedAs = (instead: object) => planOf(2, always('DENY'), {}, { ...signer, instead });
    const wrong: [string, PlanAnswer, string][] = [
      ['an altered plan', { ...next, plan: flipped(next.plan) }, 'PLAN_ALTERED'],
      ['another digest of the plan', changed(next, { planDigest: other }), 'PLAN_ALTERED'],
      ['altered data', { ...next, data: Buffer.from('{"a":1}').toString('base64') }, 'DATA_ALTERED'],
      ['another policy', changed(next, { id: 'sandbox' }), 'OTHER_POLICY'],
      ['no signature', { ...next, envelope: null }, 'NOT_SIGNED'],
      ['a signature that is left out', { ...next, envelope: undefined }, 'NOT_SIGNED'],
      ['a stranger', await planOf(2, always('DENY'), {}, { ...signer, privatePem: stranger.privatePem }), 'SIGNATURE_INVALID'],
      ['the signature on another revision', { ...next, envelope: good.envelope }, 'STATEMENT_DIFFERS'],
      ['another tenant', await planOf(2, always('DENY'), {}, { ...signer, tenant: 'rival' }), 'STATEMENT_DIFFERS'],
      ...(await Promise.all(
        [
          { policy: 'sandbox' },
          { revision: 3 },
          { digest: other },
          { planDigest: other },
          { dataDigest: other },
          { entrypoint: 'writ/other' },
        ].map(async (instead): Promise<[string, PlanAnswer, string]> => [
          Object.keys(instead)[0] as string,
          await signedAs(instead),
          'STATEMENT_DIFFERS',
        ]),
      )),
      ['an entrypoint that is not there', await unusable({ entrypoint: 'writ/other' }), 'PLAN_UNUSABLE'],
      ['an envelope with an altered signature', { ...next, envelope: alteredSignature(next.envelope) }, 'SIGNATURE_INVALID'],
    ];
    for (const [what, answer, code] of wrong) {
      const { mirror, settle, told, policies } = await open(good, trusting);
      await settle(answer);
      expectThat(what, codesOf(told)).toStrictEqual([code]);
      expect(told[0]).toBeInstanceOf(PlanRefused);
      expectThat(what, [verdictOf(mirror, {}), mirror.status.policy?.revision, policies.length]).toStrictEqual(['ALLOW', 1, 1]);
      expectThat('what Writ wants now is not in force', mirror.decide({}).staleSince).not.toBe(undefined);
      await mirror.close();
      const { mirror: fresh } = await open(answer, trusting);
      expectThat(what, fresh.decide({}).code).toBe('NO_POLICY');
      await fresh.close();
    }

    async function unusable(policy: object): Promise<PlanAnswer> {
      const answer = changed(next, policy);
      return { ...answer, envelope: (await signedAs(policy)).envelope };
    }
  });

  it('is what a good signature is on: then it is used', async () => {
    const { mirror, settle } = await open(await planOf(1, always('DENY'), {}, signer), trusting);
    await settle(await planOf(2, always('ALLOW'), {}, signer));
    expect([verdictOf(mirror, {}), mirror.status.staleSince]).toStrictEqual(['ALLOW', undefined]);
    await mirror.close();
  });

  it('may be any policy of the tenant when the active one is asked for', async () => {
    const { mirror } = await open(await planOf(1, always('ALLOW'), {}, signer), { ...trusting, policy: 'active' });
    expect(verdictOf(mirror, {})).toBe('ALLOW');
    await mirror.close();
  });

  it('cannot be told without keys and tenant that make sense', async () => {
    const source = new PlanSource();
    const opened = (more: Partial<MirrorOptions>) => PolicyMirror.open({ client: source, policy: 'refunds', ...more });
    await expect(opened({ trustedKeys: [pair.publicKey.pem] })).rejects.toThrow(TypeError);
    await expect(opened({ trustedKeys: [], tenant: TENANT })).rejects.toThrow(TypeError);
    const error = await rejectionOf(opened({ trustedKeys: [pair.privatePem], tenant: TENANT }));
    assert(error instanceof TypeError);
    expect(error.message).not.toContain(pair.privatePem.slice(40, 80));
  });

  function alteredSignature(envelope: unknown): unknown {
    const { signatures, ...rest } = envelope as { signatures: { keyid: string; sig: string }[] };
    return { ...rest, signatures: signatures.map(({ keyid, sig }) => ({ keyid, sig: flipped(sig) })) };
  }
});

describe('the plan on disk', () => {
  const away = new Error('away');

  it('decides after a restart without Writ, and says since when nothing is known', async () => {
    const file = newFile();
    const first = await open(plain, { file });
    first.clock.advance(60_000);
    await first.settle(stricter);
    const confirmed = new Date(first.clock.now()).toISOString();
    await first.mirror.close();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expectThat('no drafts are left', readdirSync(join(file, '..'))).toStrictEqual(['plan.json']);
    const { mirror, told } = await open(away, { file });
    const { verdict, policy, staleSince } = mirror.decide({ amount: 40 });
    expect([verdict, policy?.revision, staleSince]).toStrictEqual(['REQUIRE_APPROVAL', 2, confirmed]);
    expect(told).toStrictEqual([away]);
    await mirror.close();
  });

  it('is dated by the last time Writ said it is the one', async () => {
    const file = newFile();
    const first = await open(plain, { file });
    await first.source.holding();
    first.source.isHolding = false;
    first.source.say(away);
    await first.clock.sleeper(1_000);
    await first.mirror.close();
    const again = await open(plain, { file });
    await again.source.holding();
    again.clock.advance(90_000);
    again.source.isHolding = false;
    again.source.say(plain);
    await again.clock.sleeper(5_000);
    again.clock.advance(5_000);
    await again.clock.sleeper(5_000);
    const confirmed = new Date(again.clock.now()).toISOString();
    await again.mirror.close();
    const { mirror } = await open(away, { file });
    expect(mirror.decide({ amount: 1 }).staleSince).toBe(confirmed);
    await mirror.close();
  });

  it('proves nothing by being there: altered, damaged or no longer trusted it is not used', async () => {
    const pair = generateSigningKey('Ed25519');
    const keys = { trustedKeys: [pair.publicKey.pem], tenant: TENANT };
    const file = newFile();
    const { mirror } = await open(await planOf(1, always('ALLOW'), {}, { privatePem: pair.privatePem, tenant: TENANT }), {
      file,
      ...keys,
    });
    await mirror.close();
    const kept = readFileSync(file, 'utf8');
    const stored = JSON.parse(kept) as { answer: PlanAnswer };
    const next = await planOf(2, always('ALLOW'));
    const damages: [string, Partial<MirrorOptions>][] = [
      [kept.slice(0, 100), keys],
      [JSON.stringify({ ...stored, answer: { ...stored.answer, plan: next.plan, data: next.data.slice(4) } }), keys],
      [JSON.stringify({ ...stored, answer: next }), keys],
      [kept, { ...keys, trustedKeys: [generateSigningKey('ES256').publicKey.pem] }],
      [kept, { ...keys, tenant: 'rival' }],
      [kept, { ...keys, policy: 'other' }],
    ];
    for (const [content, options] of damages) {
      writeFileSync(file, content);
      const { mirror: reopened, told } = await open(away, { file, ...options });
      expect(reopened.decide({}).code).toBe('NO_POLICY');
      expect(told).toHaveLength(2);
      await reopened.close();
    }
    writeFileSync(file, kept);
    const { mirror: good } = await open(away, { file, ...keys });
    expect(verdictOf(good, {})).toBe('ALLOW');
    await good.close();
  });

  it('that cannot be written is told, and the new plan is used all the same', async () => {
    writeFileSync(join(home, 'no-folder'), '');
    const { mirror, told } = await open(plain, { file: join(home, 'no-folder', 'plan.json') });
    expect(verdictOf(mirror, { amount: 1 })).toBe('ALLOW');
    expectThat('neither read nor written', told).toHaveLength(2);
    await mirror.close();
  });
});
