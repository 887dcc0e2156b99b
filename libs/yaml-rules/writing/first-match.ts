import { type Judgement, anyHolds } from '../reading/conditions.js';
import type { Facts } from './facts.js';
import type { Constant } from './rego-text.js';
import type { AutonomyMode } from '../reading/rule-language.js';
import type { Fallback, Rule, RuleSet } from '../reading/rule-set.js';

/** What a policy answers, as the decision contract wants it. */
export interface Answer {
  readonly verdict: 'ALLOW' | 'DENY' | 'REQUIRE_APPROVAL';
  readonly rule: string;
  readonly reason: string;
  readonly obligations: readonly Constant[];
}

/** A rule with the answer it gives in the autonomy mode of its file. */
export interface AnsweringRule {
  readonly rule: Rule;
  readonly answer: Answer;
}

/**
 * The rules as they are asked. Nothing a call leaves out may work in its favour:
 * - a rule that allows decides when it certainly matches;
 * - a rule that denies decides when it may match;
 * - a rule that asks a person decides when it certainly matches. When it only may match, the rules behind it are asked too, and
 *   unless one of them denies, a person is asked.
 */
export interface Ordered {
  /** Up to the first rule that matches every call. */
  readonly rules: readonly AnsweringRule[];
  /** Rules behind that one: they can never decide. */
  readonly unreachable: readonly Rule[];
  readonly lowConfidence: Answer;
  readonly noMatch: Answer;
  /** For what is no call, because it names no tool. It is not shown to any rule. */
  readonly malformed: Answer;
}

export function ordered(set: RuleSet): Ordered {
  const rules = set.rules.map((rule) => ({ rule, answer: answerOf(rule, set.mode) }));
  const last = set.rules.findIndex(matchesEverything);
  const end = last < 0 ? rules.length : last + 1;
  return {
    rules: rules.slice(0, end),
    unreachable: set.rules.slice(end),
    lowConfidence: fallback('defaults.low_confidence', 'no rule matches and confidence is low', set.lowConfidence),
    noMatch: fallback('defaults.no_match', 'no rule matches', set.noMatch),
    malformed: { verdict: 'DENY', rule: 'defaults.malformed', reason: 'the call names no tool', obligations: [] },
  };
}

export function matchesEverything({ blocks, unless }: Rule): boolean {
  return unless.length === 0 && blocks.some((block) => block.length === 0);
}

/** Whether a rule of this verdict decides when it only may match. */
export function decidesWhenPossible({ verdict }: Answer): boolean {
  return verdict !== 'ALLOW';
}

function answerOf(rule: Rule, mode: AutonomyMode): Answer {
  const { id, description, action, maxAutoReplies } = rule;
  const says = (given: string | undefined, otherwise: string): string => given ?? (description === '' ? otherwise : description);
  const person = (reason: string, obligations: readonly Constant[] = []): Answer => ({
    verdict: 'REQUIRE_APPROVAL',
    rule: id,
    reason,
    obligations,
  });
  switch (action.type) {
    case 'deny':
      return { verdict: 'DENY', rule: id, reason: says(action.reason, `denied by the rule ${id}`), obligations: [] };
    case 'require_human':
      return person(says(action.message, `the rule ${id} asks for a person`));
    case 'notify_only': {
      const reason = says(action.message, `the rule ${id} only notifies`);
      if (mode === 'off') return person(reason);
      return { verdict: 'ALLOW', rule: id, reason, obligations: [{ type: 'notify', message: reason }] };
    }
    case 'auto_reply': {
      const reason = says(undefined, `the rule ${id} replies`);
      if (mode === 'off') return person(reason);
      const reply = {
        value: action.value,
        ...(action.constraints && { constraints: given(action.constraints) }),
        ...(maxAutoReplies !== undefined && { max_per_session: maxAutoReplies }),
      };
      if (mode === 'assist') return person(reason, [{ type: 'suggest_reply', ...reply }]);
      return { verdict: 'ALLOW', rule: id, reason, obligations: [{ type: 'auto_reply', ...reply }] };
    }
  }
}

function given(constraints: Readonly<Record<string, Constant | undefined>>): Constant {
  return Object.fromEntries(Object.entries(constraints).filter((entry): entry is [string, Constant] => entry[1] !== undefined));
}

function fallback(rule: string, reason: string, kind: Fallback): Answer {
  const verdict = kind === 'deny' ? 'DENY' : 'REQUIRE_APPROVAL';
  return { verdict, rule, reason, obligations: [] };
}

/** Whether a rule matches these facts; undefined when they do not say enough. */
function matches({ blocks, unless }: Rule, facts: Facts): Judgement {
  const matched = anyHolds(blocks, facts);
  const excluded = matched === false ? false : anyHolds(unless, facts);
  if (matched === false || excluded === true) return false;
  return matched === undefined || excluded === undefined ? undefined : true;
}

/** The answer to a call; what the generated policy gives, for finding the calls that its tests make. */
export function answerTo(facts: Facts, { rules, ...defaults }: Ordered, onAsked?: (rule: Rule) => void): Answer {
  if (facts.tool === null) return defaults.malformed;
  let asked: Answer | undefined;
  for (const { rule, answer } of rules) {
    onAsked?.(rule);
    const judgement = matches(rule, facts);
    if (judgement === true) return answer.verdict === 'DENY' ? answer : (asked ?? answer);
    if (judgement === undefined && answer.verdict === 'DENY') return answer;
    if (judgement === undefined && answer.verdict === 'REQUIRE_APPROVAL') asked ??= answer;
  }
  return asked ?? defaultFor(facts, defaults);
}

function defaultFor({ confidence }: Facts, { lowConfidence, noMatch }: Omit<Ordered, 'rules'>): Answer {
  if (confidence === 'low') return lowConfidence;
  return confidence === null && countsWhenUnknown(lowConfidence, noMatch) ? lowConfidence : noMatch;
}

/** Of two defaults the stricter one answers when nobody knows whether confidence is low. */
export function countsWhenUnknown(lowConfidence: Answer, noMatch: Answer): boolean {
  return lowConfidence.verdict === 'DENY' && noMatch.verdict !== 'DENY';
}
