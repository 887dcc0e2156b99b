import { z } from 'zod';
import { TOOL_CLASSES } from '#features/tools/contract';
import { eventTypes, type EventsOf } from '#libs/event-sourcing';
import { LABEL_ORIGINS, PERSONAL_DATA_MODES, SINK_ACTIONS } from './label-words.js';

export const Learned = z.object({
  label: z.string(),
  origin: z.enum(LABEL_ORIGINS),
  /** The tool or the session it came from. */
  source: z.string(),
});
export type Learned = z.output<typeof Learned>;

export const sessionLabelEvents = eventTypes({
  LabelsLearned: {
    schema: 1,
    says: 'The session has come to data with these labels; it keeps them until somebody declassifies it.',
    data: z.object({ session: z.string(), agent: z.string(), decision: z.string(), labels: z.array(Learned), at: z.string() }),
  },
  LabelsDeclassified: {
    schema: 1,
    says: 'A person took labels from the session, from the next decision on.',
    data: z.object({ session: z.string(), labels: z.array(z.string()), reason: z.string(), by: z.string() }),
  },
});
export type SessionLabelEvent = EventsOf<typeof sessionLabelEvents>;

const rule = z.string();

export const sinkRuleEvents = eventTypes({
  SinkRuleSet: {
    schema: 1,
    says: 'Calls of these tools with data of these labels are blocked, changed or held, from the next decision on.',
    data: z.object({
      rule,
      labels: z.array(z.string()),
      /** Exactly one of class and tool is not null. */
      class: z.enum(TOOL_CLASSES).nullable(),
      tool: z.string().nullable(),
      action: z.enum(SINK_ACTIONS),
      reason: z.string(),
      by: z.string(),
      at: z.string(),
    }),
  },
  SinkRuleEnded: {
    schema: 1,
    says: 'The rule holds no more, from the next decision on.',
    data: z.object({ rule, reason: z.string(), by: z.string() }),
  },
  PersonalDataModeSet: {
    schema: 1,
    says: 'What results of calls hold of personal data and secrets is recorded like this, from the next outcome on.',
    data: z.object({ mode: z.enum(PERSONAL_DATA_MODES), reason: z.string(), by: z.string() }),
  },
});
export type SinkRuleEvent = EventsOf<typeof sinkRuleEvents>;
