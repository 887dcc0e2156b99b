import type { Json } from '#libs/policy-engine';
import { isObject } from './inputs/input-schema.js';

/** The parts of `opa parse` output that the checks look at. */
export interface Place {
  readonly file: string;
  readonly row: number;
  readonly col: number;
}

export interface Term {
  readonly type: string;
  readonly value: unknown;
  readonly location?: Place;
}

/** One definition of a rule; what follows `else` is in `otherwise`. */
export interface RuleBody {
  /** Name within its package, such as `decision`. */
  readonly name: string;
  readonly place: Place;
  readonly isDefault: boolean;
  /** Whether it gives a member of the rule's value instead of the value: it may have neither a default nor `else`. */
  readonly isPartial: boolean;
  readonly isElse: boolean;
  /** Function parameters; undefined for a rule. */
  readonly args: readonly Term[] | undefined;
  readonly key: Term | undefined;
  readonly value: Term | undefined;
  readonly expressions: readonly Expression[];
  readonly otherwise: readonly RuleBody[];
  /** Titles of METADATA blocks on it. */
  readonly titles: readonly string[];
}

export interface Expression {
  readonly isNegated: boolean;
  readonly terms: unknown;
  readonly with: readonly { target: Term; value: Term }[];
  readonly location?: Place;
}

export interface Module {
  readonly file: string;
  /** Dotted, such as `data.writ`. */
  readonly package: string;
  readonly packagePath: readonly string[];
  readonly packagePlace: Place;
  readonly rules: readonly RuleBody[];
  /** Full paths of imports by the name they have in the module. */
  readonly imports: ReadonlyMap<string, string>;
  readonly annotations: readonly { scope?: string; title?: string; description?: string }[];
  /** Comment text by row. */
  readonly comments: ReadonlyMap<number, string>;
}

type Raw = Record<string, unknown>;

export function readModule(file: string, tree: Json): Module {
  const raw = tree as unknown as Raw;
  const pack = raw['package'] as { location: Place; path: Term[] };
  const packagePath = pack.path.map((part) => String(part.value));
  return {
    file,
    package: packagePath.join('.'),
    packagePath,
    packagePlace: at(file, pack.location),
    rules: list(raw['rules']).map((rule) => readRule(file, rule as Raw, false)),
    imports: readImports(list(raw['imports']) as Raw[]),
    annotations: list(raw['annotations']) as Module['annotations'],
    comments: readComments(list(raw['comments']) as Raw[]),
  };
}

function readRule(file: string, raw: Raw, isElse: boolean): RuleBody {
  const head = raw['head'] as { ref?: Term[]; name?: string; args?: Term[]; key?: Term; value?: Term; location?: Place };
  const refName = (head.ref ?? []).map((part) => String(part.value)).slice(0, 1)[0];
  const annotations = list(raw['annotations']) as { title?: string }[];
  return {
    name: refName ?? head.name ?? '',
    place: at(file, (raw['location'] ?? head.location) as Place | undefined),
    isDefault: raw['default'] === true,
    isPartial: head.key !== undefined || (head.ref ?? []).length > 1,
    isElse,
    args: head.args,
    key: head.key,
    value: head.value,
    expressions: list(raw['body']).map((expression) => readExpression(expression as Raw)),
    otherwise: raw['else'] === undefined ? [] : [readRule(file, raw['else'] as Raw, true)],
    titles: annotations.flatMap(({ title }) => (title === undefined ? [] : [title])),
  };
}

function readExpression(raw: Raw): Expression {
  return {
    isNegated: raw['negated'] === true,
    terms: raw['terms'],
    with: list(raw['with']) as { target: Term; value: Term }[],
    ...(raw['location'] !== undefined && { location: raw['location'] as Place }),
  };
}

function readImports(raw: readonly Raw[]): Map<string, string> {
  return new Map(
    raw.map((entry) => {
      const path = ((entry['path'] as Term).value as Term[]).map((part) => String(part.value));
      return [typeof entry['alias'] === 'string' ? entry['alias'] : path.at(-1)!, path.join('.')];
    }),
  );
}

function readComments(raw: readonly Raw[]): Map<number, string> {
  return new Map(
    raw.map((entry) => [(entry['Location'] as Place).row, Buffer.from(String(entry['Text']), 'base64').toString('utf8').trim()]),
  );
}

