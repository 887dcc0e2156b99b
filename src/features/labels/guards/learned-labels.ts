import { NOTHING_ALONG, type Asked, type Decided, type Effects, type Settled } from '#libs/decision-guards';
import type { ToolState } from '#features/tools/contract';
import { nameBasedId } from '#libs/event-ids';
import { decide, fold, isRefusal, toNewEvents, type CommandContext } from '#libs/event-sourcing';
import { sessionLabels } from '../decider.js';
import { sessionLabelEvents, type Learned } from '../events.js';
import { sessionLabelsStream } from '../label-streams.js';
import { labelOf } from '../label-words.js';
import { broughtBy, seenIn, toolIn, viewOf, type LabelView } from './call-labels.js';

/** What a session learns at this moment, and from which call. */
interface Learning {
  readonly session: string;
  readonly agent: string;
  readonly decision: string;
  readonly labels: readonly Learned[];
  readonly at: string;
}

/** What a call brings along, and what its tool will answer as soon as it is let through. */
export function learnedFromCall({ decision, context, input, judgement }: Decided, asked: Asked<ToolState>): Effects<ToolState> {
  const view = viewOf(asked);
  // What was stopped before labels were asked about brought nothing.
  if (!view || input.labels === undefined) return NOTHING_ALONG;
  const labels = broughtBy(view, input.tool, input.arguments, input.context);
  if (judgement.verdict === 'ALLOW' || judgement.verdict === 'MODIFY') labels.push(...returned(view, input.tool));
  const { session, agent, time: at } = input;
  return learn(view, { session: session.id, agent: agent.id, decision, labels, at }, 'learned', context);
}

/** What an outcome tells, which only adds, and what is found in it. */
export function learnedFromOutcome({ settlement, context, now: at }: Settled, asked: Asked<ToolState>): Effects<ToolState> {
  const view = viewOf(asked);
  if (!view) return NOTHING_ALONG;
  const { decision, input, labels: told, result } = settlement;
  const { tool: source, session, agent } = input;
  const labels = [
    ...returned(view, source),
    ...told.map((label) => ({ label: labelOf(label), origin: 'outcome' as const, source })).filter(({ label }) => label !== ''),
    ...(result === undefined ? [] : seenIn(result, settlement).map((label) => ({ label, origin: 'result' as const, source }))),
  ];
  return learn(view, { session: session.id, agent: agent.id, decision, labels, at }, 'settled', context);
}

function returned(view: LabelView, tool: string): Learned[] {
  return (toolIn(view, tool)?.returns ?? []).map((label) => ({ label, origin: 'tool', source: tool }));
}

function learn({ own, sources }: LabelView, learning: Learning, step: string, context: CommandContext): Effects<ToolState> {
  const events = decide(sessionLabels, { type: 'LearnLabels', ...learning }, own.state);
  if (isRefusal(events)) throw new Error(`labels of ${learning.decision}: ${events.refused}`);
  if (events.length === 0) return NOTHING_ALONG;
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
