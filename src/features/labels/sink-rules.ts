import type { ToolClass } from '#features/tools/contract';
import { decider, refuse } from '#libs/event-sourcing';
import type { SinkRuleCommand } from './commands.js';
import type { SinkRuleEvent } from './events.js';
import { EVERY_LABEL, type PersonalDataMode, type SinkAction } from './label-words.js';
import type { LabelRefusalCode } from './refusals.js';

export interface SinkRule {
  readonly id: string;
  readonly labels: readonly string[];
  readonly class: ToolClass | null;
  readonly tool: string | null;
  readonly action: SinkAction;
  readonly reason: string;
  readonly by: string;
  readonly at: string;
}

export interface SinkRuleState {
  readonly rules: readonly SinkRule[];
  /** Those that were ended, the newest of them. */
  readonly ended: readonly string[];
  readonly mode: PersonalDataMode;
}

const MOST_RULES = 200;
const REMEMBERED = 1_000;

/** The rules that a call with these labels has to keep, in the order in which they were set. */
export function rulesFor(
  { rules }: Pick<SinkRuleState, 'rules'>,
  tool: { readonly name: string; readonly class: ToolClass | undefined },
  labels: ReadonlySet<string>,
): readonly SinkRule[] {
  return rules.filter(
    (rule) => isSink(rule, tool) && (labels.has(EVERY_LABEL) || rule.labels.some((label) => labels.has(label))),
  );
}

/** A tool that nobody has described counts as one of every class. */
function isSink(rule: SinkRule, tool: { readonly name: string; readonly class: ToolClass | undefined }): boolean {
  if (rule.tool !== null) return rule.tool === tool.name;
  return tool.class === undefined || rule.class === tool.class;
}

/** A tenant says where data of which labels may not go as it is. */
export const sinkRules = decider<SinkRuleCommand, SinkRuleEvent, SinkRuleState, LabelRefusalCode>({
  initial: { rules: [], ended: [], mode: 'off' },
  decide: {
    SetSinkRule: ({ type: _, now: at, labels, ...set }, { rules }) =>
      rules.length >= MOST_RULES
        ? refuse('TOO_MANY_SINK_RULES')
        : [{ type: 'SinkRuleSet', ...set, labels: [...new Set(labels)], at }],
    SetPersonalDataMode: ({ mode, reason, by }, now) =>
      mode === now.mode ? [] : [{ type: 'PersonalDataModeSet', mode, reason, by }],
    EndSinkRule: ({ rule, reason, by }, { rules, ended }) => {
      if (rules.some(({ id }) => id === rule)) return [{ type: 'SinkRuleEnded', rule, reason, by }];
      return ended.includes(rule) ? [] : refuse('SINK_RULE_NOT_FOUND');
    },
  },
  evolve: {
    SinkRuleSet: ({ rules, ended, mode }, { type: _, rule: id, ...set }) => ({ mode, ended, rules: [...rules, { id, ...set }] }),
    SinkRuleEnded: ({ rules, ended, mode }, { rule }) => ({
      mode,
      rules: rules.filter(({ id }) => id !== rule),
      ended: [rule, ...ended].slice(0, REMEMBERED),
    }),
    PersonalDataModeSet: (state, { mode }) => ({ ...state, mode }),
  },
});
