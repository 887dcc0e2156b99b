import type { Asked, CallInput, DecisionGuard } from '#libs/decision-guards';
import { DETECTED_LABELS, redact, tokenize } from '#libs/detectors';
import type { ToolState } from '#features/tools/contract';
import { rulesFor, type SinkRule, type SinkRuleState } from '../sink-rules.js';
import { broughtBy, standsOnLabels, toolIn, viewOf, type LabelStates } from './call-labels.js';
import type { ScanThread } from '../scanning/scan-thread.js';
import { scanned, type Looked } from '../scanning/scans.js';
import { learnedFromCall, learnedFromOutcome } from './learned-labels.js';
import { blocked } from './sink-narrowing.js';

/**
 * Tells of a call what labels its data has, and denies it where they may not go. A session learns what a tool answers when the call is
 * let through: whether an outcome ever comes, and what it says, is the agent's word, which may only add.
 */
export const labelsGuard = (
  states: LabelStates,
  keyOf: (tenant: string) => Uint8Array,
  thread: Pick<ScanThread, 'lookThrough'>,
): DecisionGuard<ToolState> => ({
  name: 'labels',
  place: 60,
  standsOn: standsOnLabels(states),
  prepare: (asked) => thread.lookThrough(asked[0]?.asking.tenant ?? '', asked.flatMap(lookedThrough)),
  inform: (asked, input) => {
    const view = viewOf(asked);
    if (!view) return input;
    const brought = broughtBy(view, input.tool, input.arguments, input.context).map(({ label }) => label);
    return { ...input, labels: [...new Set([...view.own.state.labels.keys(), ...brought])].sort() };
  },
  judge: (asked, input) => {
    const view = viewOf(asked);
    const labels = new Set(input.labels);
    const tool = view && { name: input.tool, class: toolIn(view, input.tool)?.class };
    const rule = view && tool && rulesFor(view.rules, tool, labels).find((each) => blocks(each, labels, input));
    return rule && blocked(rule, input.tool);
  },
  effects: learnedFromCall,
  keep: (value, { asking, further }) => {
    const mode = (further[0]?.state as SinkRuleState | undefined)?.mode ?? 'off';
    if (mode === 'off') return value;
    const { findings, isComplete } = scanned(value, asking.settles ?? undefined);
    // Nobody knows what else is in it.
    if (!isComplete) return '[REDACTED]';
    return mode === 'redact' ? redact(value, findings) : tokenize(value, findings, keyOf(asking.tenant));
  },
  settle: learnedFromOutcome,
});

/** What is looked through in a call or an outcome; nothing where no tool was ever described. */
function lookedThrough(asked: Asked<ToolState>): readonly Looked[] {
  const { call, settles } = asked.asking;
  const mode = (asked.further[0]?.state as SinkRuleState | undefined)?.mode ?? 'off';
  if (!viewOf(asked) && mode === 'off') return [];
  if (call) return [{ value: call.arguments, of: call }];
  if (!settles) return [];
  const { result, error } = settles;
  return [result, error].flatMap((value) => (value === undefined ? [] : [{ value, of: settles }]));
}

/** Also what should be redacted and cannot be: nobody knows where in a text a label is that no detector finds. */
function blocks({ action, labels: named }: SinkRule, labels: ReadonlySet<string>, input: CallInput): boolean {
  if (action !== 'redact') return action === 'block';
  const { findings, isComplete } = scanned(input.arguments);
  const isInName = findings.some((found) => found.isInName && !found.path.includes('/', 1) && named.includes(found.label));
  return (
    !isComplete || isInName || named.some((label) => labels.has(label) && !(DETECTED_LABELS as readonly string[]).includes(label))
  );
}
