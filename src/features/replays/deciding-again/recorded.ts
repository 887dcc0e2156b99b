import { decisionEvents } from '#features/decisions/contract';
import { fromRecorded, type RecordedEvent } from '#libs/event-sourcing';
import { drawOf, type RecordedDecision } from '#libs/replay';
import type { AgainPlan } from './again-plan.js';

/** As much of an event as deciding again takes. */
export type ReplayedEvent = Pick<RecordedEvent, 'id' | 'position' | 'type' | 'schema' | 'data'>;

/** A decision as it was recorded, in the shape of today; undefined when what its policy saw is no longer there. */
export function recordedDecision(event: ReplayedEvent): RecordedDecision | undefined {
  const known = fromRecorded(decisionEvents, event);
  if (known?.type !== 'DecisionRecorded' || typeof known.input !== 'object' || known.input === null) return undefined;
  return Object.assign(known, { id: event.id, position: event.position });
}

/** Whether a plan is about it. What is left out of a filter is any. */
export function isWanted({ input, verdict }: RecordedDecision, { filter, share }: Pick<AgainPlan, 'filter' | 'share'>): boolean {
  const { agents, tools, sessions, labels, verdicts } = filter;
  return (
    (agents === null || agents.includes(input.agent.id)) &&
    (tools === null || tools.includes(input.tool)) &&
    (sessions === null || sessions.includes(input.session.id)) &&
    (verdicts === null || verdicts.includes(verdict)) &&
    (labels === null || (input.labels ?? []).some((label) => labels.includes(label))) &&
    (share === undefined || isDrawn(input.session.id, share))
  );
}

const DRAWS = 2 ** 32;

/** A session is drawn whole or not at all, and whoever does not know the key cannot tell which ones are. */
function isDrawn(session: string, { percent, key }: NonNullable<AgainPlan['share']>): boolean {
  return (Number.parseInt(drawOf(key, session).slice(0, 8), 16) / DRAWS) * 100 < percent;
}
