import type { CallInput, Judgement } from '#libs/decision-guards';
import { redact, type Finding } from '#libs/detectors';
import { canonicalJson } from '#libs/evidence';
import type { Json, JsonObject } from '#libs/event-sourcing';
import { stopped } from '#libs/ruling';
import type { ToolState } from '#features/tools/contract';
import { scanned } from '../scanning/scans.js';
import { rulesFor, type SinkRule, type SinkRuleState } from '../sink-rules.js';

/** What a tenant said of its tools and of where data may go. */
export interface SinkView {
  readonly tools: ToolState;
  readonly rules: SinkRuleState;
}

/** What the rules for data make of a ruling that lets a call pass; undefined when they leave it. */
export function narrowedBySinks(judged: Judgement, view: SinkView, input: CallInput): Judgement | undefined {
  const described = view.tools.tools.get(input.tool);
  const rules = rulesFor(view.rules, { name: input.tool, class: described?.class }, new Set(input.labels));
  const asking = rules.find(({ action }) => action === 'approve');
  if (asking && judged.code === 'EXCEPTED') return { ...blocked(asking, input.tool), exception: null };
  if (asking && judged.code !== 'APPROVED') return held(judged, asking, input);
  return redacted(
    judged,
    rules.filter(({ action }) => action === 'redact'),
    input,
  );
}

export function blocked(rule: SinkRule, tool: string): Judgement {
  const reason = `data labelled ${rule.labels.join(', ')} may not go to ${tool}: ${rule.reason}`;
  return { ...stopped('DENY', 'DLP_BLOCKED', `writ.labels.${rule.id}`, reason.slice(0, 2_000)), policy: null, pin: null };
}

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
