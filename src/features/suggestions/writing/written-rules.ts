import type { Json } from '#libs/policy-engine';

/** One definition of a rule as it stands in the text of its module; those after `else` follow the one they belong to. */
export interface WrittenRule {
  readonly name: string;
  readonly isDefault: boolean;
  /** It gives a member of the rule's value, or takes arguments. */
  readonly isOther: boolean;
  readonly isElse: boolean;
  /** First row, from 1. */
  readonly row: number;
  /** Without the definitions that follow after `else`. */
  readonly head: string;
  /** Of the body, each as it is written; none where there is no body. */
  readonly expressions: readonly string[];
  /** Where it begins in the module, in characters. */
  readonly at: number;
}

interface RawPlace {
  readonly row: number;
  readonly col: number;
  /** Base64. */
  readonly text?: string;
}

interface RawRule {
  readonly default?: boolean;
  readonly location?: RawPlace;
  readonly head: {
    readonly name?: string;
    readonly ref?: readonly { readonly value: unknown }[];
    readonly args?: unknown;
    readonly key?: unknown;
    readonly location?: RawPlace;
  };
  readonly body: readonly { readonly location?: RawPlace }[];
  readonly else?: RawRule;
}

/** The rules of a module, from its syntax tree as `opa parse` gives it with locations. */
export function writtenRules(text: string, tree: Json): WrittenRule[] {
  const { rules = [] } = tree as unknown as { rules?: readonly RawRule[] };
  const rows = rowStarts(text);
  return rules.flatMap((rule) => chainOf(rule, rows, text));
}

function chainOf(raw: RawRule, rows: readonly number[], text: string, first?: WrittenRule): WrittenRule[] {
  const { head, location = head.location, body } = raw;
  if (!location) return [];
  const name = first?.name ?? String(head.ref?.[0]?.value ?? head.name ?? '');
  const headText = textAt(head.location);
  const rule: WrittenRule = {
    name,
    isDefault: raw.default === true,
    isOther: first?.isOther ?? (head.args !== undefined || head.key !== undefined || (head.ref ?? []).length > 1),
    isElse: first !== undefined,
    row: location.row,
    head: headText,
    expressions: body
      .map((expression) => withoutHead(textAt(expression.location), headText, textAt(raw.else?.location)))
      // A rule without a body has its value for one.
      .filter((each) => each !== '' && !headText.includes(each)),
    at: offsetOf(rows, text, location),
  };
  return [rule, ...(raw.else ? chainOf(raw.else, rows, text, rule) : [])];
}

/** Behind `else`, what is said to be an expression begins with the head and goes on to the end of the rule. */
function withoutHead(text: string, head: string, behind: string): string {
  if (head === '' || !text.startsWith(head)) return text;
  const own = behind !== '' && text.endsWith(behind) ? text.slice(0, -behind.length).trimEnd() : text;
  return own.slice(head.length).replace(/^\s+if\s+/, '');
}

function textAt(place: RawPlace | undefined): string {
  return Buffer.from(place?.text ?? '', 'base64').toString('utf8');
}

function rowStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Columns count bytes. */
function offsetOf(rows: readonly number[], text: string, { row, col }: RawPlace): number {
  const start = rows[row - 1] ?? 0;
  const line = text.slice(start, rows[row] ?? text.length);
  return (
    start +
    Buffer.from(line, 'utf8')
      .subarray(0, col - 1)
      .toString('utf8').length
  );
}
