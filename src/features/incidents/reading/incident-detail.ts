import { fromRecorded, type RecordedEvent } from '#libs/event-sourcing';
import type { IncidentDetail } from '../answers.js';
import { incidentEvents, type IncidentEvent, type IncidentOpened } from '../events.js';

/** One incident from the events of its stream, of which the first MUST be its opening. */
export function detailOf(events: readonly RecordedEvent[], incident: string): IncidentDetail {
  const own = events
    .map((event) => ({ event, known: fromRecorded(incidentEvents, event) as IncidentEvent }))
    .filter(({ known }) => known && 'incident' in known && known.incident === incident);
  const [first] = own;
  if (first?.known.type !== 'IncidentOpened') throw new Error(`there is no incident ${incident}`);
  const { event, known } = first;
  const { subject, subjectId, agent, session, decision, cause, decisions, at } = known as IncidentOpened;
  let state: IncidentDetail['state'] = 'open';
  let assignedTo: string | null = null;
  for (const { known: step } of own) {
    if (step.type === 'IncidentReleased') state = 'released';
    if (step.type === 'IncidentReopened') state = 'open';
    if (step.type === 'IncidentAssigned') assignedTo = step.to;
  }
  return {
    id: incident,
    state,
    subject,
    subjectId,
    agent,
    sessionId: session,
    decisionId: decision,
    cause,
    assignedTo,
    openedAt: at,
    position: event.position,
    decisions: decisions.map(({ decision: decisionId, points }) => ({ decisionId, points })),
    timeline: own.map((each) => entryOf(each.event, each.known)),
  };
}

function entryOf({ type: step, at, actor, position }: RecordedEvent, known: IncidentEvent): IncidentDetail['timeline'][number] {
  const text =
    'comment' in known ? known.comment : 'reason' in known ? known.reason : known.type === 'IncidentAssigned' ? known.to : null;
  // Recorded with what they were called; an agent is no person.
  const person = 'by' in known ? known.by.name : null;
  return { step, by: person ?? actor.id, byName: actor.kind === 'user' ? (person ?? undefined) : null, at, text, position };
}
