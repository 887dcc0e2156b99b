import { z } from 'zod';
import { ToolName } from '#features/decisions/contract';
import { SessionId } from '#features/sessions/contract';
import { LabelName, TOOL_CLASSES, type ToolClass } from '#features/tools/contract';
import { shownText } from '#libs/operations';
import type { Learned } from './events.js';
import { PERSONAL_DATA_MODES, SINK_ACTIONS, type PersonalDataMode, type SinkAction } from './label-words.js';

export { SessionId };
export const SinkRuleId = z.uuid();

const Reason = shownText(500).describe('Why; kept in the ledger.');

/** As a session may have it: outcomes name labels that no rule could. */
const AnyLabel = z.string().trim().toLowerCase().min(1).max(64);

export const DeclassifyRequest = z
  .strictObject({ labels: z.array(AnyLabel).min(1).max(64), reason: Reason })
  .meta({ id: 'DeclassifyRequest' });

export const SetSinkRuleRequest = z
  .strictObject({
    labels: z.array(LabelName).min(1).max(32),
    class: z.enum(TOOL_CLASSES).optional().describe('Every tool of this class.'),
    tool: ToolName.optional().describe('This tool alone.'),
    action: z
      .enum(SINK_ACTIONS)
      .describe('block denies; redact takes what detectors find out of the arguments; approve asks people.'),
    reason: Reason,
  })
  .refine(({ class: kind, tool }) => (kind === undefined) !== (tool === undefined), {
    message: 'name either a class of tools or one tool',
    path: ['class'],
  })
  .meta({
    id: 'SetSinkRuleRequest',
    examples: [{ labels: ['pii'], class: 'egress', action: 'block', reason: 'customers’ data stays here' }],
  });

export const EndSinkRuleRequest = z.strictObject({ reason: Reason }).meta({ id: 'EndSinkRuleRequest' });

export const SetPersonalDataRequest = z
  .strictObject({
    mode: z
      .enum(PERSONAL_DATA_MODES)
      .describe('off records results as they came; redact and tokenize replace what detectors find.'),
    reason: Reason,
  })
  .meta({ id: 'SetPersonalDataRequest' });

export type SessionLabelCommand =
  | {
      readonly type: 'LearnLabels';
      readonly session: string;
      readonly agent: string;
      readonly decision: string;
      readonly labels: readonly Learned[];
      readonly at: string;
    }
  | {
      readonly type: 'Declassify';
      readonly session: string;
      readonly labels: readonly string[];
      /** Labels that sessions it was started from have still. */
      readonly inherited: ReadonlyMap<string, string>;
      readonly reason: string;
      readonly by: string;
    };

export type SinkRuleCommand =
  | {
      readonly type: 'SetSinkRule';
      readonly rule: string;
      readonly labels: readonly string[];
      readonly class: ToolClass | null;
      readonly tool: string | null;
      readonly action: SinkAction;
      readonly reason: string;
      readonly by: string;
      readonly now: string;
    }
  | { readonly type: 'SetPersonalDataMode'; readonly mode: PersonalDataMode; readonly reason: string; readonly by: string }
  | { readonly type: 'EndSinkRule'; readonly rule: string; readonly reason: string; readonly by: string };
