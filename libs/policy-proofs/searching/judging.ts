import { compilePlan, PolicyEvaluationError, type CompiledPolicy, type Json } from '#libs/policy-engine';
import { policyError, rulingOf, type Ruling } from '#libs/ruling';
import { CLAIM_ENTRYPOINT } from '../claims/built-in-invariants.js';
import type { Claim, Subject } from '../claims/claim.js';

/** What is ruled about an input, and what an invariant says of that. */
export interface Judged {
  readonly input: Json;
  readonly ruling: Ruling;
  readonly baseline?: Ruling;
  /** Why the evaluation ended without an answer. */
  readonly error?: string;
  readonly isViolated: boolean;
  readonly isPremise: boolean;
  /** Why the invariant itself has no answer. */
  readonly failure?: string;
}

/** The engine that decides, asked about one input at a time. */
export class Judging {
  private readonly policy: CompiledPolicy;
  private readonly baseline: CompiledPolicy | undefined;
  private readonly claim: CompiledPolicy;

  constructor(
    private readonly of: { readonly subject: Subject; readonly baseline?: Subject | undefined; readonly claim: Claim },
    private readonly fuel: number | undefined,
  ) {
    this.policy = compilePlan(of.subject.plan, of.subject.data);
    this.baseline = of.baseline && compilePlan(of.baseline.plan, of.baseline.data);
    this.claim = compilePlan(of.claim.plan, of.claim.data);
  }

  get compiled(): CompiledPolicy {
    return this.policy;
  }

  judge(input: Json): Judged {
    const { ruling, error } = this.rulingBy(this.policy, this.of.subject.entrypoint, input);
    return this.ruled(input, ruling, error);
  }

  /** What the invariant says where the policy ruled so. */
  ruled(input: Json, ruling: Ruling, error?: string): Judged {
    const baseline = this.baseline && this.of.baseline && this.rulingBy(this.baseline, this.of.baseline.entrypoint, input).ruling;
    const told = { input, ruling, ...(baseline && { baseline }), ...(error !== undefined && { error }) };
    const asked = { input, ruling, ...(baseline && { baseline }), failed: error !== undefined } as unknown as Json;
    try {
      const { result } = this.claim.evaluate(CLAIM_ENTRYPOINT, asked, this.options);
      const { violated, premise } = (result ?? { violated: true, premise: false }) as { violated: boolean; premise: boolean };
      return { ...told, isViolated: violated, isPremise: premise };
    } catch (error) {
      if (!(error instanceof PolicyEvaluationError)) throw error;
      return { ...told, isViolated: true, isPremise: true, failure: error.message };
    }
  }

  private rulingBy(policy: CompiledPolicy, entrypoint: string, input: Json): { ruling: Ruling; error?: string } {
    try {
      return { ruling: rulingOf(policy.evaluate(entrypoint, input, this.options).result) };
    } catch (error) {
      if (!(error instanceof PolicyEvaluationError)) throw error;
      return { ruling: policyError(error.message), error: error.message };
    }
  }

  private get options() {
    return this.fuel === undefined ? {} : { fuel: this.fuel };
  }
}
