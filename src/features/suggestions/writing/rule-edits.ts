import type { WrittenRule } from './written-rules.js';

/** Something put into a text in place of something else. */
export interface TextEdit {
  readonly at: number;
  readonly removed: number;
  readonly added: string;
}

/** The rule with one more condition before its others; undefined where its text is written as this does not know. */
export function narrowed(text: string, rule: WrittenRule, condition: string): TextEdit | undefined {
  const head = text.indexOf(rule.head, rule.at);
  if (rule.head === '' || head < 0 || head > rule.at + 16) return undefined;
  const end = head + rule.head.length;
  const opening = /^(\s+if)\s*(\{)?\s*/.exec(text.slice(end));
  const [first] = rule.expressions;
  if (!opening || first === undefined) return opening ? undefined : { at: end, removed: 0, added: ` if ${condition}` };
  const body = end + opening[0].length;
  if (opening[2] !== undefined) return { at: body, removed: 0, added: `${condition}\n\t` };
  if (!text.startsWith(first, body)) return undefined;
  return { at: body, removed: first.length, added: `{\n\t${condition}\n\t${first}\n}` };
}

/** The rule with another value; undefined where its text is written as this does not know. */
export function revalued(text: string, rule: WrittenRule, value: string): TextEdit | undefined {
  const head = text.indexOf(rule.head, rule.at);
  const assigned = /^[^"`{[(=]*?:?=\s*/.exec(rule.head);
  if (!assigned || head < 0 || head > rule.at + 16) return undefined;
  return { at: head + assigned[0].length, removed: rule.head.length - assigned[0].length, added: value };
}

/** Each edit MUST be of another part of the text. */
export function edited(text: string, edits: readonly TextEdit[]): string {
  let out = text;
  for (const { at, removed, added } of edits.toSorted((one, other) => other.at - one.at))
    out = out.slice(0, at) + added + out.slice(at + removed);
  return out;
}

/** With rules behind everything else. */
export function withRules(text: string, rules: readonly string[]): string {
  return `${text.trimEnd()}\n\n${rules.join('\n\n')}\n`;
}
