import { decider, isRefusal, refuse, type Refusal } from '#libs/event-sourcing';
import { statusAt, type ApprovalStatus } from './approval-states.js';
import type { ApprovalCommand } from './commands.js';
import type { ApprovalEvent, ApprovalRequested } from './events.js';
import type { ApprovalRefusalCode } from './refusals.js';
import {
  hasActed,
  isCalled,
  isComplete,
  isNamed,
  placeFor,
  remindersOf,
  type Delegation,
  type Given,
  type Person,
  type Workflow,
} from './workflow.js';

export interface Approval {
  readonly id: string;
  readonly status: ApprovalStatus;
  readonly requesters: readonly string[];
  /** Digest of the policy that asked for it: another policy asks anew. */
  readonly policy: string;
  readonly workflow: Workflow;
  readonly expiresAt: string;
  /** The times of reminders that were not given yet, the first first. */
  readonly reminders: readonly string[];
  readonly given: readonly Given[];
  readonly delegations: readonly Delegation[];
  /** How many people have said something about it. */
  readonly comments: number;
  readonly usedBy: string | null;
}

type Ended = Pick<Approval, 'id' | 'status' | 'comments'>;

/** All requests for one call: this agent, this session, this tool, exactly these arguments. One of them can be open. */
export interface ApprovalState {
  readonly asked: number;
  readonly last: Approval | undefined;
  /** How earlier ones ended; the newest of them. */
  readonly earlier: readonly Ended[];
}

const REMEMBERED = 50;
const MOST_COMMENTS = 200;
const MOST_DELEGATIONS = 50;

type Decided = readonly ApprovalEvent[] | Refusal<ApprovalRefusalCode>;

/** People let one call pass once, in time, and never the ones who asked for it. */
export const approvals = decider<ApprovalCommand, ApprovalEvent, ApprovalState, ApprovalRefusalCode>({
  initial: { asked: 0, last: undefined, earlier: [] },
  decide: {
    RequestApproval: ({ type: _type, ...request }, { last }) => {
      const isOpen = last !== undefined && ['pending', 'approved'].includes(statusAt(last, request.requestedAt));
      if (isOpen && last.policy === request.policy.digest) return [];
      return [{ type: 'ApprovalRequested', ...request, supersedes: isOpen ? last.id : null }];
    },
    UseApproval: ({ approval, decision, now }, state) =>
      on(approval, state, ['approved'], now, () => [{ type: 'ApprovalUsed', approval, decision }]),
    GiveApproval: ({ approval, by, comment, now }, state) =>
      on(approval, state, ['pending'], now, (open) => give(open, by, comment, now)),
    DenyApproval: ({ approval, by, reason, now }, state) =>
      on(approval, state, ['pending'], now, (open) =>
        whyNoSay(open, by, now) ? refuse('NOT_AN_APPROVER') : [{ type: 'ApprovalDenied', approval, by: facts(by), reason }],
      ),
    DelegateApproval: ({ approval, from, to, until, comment, now }, state) =>
      on(approval, state, ['pending'], now, (open) => {
        if (!isNamed(open.workflow, open.given, from)) return refuse('NOT_AN_APPROVER');
        if (hasActed(open.given, from)) return refuse('APPROVER_ACTED_ALREADY');
        if (open.delegations.length >= MOST_DELEGATIONS) return refuse('TOO_MANY_DELEGATIONS');
        if (until !== null && (until <= now || until > open.expiresAt)) return refuse('DELEGATION_ENDS_WRONG');
        return [{ type: 'ApprovalDelegated', approval, from: facts(from), to, until: until ?? open.expiresAt, comment }];
      }),
    WithdrawApproval: ({ approval, by, reason, now }, state) =>
      on(approval, state, ['pending', 'approved'], now, () => [{ type: 'ApprovalWithdrawn', approval, by, reason }]),
    CommentOnApproval: ({ approval, by, comment }, { last, earlier }) => {
      const about = last?.id === approval ? last : earlier.find(({ id }) => id === approval);
      if (!about) return last ? refuse('APPROVAL_ALREADY_DECIDED', 'it is long over') : refuse('APPROVAL_NOT_FOUND');
      if (about.comments >= MOST_COMMENTS) return refuse('TOO_MANY_COMMENTS');
      return [{ type: 'ApprovalCommented', approval, by: facts(by), comment }];
    },
    RemindOfApproval: ({ approval, due, now }, { last }) => {
      if (last?.id !== approval || statusAt(last, now) !== 'pending') return [];
      const [first, next = null] = last.reminders;
      return first === due && due <= now ? [{ type: 'ApprovalReminded', approval, due, next }] : [];
    },
    ExpireApproval: ({ approval, now }, { last }) =>
      last?.id === approval && last.status !== 'expired' && statusAt(last, now) === 'expired'
        ? [{ type: 'ApprovalExpired', approval }]
        : [],
  },
  evolve: {
    ApprovalRequested: (state, event) => ({
      asked: state.asked + 1,
      last: requested(event),
      earlier: state.last ? [ended(state.last, event), ...state.earlier].slice(0, REMEMBERED) : [],
    }),
    ApprovalGiven: (state, { approval, step, by, onBehalfOf }) =>
      changed(state, approval, ({ given }) => ({ given: [...given, { step, by, onBehalfOf }] })),
    ApprovalGranted: (state, { approval }) => changed(state, approval, () => ({ status: 'approved' })),
    ApprovalDenied: (state, { approval }) => changed(state, approval, () => ({ status: 'denied' })),
    ApprovalDelegated: (state, { approval, from, to, until }) =>
      changed(state, approval, ({ delegations }) => ({ delegations: [...delegations, { from, to, until }] })),
    ApprovalWithdrawn: (state, { approval }) => changed(state, approval, () => ({ status: 'withdrawn' })),
    ApprovalCommented: ({ asked, last, earlier }, { approval }) => ({
      asked,
      last: last?.id === approval ? commented(last) : last,
      earlier: earlier.map((each) => (each.id === approval ? commented(each) : each)),
    }),
    ApprovalReminded: (state, { approval, due }) =>
      changed(state, approval, ({ reminders }) => ({ reminders: reminders.filter((time) => time > due) })),
    ApprovalExpired: (state, { approval }) => changed(state, approval, () => ({ status: 'expired' })),
    ApprovalUsed: (state, { approval, decision }) => changed(state, approval, () => ({ status: 'used', usedBy: decision })),
  },
});

