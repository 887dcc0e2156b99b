import { sessionLabelsStream, SINK_RULES_STREAM } from '../label-streams.js';
import { DETECTED_LABELS } from '#libs/detectors';
import type { Asked, Asking, DecisionGuard, FurtherStream, RememberedStates } from '#libs/decision-guards';
import { TOOLS_STREAM, type Tool, type ToolState } from '#features/tools/contract';
import type { Json, JsonObject, StreamState } from '#libs/event-sourcing';
import type { SessionLabelState } from '../decider.js';
import { EVERY_LABEL } from '../label-words.js';
import type { Learned } from '../events.js';
import { scanned } from '../scanning/scans.js';
import type { SinkRuleState } from '../sink-rules.js';

export interface LabelStates {
  readonly tools: RememberedStates<ToolState>;
  readonly rules: RememberedStates<SinkRuleState>;
  readonly sessions: RememberedStates<SessionLabelState>;
}

/** What labels are judged by, in one call or outcome. */
export interface LabelView {
  readonly tools: ToolState;
  readonly rules: SinkRuleState;
  readonly own: StreamState<SessionLabelState>;
  readonly sources: readonly { readonly session: string; readonly state: SessionLabelState }[];
}

/** Sessions whose results a call may say it was given. */
const MOST_INPUTS = 16;
/** On the catalogue; and where a tenant has ever had one, on its rules, the session's labels and those of sessions it draws on. */
export function standsOnLabels({ tools, rules, sessions }: LabelStates): NonNullable<DecisionGuard<ToolState>['standsOn']> {
  return {
    states: tools,
    stream: () => TOOLS_STREAM,
    further: (asking, { state }) => {
      const streams: FurtherStream[] = [{ states: rules as RememberedStates<unknown>, stream: SINK_RULES_STREAM }];
      if (state.version === 0) return asking.settles ? streams : [];
      for (const session of [asking.session, ...sourcesOf(asking)])
        streams.push({ states: sessions as RememberedStates<unknown>, stream: sessionLabelsStream(session) });
      return streams;
    },
  };
}

/** Undefined for a tenant that never had a catalogue. */
export function viewOf({ asking, at, further }: Asked<ToolState>): LabelView | undefined {
  const [rules, own, ...sources] = further as readonly [
    StreamState<SinkRuleState>?,
    StreamState<SessionLabelState>?,
    ...StreamState<SessionLabelState>[],
  ];
  if (!rules || !own) return undefined;
  const named = sourcesOf(asking);
  return {
    tools: at.state,
    rules: rules.state,
    own,
    sources: sources.map(({ state }, i) => ({ session: named[i] as string, state })),
  };
}

/** The sessions it was started from, and those that the call says it has results of: whoever names one can only gain labels. */
function sourcesOf({ session, lineage = [], call }: Asking): string[] {
  const sources = new Set([...lineage, ...inputsOf(call?.context).slice(0, MOST_INPUTS)]);
  sources.delete(session);
  return [...sources];
}

function inputsOf(context: JsonObject | undefined): string[] {
  const named = context?.['inputSessionIds'];
  return Array.isArray(named)
    ? (named.filter((each) => typeof each === 'string' && /^[\x21-\x7e]{1,128}$/.test(each)) as string[])
    : [];
}

/** What a call brings along, beyond what its session has learned before. */
export function broughtBy(view: LabelView, tool: string, given: JsonObject, context: JsonObject): Learned[] {
  const brought: Learned[] = view.sources.flatMap(({ session, state }) =>
    [...state.labels.keys()].map((label) => ({ label, origin: 'session' as const, source: session })),
  );
  if (inputsOf(context).length > MOST_INPUTS) brought.push({ label: EVERY_LABEL, origin: 'session', source: 'too many to tell' });
  return [...brought, ...seenIn(given).map((label) => ({ label, origin: 'arguments' as const, source: tool }))];
}

/** What detectors find; everything they could find in a value that is too large to look through. */
export function seenIn(value: Json, of?: object): readonly string[] {
  const { findings, isComplete } = scanned(value, of);
  return isComplete ? [...new Set(findings.map(({ label }) => label))] : DETECTED_LABELS;
}

export function toolIn({ tools }: LabelView, name: string): Tool | undefined {
  return tools.tools.get(name);
}
