import { fold, fromRecorded, type RecordedEvent } from '#libs/event-sourcing';
import { receiptOf } from '#libs/operations';
import type { ApprovalDetail, ApprovalSummary } from '../answers.js';
import { statusAt, type ApprovalStatus } from '../approval-states.js';
import { approvals } from '../decider.js';
import { approvalEvents, type ApprovalEvent, type ApprovalRequested } from '../events.js';
import { openSteps } from '../workflow.js';

/** A request and how it stands. Throws when the event is not that of a request. */
export function summaryOf(event: RecordedEvent | undefined, state: ApprovalStatus): ApprovalSummary {
  const request = event && fromRecorded(approvalEvents, event);
  if (!event || request?.type !== 'ApprovalRequested') throw new Error('there is no request for approval at this position');
  return {
    id: request.approval,
    state,
    decisionId: request.decision,
    sessionId: request.session,
    agent: request.agent,
    tool: request.tool,
    arguments: request.arguments,
    rule: request.rule,
    reason: request.reason,
    policy: request.policy,
    requestedAt: request.requestedAt,
    expiresAt: request.expiresAt,
    ledger: receiptOf(event),
  };
}

type Detail = Omit<ApprovalDetail, 'facts' | 'token'>;

/** One request from the events of its stream, of which the first MUST be its own. */
export function detailOf(events: readonly RecordedEvent[], approval: string, now: string): Detail {
  const own = events
    .map((event) => ({ event, known: fromRecorded(approvalEvents, event) as ApprovalEvent }))
    .filter(isAbout(approval));
  const request = own[0]?.known as ApprovalRequested;
  const { last } = fold(
    approvals,
    own.map(({ known }) => known),
  );
  if (!last) throw new Error(`there is no request ${approval}`);
  const isSuperseded = events.some(({ data }) => data['supersedes'] === approval);
  const open = last.status === 'pending' ? openSteps(last.workflow, last.given) : [];
  const { order, onExpiry, steps } = request.workflow;
  return {
    ...summaryOf(own[0]?.event, isSuperseded ? 'superseded' : statusAt(last, now)),
    order,
    onExpiry,
    steps: steps.map((step, index) => ({
      ...step,
      given: last.given.filter((each) => each.step === index).length,
      isOpen: open.includes(index),
    })),
    history: own.map(({ event, known }) => entryOf(event, known)),
    usedBy: last.usedBy,
  };
}

function isAbout(approval: string) {
  return ({ known }: { readonly known: ApprovalEvent | undefined }): boolean => known?.approval === approval;
}

function entryOf({ type: step, at, actor, position }: RecordedEvent, known: ApprovalEvent): Detail['history'][number] {
  const by = 'by' in known ? known.by : 'from' in known ? known.from : undefined;
  const name = typeof by === 'object' ? by.name : (by ?? actor.id);
  // Some were recorded with what they are called; of others the id is known.
  const byName = actor.kind !== 'user' ? null : typeof by === 'object' ? by.name : undefined;
  const onBehalfOf = 'onBehalfOf' in known ? (known.onBehalfOf?.name ?? null) : null;
  const comment = 'comment' in known ? known.comment : 'reason' in known ? known.reason : null;
  return { step, by: name, byName, onBehalfOf, at, comment, position };
}
