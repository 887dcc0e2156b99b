import { LRUCache } from 'lru-cache';
import type { PolicyReference } from '#libs/decision-guards';
import type { Json } from '#libs/event-sourcing';
import { parseJson } from '#libs/exact-json';
import {
  compilePlan,
  type CompiledPolicy,
  type EvaluateOptions,
  type Explanation,
  type Json as MutableJson,
  type Plan,
} from '#libs/policy-engine';
import { askedPolicy, policyError, type Ruling } from '#libs/ruling';
import type { AskedAgain } from '#libs/replay';

/** A policy as it is stored: both JSON text. */
export interface PolicyText {
  readonly plan: string;
  readonly data: string;
}

/** Gives the text of a policy, or why there is none. */
export type FetchPolicy = (reference: PolicyReference) => Promise<PolicyText | { readonly unusable: string }>;

/** Policies that are kept compiled. */
const READY = 32;

export interface ReplayedPolicy extends AskedAgain {
  /** Why it answers as it does; null when it cannot be asked. */
  explain(input: object): Explanation | null;
}

/** The policies that a replay asks, compiled once. */
export class AskedPolicies {
  private readonly ready = new LRUCache<string, ReplayedPolicy>({ max: READY });
  private last: ReplayedPolicy | undefined;
  private other: ReplayedPolicy | undefined;

  constructor(
    private readonly fetch: FetchPolicy,
    private readonly options: EvaluateOptions,
  ) {}

  peek(reference: PolicyReference): ReplayedPolicy | undefined {
    // Mostly it is one of the last two, told apart without making a name of it.
    if (this.last && isSame(this.last.reference, reference)) return this.last;
    if (this.other && isSame(this.other.reference, reference)) return this.other;
    const found = this.ready.get(keyOf(reference));
    if (found) [this.last, this.other] = [found, this.last];
    return found;
  }

  async load(reference: PolicyReference): Promise<ReplayedPolicy> {
    const known = this.peek(reference);
    if (known) return known;
    const text = await this.fetch(reference);
    const policy = 'unusable' in text ? unusable(reference, text.unusable) : this.compiled(reference, text);
    this.ready.set(keyOf(reference), policy);
    return policy;
  }

  private compiled(reference: PolicyReference, { plan, data }: PolicyText): ReplayedPolicy {
    let policy: CompiledPolicy;
    try {
      policy = compilePlan(parseJson(plan) as Plan, parseJson(data) as MutableJson);
    } catch (error) {
      return unusable(reference, `the stored plan cannot be run: ${(error as Error).message}`);
    }
    const { entrypoint } = reference;
    const evaluate = (input: Json) => policy.evaluate(entrypoint, input as MutableJson, this.options).result as Json | undefined;
    return {
      reference,
      ask: (input) => askedPolicy(evaluate, input),
      explain: (input) => {
        try {
          return policy.evaluate(entrypoint, input as MutableJson, { ...this.options, explain: true }).explanation ?? null;
        } catch {
          // Its ruling says what went wrong.
          return null;
        }
      },
    };
  }
}

function unusable(reference: PolicyReference, why: string): ReplayedPolicy {
  const ruling: Ruling = policyError(why);
  return { reference, ask: () => ruling, explain: () => null };
}

function isSame(one: PolicyReference, other: PolicyReference): boolean {
  return (
    one === other ||
    (one.planDigest === other.planDigest &&
      one.dataDigest === other.dataDigest &&
      one.revision === other.revision &&
      one.id === other.id &&
      one.entrypoint === other.entrypoint)
  );
}

/** Revisions with the same content answer the same, but are told apart. */
function keyOf({ id, revision, planDigest, dataDigest, entrypoint }: PolicyReference): string {
  return [id, revision, planDigest, dataDigest, entrypoint].join('\n');
}
