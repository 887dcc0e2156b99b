import {
  NOTHING_ALONG,
  type CallInput,
  type Decided,
  type DecisionCode,
  type DecisionGuard,
  type Effects,
  type Judgement,
} from '#libs/decision-guards';
import { nameBasedId } from '#libs/event-ids';
import { decide, fold, isRefusal, toNewEvents, type StreamState, type StreamStates } from '#libs/event-sourcing';
import { policyError, stopped } from '#libs/ruling';
import type { ApprovalCommand } from '../commands.js';
import { statusAt, type ApprovalStatus } from '../approval-states.js';
import { approvals, type ApprovalState } from '../decider.js';
import { approvalEvents } from '../events.js';
import { workflowOf } from '../workflow.js';
import { approvalId, calledFor } from './called-for.js';
import type { ApprovalTokens, Claims } from './approval-tokens.js';

type States = StreamStates<typeof approvalEvents, ApprovalState>;

/** Only what a person has to be asked about ever gets here. */
const asksPeople = ({ code }: Judgement): boolean => code === 'APPROVAL_REQUIRED';

/**
 * Holds a call that a policy wants people to decide about, and lets it through once when they did. What people decided is for
 * this very call under this very policy: the same arguments, tool, agent and session.
 */
export const approvalsGuard = (
  { states }: { readonly states: States },
  tokens: ApprovalTokens,
): DecisionGuard<ApprovalState> => ({
  name: 'approvals',
  place: 80,
  standsOn: {
    states,
    when: asksPeople,
    stream: ({ agent, session, call }) =>
      call ? calledFor({ session, agent: agent.id, tool: call.tool, arguments: call.arguments }).stream : undefined,
  },
  revise: (judged, { asking: { call }, at: { state } }, input) => {
    if (!asksPeople(judged) || !judged.policy) return undefined;
    const token = call?.approvalToken;
    const unfit = token === undefined ? undefined : unfitness(tokens.claimsIn(token), judged.policy.digest, input, state);
    if (unfit) return denied(judged, unfit, WHY[unfit] ?? 'the approval does not fit', null);
    return revised(judged, input, state);
  },
  effects: (decided, { at }) => effectsOf(decided, at),
});

/** By how the newest request for this call stands. */
function revised(judged: Judgement, input: CallInput, { last, asked }: ApprovalState): Judgement {
  const under = last?.policy === judged.policy?.digest ? last : undefined;
  const status = under && statusAt(under, input.time);
  const approval = under && { id: under.id, expiresAt: under.expiresAt };
  if (under && status === 'approved') {
    const people = under.given.map(({ by }) => by.name).join(', ');
    const obligations = judged.obligations.filter(({ type }) => type !== 'approval');
    return { ...judged, verdict: 'ALLOW', code: 'APPROVED', reason: `approved by ${people}`, obligations, approval };
  }
  if (approval && status === 'pending') return { ...judged, approval };
  if (approval && status === 'denied')
    return denied(judged, 'APPROVAL_DENIED', 'a person said no to exactly this call', approval);
  if (approval && status === 'expired' && under.workflow.onExpiry === 'deny')
    return denied(judged, 'APPROVAL_EXPIRED', 'nobody said yes in time, which this policy takes for a no', approval);
  const workflow = workflowOf(judged.obligations);
  if ('wrong' in workflow) return { ...policyError(workflow.wrong), policy: judged.policy, pin: judged.pin };
  const expiresAt = new Date(Date.parse(input.time) + workflow.expiresInSeconds * 1_000).toISOString();
  return { ...judged, approval: { id: approvalId(input.tenant, calledIn(input).stream, asked), expiresAt } };
}

function calledIn({ session, agent, tool, arguments: given }: CallInput): ReturnType<typeof calledFor> {
  return calledFor({ session: session.id, agent: agent.id, tool, arguments: given });
}

