import { createHash } from 'node:crypto';
import { parseJson } from '#libs/exact-json';
import type { Json, Plan } from '#libs/policy-engine';
import type { Subject } from '#libs/policy-proofs';
import { compiled, type ToolWork } from '#libs/policy-tasks';
import { buildPolicy, type PolicySource } from '#libs/policy-toolchain';

/** A compiled policy as it is stored: plan and data are JSON text. */
export interface StoredPlan {
  readonly plan: string;
  readonly data: string;
  readonly entrypoint: string;
}

export interface Readied {
  readonly subject: Subject;
  readonly planDigest: string;
  readonly dataDigest: string;
}

/** A policy as text is compiled; a stored one is looked at as it decides. */
export async function readied(policy: PolicySource | StoredPlan, { options }: ToolWork): Promise<Readied> {
  if (!('plan' in policy)) {
    const { plan, data, entrypoint, planDigest, dataDigest } = compiled(await buildPolicy(policy, options)).built;
    return { subject: { plan, data, entrypoint }, planDigest, dataDigest };
  }
  const { plan, data, entrypoint } = policy;
  const subject = { plan: parseJson(plan) as Plan, data: parseJson(data) as Json, entrypoint };
  return { subject, planDigest: digest(plan), dataDigest: digest(data) };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
