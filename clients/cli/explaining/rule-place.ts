import type { Place, RuleTrace } from './explained-decision.js';

type Texts = Readonly<Record<string, string>>;

/**
 * Where a decision's rule is written: the definition that fired and has the rule's name in it. A name that a policy puts together is
 * found only when one definition alone fired.
 */
export function placeOfRule(rule: string, { fired }: RuleTrace, modules: Texts): Place | undefined {
  const name = JSON.stringify(rule);
  const naming = fired.find((at) => definitionAt(modules, at).some((line) => line.includes(name)));
  if (naming) return naming;
  const rows = Object.entries(modules).flatMap(([file, text]) =>
    text.split('\n').flatMap((line, index) => (line.includes(name) ? [{ file, row: index + 1 }] : [])),
  );
  if (rows.length === 1) return rows[0];
  return fired.length === 1 ? fired[0] : undefined;
}

/** The line at a place, without what it is indented by; empty when it is not known. */
export function lineAt(modules: Texts, { file, row }: Place): string {
  return (Object.hasOwn(modules, file) ? (modules[file]?.split('\n')[row - 1] ?? '') : '').trim();
}

/**
 * The lines from a place on to where its brackets are closed, without what all of them are indented by; at most `most` of them, and
 * none when they are not known.
 */
export function linesAt(modules: Texts, place: Place, most: number): string[] {
  const lines = definitionAt(modules, place);
  let depth = 0;
  const end = lines.findIndex((line) => {
    depth += bracketsIn(line);
    return depth <= 0;
  });
  const whole = lines.slice(0, end < 0 ? undefined : end + 1).map((line) => line.trimEnd());
  const indent = Math.min(...whole.filter((line) => line !== '').map((line) => /^\s*/.exec(line)?.[0].length ?? 0));
  const told = whole.map((line) => line.slice(indent).replaceAll('\t', TAB));
  return told.length > most ? [...told.slice(0, most - 1), '…'] : told;
}

/** How many brackets are opened on a line and not closed on it; none count in texts and comments. */
function bracketsIn(line: string): number {
  const code = line.replaceAll(/"(?:[^"\\]|\\.)*"|`[^`]*`|#.*$/g, '');
  return (code.match(/[([{]/g)?.length ?? 0) - (code.match(/[)\]}]/g)?.length ?? 0);
}

/** A tab would be taken for what steers a terminal; Rego is indented with it. */
const TAB = '    ';

/** The lines of the definition that begins at a place: up to the next line that begins something else. */
function definitionAt(modules: Texts, { file, row }: Place): string[] {
  const lines = Object.hasOwn(modules, file) ? (modules[file]?.split('\n').slice(row - 1) ?? []) : [];
  const end = lines.findIndex((line, index) => index > 0 && /^[\w#]/.test(line));
  return end < 0 ? lines : lines.slice(0, end);
}