function give(open: Approval, by: Person, comment: string | null, now: string): Decided {
  if (open.requesters.some((requester) => isCalled(by, requester))) return refuse('APPROVER_IS_REQUESTER');
  if (hasActed(open.given, by)) return refuse('APPROVER_ACTED_ALREADY');
  const place = placeFor(open.workflow, open.given, open.delegations, by, now);
  if (!place) return refuse('NOT_AN_APPROVER');
  const onBehalfOf = place.onBehalfOf && facts(place.onBehalfOf);
  const given = { type: 'ApprovalGiven', approval: open.id, step: place.step, by: facts(by), onBehalfOf, comment } as const;
  const isLast = isComplete(open.workflow, [...open.given, { ...place, by }]);
  return isLast ? [given, { type: 'ApprovalGranted', approval: open.id }] : [given];
}

/** A no may come from whoever could still say yes, in whatever order. */
function whyNoSay({ workflow, given, delegations, requesters }: Approval, by: Person, now: string): boolean {
  if (requesters.some((requester) => isCalled(by, requester))) return true;
  return placeFor({ ...workflow, order: 'parallel' }, given, delegations, by, now) === undefined;
}

/** Carries out what is asked of the request while it stands as it has to. */
function on(
  approval: string,
  { last, earlier }: ApprovalState,
  wanted: readonly ApprovalStatus[],
  now: string,
  carryOut: (open: Approval) => Decided,
): Decided {
  const found = last?.id === approval ? last : earlier.find(({ id }) => id === approval);
  if (!last || !found) return refuse('APPROVAL_NOT_FOUND');
  const status = found === last ? statusAt(last, now) : found.status;
  if (status === 'superseded') return refuse('APPROVAL_SUPERSEDED');
  if (status === 'expired') return refuse('APPROVAL_EXPIRED');
  if (found !== last || !wanted.includes(status)) return refuse('APPROVAL_ALREADY_DECIDED', `it is ${status}`);
  const done = carryOut(last);
  return isRefusal(done) ? (done as Refusal<ApprovalRefusalCode>) : done;
}

function requested({ approval, requesters, policy, workflow, requestedAt, expiresAt }: ApprovalRequested): Approval {
  const nothing = { given: [], delegations: [], comments: 0, usedBy: null };
  const reminders = remindersOf(workflow, requestedAt);
  return { id: approval, status: 'pending', requesters, policy: policy.digest, workflow, expiresAt, reminders, ...nothing };
}

function ended(last: Approval, { supersedes, requestedAt }: ApprovalRequested): Ended {
  const { id, comments } = last;
  return { id, comments, status: supersedes === id ? 'superseded' : statusAt(last, requestedAt) };
}

function commented<A extends Ended>(approval: A): A {
  return { ...approval, comments: approval.comments + 1 };
}

function changed(state: ApprovalState, approval: string, change: (now: Approval) => Partial<Approval>): ApprovalState {
  return state.last?.id === approval ? { ...state, last: { ...state.last, ...change(state.last) } } : state;
}

function facts({ id, name, roles }: Person): { id: string; name: string; roles: Person['roles'][number][] } {
  return { id, name, roles: [...roles] };
}