const WHY: Partial<Record<DecisionCode, string>> = {
  APPROVAL_TOKEN_INVALID: 'the approval token is not one of this deployment',
  APPROVAL_FOR_OTHER_TENANT: 'the approval was given in another tenant',
  APPROVAL_FOR_OTHER_SESSION: 'the approval was given for another session',
  APPROVAL_FOR_OTHER_AGENT: 'the approval was given to another agent',
  APPROVAL_FOR_OTHER_TOOL: 'the approval was given for another tool',
  APPROVAL_FOR_OTHER_ARGUMENTS: 'the approval was given for other arguments',
  APPROVAL_FOR_OTHER_POLICY: 'the approval was given under another policy',
  APPROVAL_USED: 'the approval was used before',
  APPROVAL_WITHDRAWN: 'the approval was taken back',
  APPROVAL_EXPIRED: 'the approval has expired',
  APPROVAL_DENIED: 'a person said no to exactly this call',
};

const ENDED: Partial<Record<ApprovalStatus, DecisionCode>> = {
  used: 'APPROVAL_USED',
  withdrawn: 'APPROVAL_WITHDRAWN',
  expired: 'APPROVAL_EXPIRED',
  superseded: 'APPROVAL_FOR_OTHER_POLICY',
  denied: 'APPROVAL_DENIED',
};

/** Why a token is no reason to let this call pass; undefined when it may be one. */
function unfitness(
  claims: Claims | undefined,
  policy: string,
  input: CallInput,
  { last, earlier }: ApprovalState,
): DecisionCode | undefined {
  if (!claims) return 'APPROVAL_TOKEN_INVALID';
  const { session, agent, tool, argumentsDigest } = calledIn(input);
  if (claims.tenant !== input.tenant) return 'APPROVAL_FOR_OTHER_TENANT';
  if (claims.session !== session) return 'APPROVAL_FOR_OTHER_SESSION';
  if (claims.agent !== agent) return 'APPROVAL_FOR_OTHER_AGENT';
  if (claims.tool !== tool) return 'APPROVAL_FOR_OTHER_TOOL';
  if (claims.args !== argumentsDigest) return 'APPROVAL_FOR_OTHER_ARGUMENTS';
  if (claims.policy !== policy) return 'APPROVAL_FOR_OTHER_POLICY';
  if (last?.id === claims.id) return ENDED[statusAt(last, input.time)];
  return ENDED[earlier.find(({ id }) => id === claims.id)?.status ?? 'expired'] ?? 'APPROVAL_EXPIRED';
}

function denied(judged: Judgement, code: DecisionCode, reason: string, approval: Judgement['approval']): Judgement {
  return { ...stopped('DENY', code, judged.rule, reason), policy: judged.policy, pin: judged.pin, approval: approval ?? null };
}

/** A new request, or the end of one, in the same append as the decision. */
function effectsOf({ decision, context, input, judgement }: Decided, at: StreamState<ApprovalState>): Effects<ApprovalState> {
  const command = commandFor(decision, input, judgement);
  if (!command) return NOTHING_ALONG;
  const events = decide(approvals, command, at.state);
  if (isRefusal(events)) throw new Error(`approval ${command.approval}: ${events.refused} after it was judged`);
  if (events.length === 0) return NOTHING_ALONG;
  const [event] = events;
  const id = event?.type === 'ApprovalRequested' ? command.approval : nameBasedId(`writ/approval-used\n${command.approval}`);
  return {
    writes: [
      {
        stream: calledIn(input).stream,
        expect: at.revision,
        events: toNewEvents(approvalEvents, context, events, () => id),
      },
    ],
    leaves: { state: fold(approvals, events, at.state), revision: at.revision + events.length },
  };
}

function commandFor(decision: string, input: CallInput, { code, rule, reason, policy, approval, obligations }: Judgement) {
  if (!approval || !policy) return undefined;
  const { session, agent, tool, argumentsDigest } = calledIn(input);
  const now = input.time;
  if (code === 'APPROVED') return { type: 'UseApproval', approval: approval.id, decision, now } satisfies ApprovalCommand;
  const workflow = workflowOf(obligations);
  if (code !== 'APPROVAL_REQUIRED' || 'wrong' in workflow) return undefined;
  const owner = input.agent.labels['owner'];
  return {
    type: 'RequestApproval',
    approval: approval.id,
    decision,
    session,
    agent,
    requesters: owner === undefined ? [agent] : [agent, owner],
    tool,
    arguments: input.arguments,
    argumentsDigest,
    policy: { id: policy.id, revision: policy.revision, digest: policy.digest },
    rule,
    reason,
    workflow,
    requestedAt: now,
    expiresAt: approval.expiresAt,
  } satisfies ApprovalCommand;
}