function at(file: string, place: Place | undefined): Place {
  return { file, row: place?.row ?? 1, col: place?.col ?? 1 };
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A definition and what follows its `else`, in the order in which they are tried. */
export function branchesOf(body: RuleBody): RuleBody[] {
  return [body, ...body.otherwise.flatMap(branchesOf)];
}

/** All definitions of a module, those after `else` too. */
export function bodiesOf({ rules }: Module): RuleBody[] {
  return rules.flatMap(branchesOf);
}

/** Every term beneath a part of a tree, in the order of the text. */
export function* termsIn(node: unknown): Generator<Term> {
  if (Array.isArray(node)) {
    for (const item of node) yield* termsIn(item);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const { type, value } = node as { type?: unknown; value?: unknown };
  if (typeof type === 'string' && value !== undefined) yield node as Term;
  // The head of a reference is no term of its own: in `data.read` nobody mentions all of data.
  if (type === 'ref') return yield* termsIn((value as Term[]).slice(1));
  for (const [name, item] of Object.entries(node)) if (name !== 'location' && name !== 'annotations') yield* termsIn(item);
}

export function termsOf(body: RuleBody): Term[] {
  return [...termsIn([body.args, body.key, body.value, body.expressions])];
}

/** `input.a[_].b` as ['input', 'a', null, 'b']; undefined for anything but a reference. */
export function refPath(term: Term | undefined): (string | null)[] | undefined {
  if (term?.type === 'var') return [String(term.value)];
  if (term?.type !== 'ref') return undefined;
  return (term.value as Term[]).map((part, i) =>
    part.type === 'string' || (i === 0 && part.type === 'var') ? String(part.value) : null,
  );
}

/** A call of a named function or operator, wherever it stands. */
export interface Call {
  readonly name: string;
  readonly args: readonly Term[];
  readonly location?: Place;
}

/** Calls in expressions and inside terms, in the order of the text. */
export function* callsIn(node: unknown): Generator<Call> {
  if (Array.isArray(node)) {
    for (const item of node) yield* callsIn(item);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const { type, value, terms, location } = node as { type?: unknown; value?: unknown; terms?: unknown; location?: Place };
  const parts = type === 'call' ? value : Array.isArray(terms) ? terms : undefined;
  if (Array.isArray(parts)) {
    const [head, ...args] = parts as Term[];
    const name = refPath(head)?.join('.');
    if (name !== undefined) yield { name, args, ...(location && { location }) };
  }
  for (const [key, item] of Object.entries(node)) if (key !== 'location' && key !== 'annotations') yield* callsIn(item);
}

/** The constant a term is, undefined when it depends on anything. */
export function constantOf(term: Term | undefined): Json | undefined {
  if (!term) return undefined;
  if (['string', 'number', 'boolean', 'null'].includes(term.type)) return (term.value ?? null) as Json;
  if (term.type === 'array') return all((term.value as Term[]).map(constantOf));
  if (term.type !== 'object') return undefined;
  const pairs = (term.value as [Term, Term][]).map(([key, value]) => [constantOf(key), constantOf(value)] as const);
  if (pairs.some(([key, value]) => typeof key !== 'string' || value === undefined)) return undefined;
  return Object.fromEntries(pairs as [string, Json][]);
}

function all(values: (Json | undefined)[]): Json[] | undefined {
  return values.every((value) => value !== undefined) ? (values as Json[]) : undefined;
}

/** Members of an object literal by their constant names; members with computed names are left out. */
export function literalMembers(term: Term | undefined): Map<string, Term> | undefined {
  if (term?.type !== 'object') return undefined;
  const pairs = (term.value as [Term, Term][]).filter(([key]) => key.type === 'string');
  return new Map(pairs.map(([key, value]) => [String(key.value), value]));
}

/** Inputs that tests give as constants: `with input as {...}`. */
export function inputsOfTests(tests: readonly Module[]): Json[] {
  const found = tests.flatMap((module) =>
    [...withIn(module.rules)].flatMap(({ target, value }) => {
      const constant = refPath(target)?.join('.') === 'input' ? constantOf(value) : undefined;
      return isObject(constant) ? [constant] : [];
    }),
  );
  return [...new Map(found.map((input) => [JSON.stringify(input), input])).values()].slice(0, 200);
}

function* withIn(node: unknown): Generator<{ target: Term; value: Term }> {
  if (Array.isArray(node)) for (const item of node) yield* withIn(item);
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
  for (const [name, item] of Object.entries(node)) {
    if (name === 'with' && Array.isArray(item)) yield* item as { target: Term; value: Term }[];
    else if (name !== 'location') yield* withIn(item);
  }
}
