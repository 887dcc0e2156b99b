import type { CallInput, DecisionGuard, Judgement } from '#libs/decision-guards';
import { redact, type Finding } from '#libs/detectors';
import { canonicalJson } from '#libs/evidence';
import type { Json, JsonObject } from '#libs/event-sourcing';
import type { ToolState } from '#features/tools/contract';
import { rulesFor, type SinkRule } from '../sink-rules.js';
import { standsOnLabels, toolIn, viewOf, type LabelStates } from './call-labels.js';
import { scanned } from '../scanning/scans.js';
import { blocked } from './labels.guard.js';

/**
 * Where a policy lets a call pass: holds it for people when a rule wants them asked, and takes out of its arguments what may not leave.
 * It is asked again after people or an exception let the call through. An exception does not stand for the people a rule wants.
 */
export const labelSinksGuard = (states: LabelStates): DecisionGuard<ToolState> => ({
  name: 'label-sinks',
  place: 75,
  standsOn: standsOnLabels(states),
  narrow: (judged, asked, input) => {
    const view = viewOf(asked);
    if (!view) return undefined;
    const rules = rulesFor(view.rules, { name: input.tool, class: toolIn(view, input.tool)?.class }, new Set(input.labels));
    const asking = rules.find(({ action }) => action === 'approve');
    if (asking && judged.code === 'EXCEPTED') return { ...blocked(asking, input.tool), exception: null };
    if (asking && judged.code !== 'APPROVED') return held(judged, asking, input);
    return redacted(
      judged,
      rules.filter(({ action }) => action === 'redact'),
      input,
    );
  },
});

function held(judged: Judgement, rule: SinkRule, { tool }: CallInput): Judgement {
  const reason = `data labelled ${rule.labels.join(', ')} goes to ${tool} only when people agree: ${rule.reason}`.slice(0, 2_000);
  const obligations = [...judged.obligations.filter(({ type }) => type !== 'approval'), { type: 'approval' }];
  return {
    ...judged,
    verdict: 'REQUIRE_APPROVAL',
    code: 'APPROVAL_REQUIRED',
    rule: `writ.labels.${rule.id}`,
    reason,
    obligations,
    changes: null,
  };
}

/** With what the policy changes already: that may hold something, too. */
function redacted(judged: Judgement, rules: readonly SinkRule[], input: CallInput): Judgement | undefined {
  if (rules.length === 0) return undefined;
  const labels = new Set(rules.flatMap((rule) => rule.labels));
  const going: JsonObject = judged.changes ? { ...input.arguments, ...judged.changes } : input.arguments;
  const { findings, isComplete } = scanned(going);
  const named = findings.filter(({ label }) => labels.has(label));
  if (!isComplete || named.some(isArgumentName)) return { ...blocked(rules[0] as SinkRule, input.tool), exception: null };
  if (named.length === 0) return undefined;
  const kept = redact(going, named) as JsonObject;
  const changes: Record<string, Json> = { ...judged.changes };
  for (const [name, value] of Object.entries(kept) as [string, Json][])
    if (canonicalJson(value) !== canonicalJson(going[name] as Json)) changes[name] = value;
  const code = judged.code === 'ALLOWED' ? 'MODIFIED' : judged.code;
  const taken = [...new Set(named.map(({ label }) => label))].join(', ');
  return { ...judged, verdict: 'MODIFY', code, changes, reason: `${judged.reason} (without ${taken})`.slice(0, 2_000) };
}

/** Changes name arguments; the name of one cannot be changed. */
function isArgumentName({ path, isInName }: Finding): boolean {
  return isInName === true && !path.includes('/', 1);
}
