import type { CallInput, Judgement } from '#libs/decision-guards';

/** A decision as a ledger has it: what it was judged by, and what it was ruled. */
export interface RecordedDecision extends Judgement {
  readonly id: string;
  readonly position: number;
  readonly input: CallInput;
}

/** Whether a policy had a say in it: what stops a call before that stops it under any policy. */
export function wasForThePolicy({ policy, code }: Pick<Judgement, 'policy' | 'code'>): boolean {
  return policy !== null || code === 'NO_ACTIVE_POLICY';
}
