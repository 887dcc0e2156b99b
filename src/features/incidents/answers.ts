import { z } from 'zod';
import { AgentId } from '#features/agents/contract';
import { SessionId } from '#features/sessions/contract';
import { actedBy, LedgerReceipt, pageAnswer, PastPageQuery } from '#libs/operations';
import { Cause, Scoring, Trigger } from './events.js';
import { INCIDENT_STATES, SUBJECT_KINDS } from './incident-words.js';

const rules = {
  scoring: Scoring.meta({ id: 'QuarantineScoring' })
    .nullable()
    .describe('At this score a session is contained; null where nothing is scored.'),
  triggers: z.array(Trigger.meta({ id: 'QuarantineTrigger' })),
  reason: z.string().nullable(),
  ...actedBy('setBy', z.string().nullable().describe('Null where no rules were ever set.')),
  setAt: z.string().nullable(),
};
export const QuarantineView = z.object(rules).meta({ id: 'Quarantine' });
export type QuarantineView = z.input<typeof QuarantineView>;

export const QuarantineChanged = z
  .object({ ...rules, ledger: LedgerReceipt.nullable().describe('Null when it was so already.') })
  .meta({ id: 'QuarantineChangedAnswer' });
export type QuarantineChanged = z.input<typeof QuarantineChanged>;

export const IncidentFilter = PastPageQuery.extend({
  state: z.enum(INCIDENT_STATES).optional(),
  subject: z.enum(SUBJECT_KINDS).optional().describe('Whether a session or an agent is contained.'),
  agent: AgentId.optional().describe('Of this agent, and of its sessions.'),
  session: SessionId.optional().describe('Tripped in this session.'),
});
export type IncidentFilter = z.output<typeof IncidentFilter>;

const summary = {
  id: z.string(),
  state: z.enum(INCIDENT_STATES),
  subject: z.enum(SUBJECT_KINDS),
  subjectId: z.string().describe('The session or agent that is contained while the incident is open.'),
  agent: z.string(),
  sessionId: z.string().describe('In which it was tripped.'),
  decisionId: z.string().describe('The call that tripped it.'),
  cause: Cause.meta({ id: 'IncidentCause' }),
  assignedTo: z.string().nullable(),
  openedAt: z.string(),
  position: z.number().int(),
};
export const IncidentSummary = z.object(summary).meta({ id: 'Incident' });
export type IncidentSummary = z.output<typeof IncidentSummary>;
export const IncidentPage = pageAnswer('IncidentPage', IncidentSummary);

const TimelineEntry = z
  .object({
    step: z.string().describe('What happened: the name of the event.'),
    ...actedBy('by', z.string().describe('Who did it; for the opening the agent.')),
    at: z.string(),
    text: z.string().nullable().describe('A comment, a reason, or whom it was assigned to.'),
    position: z.number().int(),
  })
  .meta({ id: 'IncidentTimelineEntry' });

export const IncidentDetail = z
  .object({
    ...summary,
    decisions: z
      .array(z.object({ decisionId: z.string(), points: z.number().int().nullable() }).meta({ id: 'IncidentDecision' }))
      .describe('The calls that led to it, oldest first, at most 50; with what each scored, null where calls are counted.'),
    timeline: z.array(TimelineEntry),
  })
  .meta({ id: 'IncidentDetail' });
export type IncidentDetail = z.input<typeof IncidentDetail>;

export const IncidentChanged = z
  .object({
    id: z.string(),
    state: z.enum(INCIDENT_STATES),
    ledger: LedgerReceipt.nullable().describe('Null when it was so already.'),
  })
  .meta({ id: 'IncidentChangedAnswer' });
export type IncidentChanged = z.output<typeof IncidentChanged>;
