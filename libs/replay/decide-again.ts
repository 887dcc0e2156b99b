import type { CallInput, Judgement, PolicyReference } from '#libs/decision-guards';
import { policyError, stopped, type DecisionCode, type Ruling } from '#libs/ruling';
import { wasForThePolicy, type RecordedDecision } from './recorded-decision.js';

/** What stood behind the policy when a call was decided, as far as it was not about that very call. */
export interface BehindPolicy {
  /** Something stricter instead of a ruling that lets the call pass; undefined to leave it. */
  narrow(judged: Judgement, input: CallInput): Judgement | undefined;
  /** What is wrong with what the policy says of how people are to be asked; undefined when it can be followed. */
  wrongRequest(judged: Judgement): string | undefined;
  /** An exception that lets the call pass; undefined when none does. Shown what can be lifted, and nothing else. */
  lift(judged: Judgement, input: CallInput): Judgement | undefined;
}

/** A policy that is asked again. */
export interface AskedAgain {
  readonly reference: PolicyReference;
  /** Never throws: what keeps the policy from answering is its ruling. */
  ask(input: CallInput): Ruling;
}

/**
 * A recorded decision as another policy would have made it, on its own: what was recorded before it is as it was. Whoever agreed to the
 * call agrees again, and whoever said no says no again, where this policy wants people asked; where nobody was asked, it would wait.
 */
export function decideAgain(recorded: RecordedDecision, policy: AskedAgain, behind: BehindPolicy): Judgement {
  if (!wasForThePolicy(recorded)) return recorded;
  const { input } = recorded;
  const said: Judgement = { ...policy.ask(input), policy: policy.reference, pin: recorded.pin };
  const held = asPeopleDecided(narrowed(said, input, behind), recorded, behind);
  const isLiftable = held.policy !== null && (held.code === 'POLICY_DENIED' || held.code === 'APPROVAL_REQUIRED');
  const ruled = (isLiftable && behind.lift(held, input)) || held;
  const last = narrowed(ruled, input, behind);
  // What data was taken out is said behind what people said, and was recorded with it.
  return last.code === 'APPROVED' && recorded.code === 'APPROVED' ? { ...last, reason: recorded.reason } : last;
}

function narrowed(judged: Judgement, input: CallInput, behind: BehindPolicy): Judgement {
  if (judged.policy === null || (judged.verdict !== 'ALLOW' && judged.verdict !== 'MODIFY')) return judged;
  return behind.narrow(judged, input) ?? judged;
}

/** What a request to people led to besides waiting. */
const NO_OF_PEOPLE: ReadonlySet<DecisionCode> = new Set([
  'APPROVAL_DENIED',
  'APPROVAL_EXPIRED',
  'APPROVAL_TOKEN_INVALID',
  'APPROVAL_FOR_OTHER_TENANT',
  'APPROVAL_FOR_OTHER_SESSION',
  'APPROVAL_FOR_OTHER_AGENT',
  'APPROVAL_FOR_OTHER_TOOL',
  'APPROVAL_FOR_OTHER_ARGUMENTS',
  'APPROVAL_FOR_OTHER_POLICY',
  'APPROVAL_USED',
  'APPROVAL_WITHDRAWN',
]);

function asPeopleDecided(judged: Judgement, recorded: RecordedDecision, behind: BehindPolicy): Judgement {
  if (judged.code !== 'APPROVAL_REQUIRED') return judged;
  const { policy, pin } = judged;
  const { code, reason, approval = null } = recorded;
  if (NO_OF_PEOPLE.has(code)) return { ...stopped('DENY', code, judged.rule, reason), policy, pin, approval };
  if (code === 'APPROVED') {
    const obligations = judged.obligations.filter(({ type }) => type !== 'approval');
    return { ...judged, verdict: 'ALLOW', code, reason, obligations, approval };
  }
  const wrong = behind.wrongRequest(judged);
  return wrong === undefined ? { ...judged, approval } : { ...policyError(wrong), policy, pin };
}
