import { hash } from 'node:crypto';
import type { Json } from '#libs/event-sourcing';
import { compilePlan, DEFAULT_FUEL, type Json as MutableJson, type Plan } from '#libs/policy-engine';
import {
  isUnusableKey,
  readPublicKey,
  STATEMENT_TYPE,
  verifyEnvelope,
  type PublicKey,
  type RevisionStatement,
} from '#libs/policy-signing';
import { parseJson } from '#libs/exact-json';
import type { PlanAnswer } from '../answer-types.js';

export interface PolicyReference {
  readonly id: string;
  readonly revision: number;
  /** SHA-256 of the revision's text, lower-case hex. */
  readonly digest: string;
  /** The rule that answers, for instance writ/decision. */
  readonly entrypoint: string;
}

/** What a pulled plan has to be before it is used. */
export interface PlanExpectation {
  /** Id of the policy that was asked for, or `active`. */
  readonly policy: string;
  /** With keys: the tenant the signed statement must name. */
  readonly tenant?: string;
  /** By key id. Without keys nothing is asked of signatures; with keys an unsigned plan is refused. */
  readonly keys?: ReadonlyMap<string, PublicKey>;
  /** Steps of one evaluation at most. */
  readonly fuel?: number;
}

/** A checked revision, ready to evaluate. */
export interface PulledPolicy {
  readonly reference: PolicyReference;
  readonly pin?: string;
  /** The value of the entrypoint; undefined when it is undefined. Throws when the evaluation fails. */
  evaluate(input: Json): Json | undefined;
}

export type PlanRefusedCode =
  | 'OTHER_POLICY'
  | 'PLAN_ALTERED'
  | 'DATA_ALTERED'
  | 'NOT_SIGNED'
  | 'SIGNATURE_INVALID'
  | 'STATEMENT_DIFFERS'
  | 'PLAN_UNUSABLE';

/** A plan that is not what it should be. It is not used. */
export class PlanRefused extends Error {
  override readonly name = 'PlanRefused';
  constructor(
    readonly code: PlanRefusedCode,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(`${code}: ${detail}`, options);
  }
}

/** Asks for whatever policy is active in the tenant. */
const ACTIVE = 'active';

/** Throws TypeError when one of these is no key that can verify here: a mistake of whoever configured it. */
export function trustedKeyRing(pems: readonly string[]): ReadonlyMap<string, PublicKey> {
  if (pems.length === 0) throw new TypeError('trustedKeys is empty: leave it out to ask nothing of signatures');
  return new Map(
    pems.map((pem) => {
      const key = readPublicKey(pem);
      if (isUnusableKey(key)) throw new TypeError(`a trusted key cannot be used: ${key.detail}`);
      return [key.keyId, key];
    }),
  );
}

/** Checks everything there is to check, then makes the plan ready. Throws PlanRefused. */
export function checkedPolicy(answer: PlanAnswer, expected: PlanExpectation): PulledPolicy {
  const { policy, pin } = answer;
  if (expected.policy !== ACTIVE && policy.id !== expected.policy)
    throw new PlanRefused('OTHER_POLICY', `asked for ${expected.policy}, got ${policy.id.slice(0, 100)}`);
  const plan = contentOf(answer.plan, policy.planDigest, 'PLAN_ALTERED');
  const data = contentOf(answer.data, policy.dataDigest, 'DATA_ALTERED');
  if (expected.keys) assertSigned(answer, expected.keys, expected.tenant ?? '');
  const { id, revision, digest, entrypoint } = policy;
  return {
    reference: { id, revision, digest, entrypoint },
    ...(typeof pin === 'string' && { pin }),
    evaluate: runnable(plan, data, entrypoint, expected.fuel ?? DEFAULT_FUEL),
  };
}

function contentOf(base64: string, digest: string, code: PlanRefusedCode): string {
  const bytes = Buffer.from(base64, 'base64');
  const found = hash('sha256', bytes, 'hex');
  if (found !== digest) throw new PlanRefused(code, `its SHA-256 is ${found}, not ${digest}`);
  return bytes.toString('utf8');
}

/** A good signature on another statement is as good as none: every member has to be the one this plan came with. */
function assertSigned({ policy, envelope }: PlanAnswer, keys: ReadonlyMap<string, PublicKey>, tenant: string): void {
  if (envelope === null || envelope === undefined) throw new PlanRefused('NOT_SIGNED', 'only signed plans are taken here');
  const verified = verifyEnvelope(envelope, keys);
  if (!verified.ok) throw new PlanRefused('SIGNATURE_INVALID', verified.detail);
  const { id, revision, digest, planDigest, dataDigest, entrypoint } = policy;
  const wanted = { type: STATEMENT_TYPE, tenant, policy: id, revision, digest, planDigest, dataDigest, entrypoint };
  const differing = Object.entries(wanted).find(([name, value]) => verified.statement[name as keyof RevisionStatement] !== value);
  if (differing) throw new PlanRefused('STATEMENT_DIFFERS', `what was signed has another ${differing[0]}`);
}

function runnable(plan: string, data: string, entrypoint: string, fuel: number): PulledPolicy['evaluate'] {
  try {
    const compiled = compilePlan(parseJson(plan) as Plan, parseJson(data) as MutableJson);
    if (!compiled.entrypoints.includes(entrypoint)) throw new Error(`the plan has no entrypoint ${entrypoint}`);
    const options = { fuel };
    return (input) => compiled.evaluate(entrypoint, input as MutableJson, options).result;
  } catch (cause) {
    throw new PlanRefused('PLAN_UNUSABLE', cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
