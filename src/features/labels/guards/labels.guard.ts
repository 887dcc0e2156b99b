import type { CallInput, DecisionGuard, Effects, Judgement } from '#libs/decision-guards';
import { DETECTED_LABELS, redact, tokenize } from '#libs/detectors';
import { nameBasedId } from '#libs/event-ids';
import type { ToolState } from '#features/tools/contract';
import { decide, fold, isRefusal, toNewEvents, type CommandContext } from '#libs/event-sourcing';
import { stopped } from '#libs/ruling';
import { sessionLabels } from '../decider.js';
import { sessionLabelEvents, type Learned } from '../events.js';
import { labelOf } from '../label-words.js';
import { sessionLabelsStream } from '../label-streams.js';
import { rulesFor, type SinkRule, type SinkRuleState } from '../sink-rules.js';
import { broughtBy, scanned, seenIn, standsOnLabels, toolIn, viewOf, type LabelStates, type LabelView } from './call-labels.js';

/** What a session learns at this moment, and from which call. */
interface Learning {
  readonly session: string;
  readonly agent: string;
  readonly decision: string;
  readonly labels: readonly Learned[];
  readonly at: string;
}

/**
 * Tells of a call what labels its data has, and denies it where they may not go. A session learns what a tool answers when the call is
 * let through: whether an outcome ever comes, and what it says, is the agent's word, which may only add.
 */
export const labelsGuard = (states: LabelStates, keyOf: (tenant: string) => Uint8Array): DecisionGuard<ToolState> => ({
  name: 'labels',
  place: 60,
  standsOn: standsOnLabels(states),
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
  effects: ({ decision, context, input, judgement }, asked) => {
    const view = viewOf(asked);
    // What was stopped before this guard was asked brought nothing.
    if (!view || input.labels === undefined) return { writes: [] };
    const labels = broughtBy(view, input.tool, input.arguments, input.context);
    if (judgement.verdict === 'ALLOW' || judgement.verdict === 'MODIFY') labels.push(...returned(view, input.tool));
    const { session, agent, time: at } = input;
    return learn(view, { session: session.id, agent: agent.id, decision, labels, at }, 'learned', context);
  },
  keep: (value, { asking, further }) => {
    const mode = (further[0]?.state as SinkRuleState | undefined)?.mode ?? 'off';
    if (mode === 'off') return value;
    const { findings, isComplete } = scanned(value);
    // Nobody knows what else is in it.
    if (!isComplete) return '[REDACTED]';
    return mode === 'redact' ? redact(value, findings) : tokenize(value, findings, keyOf(asking.tenant));
  },
  settle: ({ settlement: { decision, input, labels: told, result }, context, now: at }, asked) => {
    const view = viewOf(asked);
    if (!view) return { writes: [] };
    const { tool: source, session, agent } = input;
    const labels = [
      ...returned(view, source),
      ...told.map((label) => ({ label: labelOf(label), origin: 'outcome' as const, source })).filter(({ label }) => label !== ''),
      ...(result === undefined ? [] : seenIn(result).map((label) => ({ label, origin: 'result' as const, source }))),
    ];
    return learn(view, { session: session.id, agent: agent.id, decision, labels, at }, 'settled', context);
  },
});

function returned(view: LabelView, tool: string): Learned[] {
  return (toolIn(view, tool)?.returns ?? []).map((label) => ({ label, origin: 'tool', source: tool }));
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

export function blocked(rule: SinkRule, tool: string): Judgement {
  const reason = `data labelled ${rule.labels.join(', ')} may not go to ${tool}: ${rule.reason}`;
  return { ...stopped('DENY', 'DLP_BLOCKED', `writ.labels.${rule.id}`, reason.slice(0, 2_000)), policy: null, pin: null };
}

function learn({ own, sources }: LabelView, learning: Learning, step: string, context: CommandContext): Effects<ToolState> {
  const events = decide(sessionLabels, { type: 'LearnLabels', ...learning }, own.state);
  if (isRefusal(events)) throw new Error(`labels of ${learning.decision}: ${events.refused}`);
  if (events.length === 0) return { writes: [] };
  const id = nameBasedId(`writ/labels-${step}\n${learning.decision}`);
  return {
    writes: [
      {
        stream: sessionLabelsStream(learning.session),
        expect: own.revision,
        events: toNewEvents(sessionLabelEvents, context, events, () => id),
      },
    ],
    leavesFurther: [
      undefined,
      { state: fold(sessionLabels, events, own.state), revision: own.revision + events.length },
      ...sources.map(() => undefined),
    ],
  };
}
