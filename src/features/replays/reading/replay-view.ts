import { fromRecorded, type RecordedEvent } from '#libs/event-sourcing';
import type { ReplayView } from '../answers.js';
import { replayEvents, type ReplayEvent, type ReportFacts } from '../events.js';
import type { ReplayStatus } from '../replay-words.js';

const AFTER: Readonly<Record<ReplayEvent['type'], ReplayStatus | undefined>> = {
  ReplayRequested: 'running',
  ReplayPaused: 'paused',
  ReplayResumed: 'running',
  ReplayRetried: 'running',
  ReplayCancelled: 'cancelled',
  ReplayFailed: 'failed',
  ReplayCompleted: 'completed',
  ReplayDiverged: undefined,
};

/** One replay from the events of its stream; undefined when it has none. */
export function replayViewOf(events: readonly RecordedEvent[]): ReplayView | undefined {
  let view: ReplayView | undefined;
  for (const event of events) {
    const known = fromRecorded(replayEvents, event);
    if (known?.type === 'ReplayRequested') {
      const { replay: id, name, plan, by: requestedBy } = known;
      const { at: requestedAt, position } = event;
      view = { id, state: 'running', name, plan, requestedBy, requestedAt, endedAt: null, report: null, detail: null, position };
    } else if (known && view) view = after(view, known, event.at);
  }
  return view;
}

/** What the ledger has of its report; undefined while there is none. */
export function reportIn(events: readonly RecordedEvent[]): ReportFacts | undefined {
  const completed = events.map((event) => fromRecorded(replayEvents, event)).find((event) => event?.type === 'ReplayCompleted');
  return completed?.type === 'ReplayCompleted' ? completed.report : undefined;
}

function after(view: ReplayView, event: ReplayEvent, at: string): ReplayView {
  const state = AFTER[event.type] ?? view.state;
  const isOver = state !== 'running' && state !== 'paused';
  return {
    ...view,
    state,
    endedAt: isOver ? (view.endedAt ?? at) : null,
    report: event.type === 'ReplayCompleted' ? event.report.digest : view.report,
    detail: event.type === 'ReplayFailed' ? event.detail : event.type === 'ReplayRetried' ? null : view.detail,
  };
}
