import { z } from 'zod';
import { actedBy, LedgerReceipt, listAnswer } from '#libs/operations';
import { TOOL_CLASSES } from '#features/tools/contract';
import { LABEL_ORIGINS, PERSONAL_DATA_MODES, SINK_ACTIONS } from './label-words.js';

const SessionLabel = z
  .object({
    label: z.string(),
    origin: z.enum(LABEL_ORIGINS),
    source: z.string().describe('The tool or the session it came from.'),
    decisionId: z.string().describe('Of the call with which it came.'),
    learnedAt: z.string(),
    inheritedFrom: z
      .string()
      .nullable()
      .describe('The session it was started from that has the label, when this one has it only because of that.'),
  })
  .meta({ id: 'SessionLabel' });

export const SessionLabels = z.object({ sessionId: z.string(), labels: z.array(SessionLabel) }).meta({ id: 'SessionLabels' });
export type SessionLabels = z.output<typeof SessionLabels>;

export const Declassified = z
  .object({ sessionId: z.string(), labels: z.array(z.string()).describe('What it has left.'), ledger: LedgerReceipt })
  .meta({ id: 'DeclassifiedAnswer' });
export type Declassified = z.output<typeof Declassified>;

const SinkRuleView = z
  .object({
    id: z.string(),
    labels: z.array(z.string()),
    class: z.enum(TOOL_CLASSES).nullable(),
    tool: z.string().nullable(),
    action: z.enum(SINK_ACTIONS),
    reason: z.string(),
    ...actedBy('setBy'),
    setAt: z.string(),
  })
  .meta({ id: 'SinkRule' });
export const SinkRuleList = listAnswer('SinkRuleList', SinkRuleView);
export type SinkRuleList = z.input<typeof SinkRuleList>;

export const SinkRuleChanged = z
  .object({ id: z.string(), ledger: LedgerReceipt.nullable().describe('Null when it was so already.') })
  .meta({ id: 'SinkRuleChangedAnswer' });
export type SinkRuleChanged = z.output<typeof SinkRuleChanged>;

export const PersonalData = z
  .object({
    mode: z.enum(PERSONAL_DATA_MODES),
    ledger: LedgerReceipt.nullable().describe('Of the change; null when there was none.'),
  })
  .meta({ id: 'PersonalDataAnswer' });
export type PersonalData = z.output<typeof PersonalData>;
