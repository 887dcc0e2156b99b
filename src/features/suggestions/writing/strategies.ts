import type { JsonObject } from '#libs/event-sourcing';
import type { EditOrder } from './edit-order.js';
import { edited, narrowed, revalued, withRules, type TextEdit } from './rule-edits.js';
import type { WrittenRule } from './written-rules.js';

export const STRATEGIES = ['restore', 'narrow'] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** An edit nobody has tried yet. */
export interface DraftEdit {
  readonly strategy: Strategy;
  readonly says: string;
  /** How the calls are decided by it. */
  readonly verdict: string;
  readonly modules: Readonly<Record<string, string>>;
  /** What does the same where this leaves a rule that fires for nothing. */
  readonly instead?: DraftEdit;
}

type Rules = Readonly<Record<string, readonly WrittenRule[]>>;
type Order = Pick<EditOrder, 'source' | 'tool' | 'fired' | 'conditions' | 'recorded' | 'says'>;
interface Place {
  readonly file: string;
  readonly text: string;
  /** The definitions that answered, and those after their `else`. */
  readonly answering: readonly WrittenRule[];
  /** Of these, those that answered. */
  readonly answered: readonly WrittenRule[];
}

/** Edits of a candidate, those first that do least. None where its answer is written as this does not know. */
export function editsFor(order: Order, rules: Rules): DraftEdit[] {
  const place = placeOf(order, rules);
  if (!place) return [];
  return [restoring(order, place, freshRule(rules)), narrowing(order, place, freshRule(rules))].filter(
    (edit) => edit !== undefined,
  );
}

/** A rule in front that rules as it was recorded, for these calls alone; what answered leaves them to it. */
function restoring(order: Order, place: Place, name: string): DraftEdit | undefined {
  const { source, tool, conditions, recorded, says = `${tool} is ruled as it was before` } = order;
  const entry = ruleOf(source.entrypoint);
  const edits = place.answering.map((rule) => narrowed(place.text, rule, `not ${name}`));
  if (edits.includes(undefined)) return undefined;
  const added = [
    `# ${says}.\n${name} if {\n\t${conditions.join('\n\t')}\n}`,
    `${entry} := ${JSON.stringify(recorded)} if ${name}`,
  ];
  const instead = restating(order, place, says);
  return {
    strategy: 'restore',
    says,
    verdict: String(recorded['verdict']),
    modules: { [place.file]: withRules(edited(place.text, edits as TextEdit[]), added) },
    ...(instead && { instead }),
  };
}

/** A rule that is for these calls alone rules as it was recorded: it would be dead with another one in front of it. */
function restating({ recorded }: Order, place: Place, says: string): DraftEdit | undefined {
  const edits = place.answered.map((rule) => revalued(place.text, rule, JSON.stringify(recorded)));
  if (edits.length === 0 || edits.includes(undefined)) return undefined;
  const text = edited(place.text, edits as TextEdit[]);
  return { strategy: 'restore', says, verdict: String(recorded['verdict']), modules: { [place.file]: text } };
}

/** What answered is not for these calls any more; whatever stands behind it answers. */
function narrowing({ tool, conditions, recorded }: Order, place: Place, name: string): DraftEdit | undefined {
  // What is stricter than what was recorded is no help where something was recorded as let through.
  if (recorded['verdict'] === 'ALLOW' || recorded['verdict'] === 'MODIFY' || place.answering.length === 0) return undefined;
  const [only, ...more] = conditions;
  const isOfTool = only !== undefined && more.length === 0 && only.includes(' == ');
  const condition = isOfTool ? only.replace(' == ', ' != ') : `not ${name}`;
  const [first] = place.answering;
  const edit = first && narrowed(place.text, first, condition);
  if (!edit) return undefined;
  const helper = isOfTool ? [] : [`${name} if {\n\t${conditions.join('\n\t')}\n}`];
  const text = edited(place.text, [edit]);
  return {
    strategy: 'narrow',
    says: `the rule that let ${tool} pass is not for these calls`,
    verdict: 'DENY',
    modules: { [place.file]: helper.length > 0 ? withRules(text, helper) : text },
  };
}

/** Where the entrypoint got its answer; any module that defines it, where only its default did, or nothing. */
function placeOf({ source, fired }: Order, rules: Rules): Place | undefined {
  const entry = ruleOf(source.entrypoint);
  const full = `data.${source.entrypoint.replaceAll('/', '.')}`;
  const here = fired.filter(({ rule }) => rule === full);
  const isEntry = ({ name, isOther }: WrittenRule): boolean => name === entry && !isOther;
  const file = here[0]?.file ?? Object.keys(rules).find((each) => rules[each]?.some(isEntry));
  const own = file === undefined ? undefined : rules[file];
  if (file === undefined || !own || here.some((each) => each.file !== file) || own.some(isPartOf(entry))) return undefined;
  const hasAnswered = (rule: WrittenRule): boolean =>
    isEntry(rule) && !rule.isDefault && here.some(({ row }) => row === rule.row);
  const answering = own.flatMap((rule, n) => (hasAnswered(rule) ? [rule, ...elsesAfter(own, n)] : []));
  const text = source.modules[file] ?? '';
  return { file, text, answering: [...new Set(answering)], answered: own.filter(hasAnswered) };
}

/** A rule that is put together of parts cannot be given another value. */
function isPartOf(entry: string): (rule: WrittenRule) => boolean {
  return ({ name, isOther }) => name === entry && isOther;
}

function elsesAfter(rules: readonly WrittenRule[], at: number): WrittenRule[] {
  const rest = rules.slice(at + 1);
  const end = rest.findIndex(({ isElse }) => !isElse);
  return end < 0 ? rest : rest.slice(0, end);
}

function ruleOf(entrypoint: string): string {
  return entrypoint.split('/').at(-1) ?? '';
}

function freshRule(rules: Rules): string {
  const taken = new Set(Object.values(rules).flatMap((each) => each.map(({ name }) => name)));
  for (let n = 1; ; n += 1) if (!taken.has(`suggested_${n}`)) return `suggested_${n}`;
}

/** What was recorded, as a policy would answer it: people and exceptions did not speak for it. */
export function answerOf(before: {
  readonly verdict: string;
  readonly code: string;
  readonly rule: string;
  readonly reason: string;
  readonly obligations: readonly unknown[];
  readonly changes: unknown;
}): JsonObject | undefined {
  const { verdict, code, rule, reason, obligations, changes } = before;
  const owed: JsonObject = obligations.length > 0 ? { obligations: obligations as JsonObject[] } : {};
  if (code === 'APPROVAL_REQUIRED') return { verdict, rule, reason, ...owed };
  if (code === 'APPROVED' || code === 'EXCEPTED' || code.startsWith('APPROVAL_'))
    return { verdict: 'REQUIRE_APPROVAL', rule, reason: 'people are asked as before' };
  return changes === null && (verdict === 'ALLOW' || verdict === 'DENY') ? { verdict, rule, reason, ...owed } : undefined;
}
