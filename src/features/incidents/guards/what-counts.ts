import { placeOf, type CountPlace } from '#features/facts/contract';
import { DECISION_CODES, type DecisionCode } from '#libs/decision-guards';
import { groupOf, isAbout, isCounted, type FactCall, type RecordedDefinition } from '#libs/facts';
import { VERDICTS, type Outcome, type Verdict } from '#libs/ruling';
import type { Trigger } from '../events.js';
import type { TriggerKind } from '../incident-words.js';

interface Ruled {
  readonly verdict: Verdict;
  readonly code: DecisionCode;
}

/** A trigger that a call or an outcome may count for, and the count it goes by. */
export interface TriggerPlace extends CountPlace {
  readonly trigger: Trigger;
}

const DENIED = 4;
const HELD = 2;
const FAILED = 1;
const PASSES: readonly Verdict[] = ['ALLOW', 'MODIFY'];

/**
 * Denials that say nothing about the agent: people stopped it, it is contained already, something of ours does not work, or a limit is
 * used up, which others may have done.
 */
const NOT_THE_AGENTS: readonly DecisionCode[] = [
  'KILL_SWITCH',
  'QUARANTINED',
  'RATE_LIMITED',
  'BUDGET_EXCEEDED',
  'POLICY_ERROR',
  'NO_ACTIVE_POLICY',
];
const AGENTS_OWN = DECISION_CODES.filter((code) => !NOT_THE_AGENTS.includes(code));

/** A session that was told too many labels has this one, which stands for every other. */
const EVERY_LABEL = '*';

export function pointsOf({ verdict, code }: Ruled): number {
  if (verdict === 'REQUIRE_APPROVAL') return HELD;
  return verdict === 'DENY' && AGENTS_OWN.includes(code) ? DENIED : 0;
}

export function pointsOfOutcome({ verdict }: Pick<Ruled, 'verdict'>, status: Outcome): number {
  return PASSES.includes(verdict) && status === 'failed' ? FAILED : 0;
}

const OF_KIND: Readonly<Record<TriggerKind, Pick<RecordedDefinition, 'verdicts' | 'codes' | 'outcomes'>>> = {
  denials: { verdicts: ['DENY'], codes: AGENTS_OWN, outcomes: null },
  failures: { verdicts: [...PASSES], codes: null, outcomes: ['failed'] },
  label_violations: { verdicts: ['DENY'], codes: ['DLP_BLOCKED'], outcomes: null },
  label_hits: { verdicts: [...VERDICTS], codes: null, outcomes: null },
};

const definitions = new WeakMap<Trigger, RecordedDefinition>();

/** The fact a trigger counts. What became of a call counts when it is known. Every call asks for it several times. */
function definitionOf(trigger: Trigger): RecordedDefinition {
  const { on, subject, tools, windowSeconds } = trigger;
  const made = definitions.get(trigger) ?? {
    measure: 'calls',
    ...OF_KIND[on],
    tools,
    underWay: 'waits',
    by: subject,
    windowSeconds,
    period: null,
    zone: 'UTC',
  };
  definitions.set(trigger, made);
  return made;
}

/** The triggers that this call, or with `isOutcome` what became of it, may count for; always in the same order. */
export function placesOf(triggers: readonly Trigger[], call: FactCall, isOutcome: boolean): readonly TriggerPlace[] {
  return triggers.flatMap((trigger) => {
    if (trigger.on !== 'label_hits' && (trigger.on === 'failures') !== isOutcome) return [];
    const definition = definitionOf(trigger);
    if (!isAbout(definition, call.tool) || groupOf(definition, call) === undefined) return [];
    const place = placeOf({ name: `quarantine.${trigger.name}`, digest: trigger.id, definition }, call);
    return place ? [{ ...place, trigger }] : [];
  });
}

/** Whether a decided call is one the trigger counts. `labels` are those of its data, undefined when nobody looked. */
export function countsCall({ trigger, fact }: TriggerPlace, ruled: Ruled, labels: readonly string[] | undefined): boolean {
  if (!isCounted(fact.definition, ruled)) return false;
  return trigger.on === 'label_hits' || trigger.on === 'label_violations' ? hasOne(trigger, labels ?? []) : true;
}

/** The same for what became of a call. A call whose data had the label was counted when it was decided. */
export function countsOutcome(
  { trigger, fact }: TriggerPlace,
  ruled: Ruled,
  { status, told, known }: { readonly status: Outcome; readonly told: readonly string[]; readonly known: readonly string[] },
): boolean {
  if (trigger.on === 'label_hits') return hasOne(trigger, told.map(lower)) && !hasOne(trigger, known);
  return isCounted(fact.definition, ruled) && (fact.definition.outcomes?.includes(status) ?? false);
}

function hasOne({ labels }: Trigger, found: readonly string[]): boolean {
  return labels === null || found.some((label) => label === EVERY_LABEL || labels.includes(label));
}

function lower(label: string): string {
  return label.trim().toLowerCase();
}
