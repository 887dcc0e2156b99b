import { callBuiltin, capabilities, type Value } from '#libs/policy-engine';
import type { Approximations } from './approximations.js';
import type { Comparisons } from './comparisons.js';
import { FALSE, TRUE, type Formula } from './formulas.js';
import type { InputParts } from './input-parts.js';
import type { Lookups } from './lookups.js';
import type { Sizes } from './sizes.js';
import {
  anyOf,
  constant,
  keyOf,
  settled,
  settledValue,
  truth,
  UNDEFINED,
  type Option,
  type Shape,
  type Symbolic,
} from './symbolic-values.js';
import { TriedConstants } from './tried-constants.js';
import { KINDS, type Kind, type Unknown } from './unknowns.js';

/** Combinations of values that a built-in is called with one by one at most. */
const MAX_COMBINATIONS = 512;

/** Without an answer for what is no text, and with one for all texts. */
const OF_TEXTS = new Set([
  'startswith',
  'endswith',
  'contains',
  'lower',
  'upper',
  'trim',
  'trim_prefix',
  'trim_suffix',
  'trim_space',
]);
/** Formats that always give a text. */
const PLAIN_FORMAT = /^(?:[^%]|%[sdvq%])*$/;
const KIND_TESTS: Readonly<Record<string, Kind>> = {
  is_array: 'array',
  is_boolean: 'boolean',
  is_null: 'null',
  is_number: 'number',
  is_object: 'object',
  is_set: 'set',
  is_string: 'string',
};

/** A call that tells one text of the input from others, and when it says yes. */
export interface TextTest {
  readonly unknown: Unknown;
  readonly name: string;
  readonly text: string;
  readonly holds: Formula;
}

/** What built-ins answer: exactly where that follows from the values, else anything of the right type. */
export class BuiltInCalls {
  private readonly memo = new Map<string, Symbolic>();
  readonly tests: TextTest[] = [];
  readonly tried: TriedConstants;
  /** What was sorted, by the list that came of it. */
  private readonly sorted = new Map<Unknown, Shape>();
  private readonly results = new Map<string, readonly Kind[]>();

  constructor(
    private readonly of: Approximations,
    private readonly comparisons: Comparisons,
    private readonly lookups: Lookups,
    private readonly sizes: Sizes,
    parts: InputParts,
  ) {
    this.tried = new TriedConstants(of, comparisons, parts);
    for (const { name, decl } of capabilities.document().builtins) this.results.set(name, kindsOf(decl.result));
  }

  /** What every argument is there for; undefined where the call has no answer. */
  call(name: string, args: readonly Symbolic[], place: string): Symbolic {
    return this.exact(name, args) ?? this.general(name, args, place);
  }

  private exact(name: string, args: readonly Symbolic[]): Symbolic | undefined {
    const [a = UNDEFINED, b = UNDEFINED, c = UNDEFINED] = args;
    const { comparisons } = this;
    switch (name) {
      case 'equal':
        return truth(comparisons.equal(a, b));
      case 'neq':
        return truth(-comparisons.equal(a, b));
      case 'lt':
        return truth(comparisons.less(a, b));
      case 'gt':
        return truth(comparisons.less(b, a));
      case 'lte':
        return truth(-comparisons.less(b, a));
      case 'gte':
        return truth(-comparisons.less(a, b));
      case 'internal.member_2':
        return truth(this.lookups.isMember(a, b));
      case 'internal.member_3':
        return truth(comparisons.equal(this.lookups.find(c, a), b));
      case 'internal.print':
        return constant(true);
      case 'count':
        return this.sizes.size(a);
      case 'object.get':
        return this.objectGet(a, b, c);
      default:
        return name in KIND_TESTS ? truth(comparisons.isKind(a, KIND_TESTS[name]!)) : undefined;
    }
  }

  /** A path that is a list is walked, anything else is one key. */
  private objectGet(source: Symbolic, key: Symbolic, fallback: Symbolic): Symbolic | undefined {
    const { formulas } = this.of;
    const path = settledValue(key);
    if (path === undefined && key.options.some(({ shape }) => this.comparisons.is(shape, 'array') !== FALSE)) return undefined;
    let found = source;
    for (const step of Array.isArray(path) ? (path as Value[]).map(constant) : [key]) found = this.lookups.find(found, step);
    const isObject = this.comparisons.isKind(source, 'object');
    return anyOf(formulas, [
      { when: formulas.and(isObject, found.defined), value: { ...found, defined: TRUE } },
      { when: formulas.and(isObject, -found.defined), value: fallback },
    ]);
  }

  private general(name: string, args: readonly Symbolic[], place: string): Symbolic {
    const { formulas } = this.of;
    const count = args.reduce((product, { options }) => product * options.length, 1);
    if (count > MAX_COMBINATIONS) return this.anything(name, `${name} of too many values${place}`);
    let combinations: { when: Formula; shapes: Shape[] }[] = [{ when: TRUE, shapes: [] }];
    for (const { options } of args)
      combinations = combinations.flatMap(({ when, shapes }) =>
        options.map((option: Option) => ({ when: formulas.and(when, option.when), shapes: [...shapes, option.shape] })),
      );
    const cases = combinations
      .filter(({ when }) => when !== FALSE)
      .map(({ when, shapes }) => ({ when, value: this.ofShapes(name, shapes, place) }));
    return anyOf(formulas, cases);
  }

  private ofShapes(name: string, shapes: readonly Shape[], place: string): Symbolic {
    const values = shapes.map(settled);
    if (values.every((value) => value !== undefined)) {
      const called = callBuiltin(name, values);
      if (called !== 'costly') return called.answer === undefined ? UNDEFINED : constant(called.answer);
    }
    const keys = shapes.map(keyOf);
    if (keys.includes(undefined)) return this.anything(name, `${name}${place}`, shapes);
    const key = JSON.stringify([name, keys]);
    const known = this.memo.get(key);
    if (known) return known;
    const made = this.anything(name, `${name}${place}`, shapes);
    this.memo.set(key, made);
    this.tried.call(name, shapes, made);
    const [subject, other] = name === 'regex.match' ? shapes.toReversed() : shapes;
    const text = other && settled(other);
    if (subject?.is === 'unknown' && typeof text === 'string')
      this.tests.push({ unknown: subject.unknown, name, text, holds: this.comparisons.equal(made, constant(true)) });
    return made;
  }

  private anything(name: string, why: string, shapes: readonly Shape[] = []): Symbolic {
    const { formulas } = this.of;
    const kinds = this.results.get(name) ?? KINDS.slice(1);
    if (isTotal(name, shapes) || this.joinsTexts(name, shapes)) return this.of.value(why, kinds);
    const [source] = shapes;
    if (name === 'sort' && (source?.is === 'set' || source?.is === 'array')) {
      const list = this.of.value(why, kinds);
      const shape = list.options[0]?.shape;
      if (shape?.is === 'unknown') this.sorted.set(shape.unknown, source);
      return list;
    }
    if (!isOfTexts(name, shapes)) return this.of.value(why, ['missing', ...kinds]);
    const areTexts = formulas.and(...shapes.map((shape) => this.comparisons.is(shape, 'string')));
    return { ...this.of.value(why, kinds), defined: areTexts };
  }

  /** Texts between which a text is put are a text. */
  private joinsTexts(name: string, [delimiter, list]: readonly Shape[]): boolean {
    if (name !== 'concat' || !delimiter || !list || this.comparisons.is(delimiter, 'string') !== TRUE) return false;
    const from = list.is === 'unknown' ? this.sorted.get(list.unknown) : list;
    if (from?.is !== 'set' && from?.is !== 'array') return false;
    const isText = ({ value }: { readonly value: Symbolic }): boolean =>
      value.options.every(({ shape }) => this.comparisons.is(shape, 'string') === TRUE);
    return from.more === FALSE && from.members.every(isText);
  }
}

function isOfTexts(name: string, shapes: readonly Shape[]): boolean {
  if (shapes.length === 0) return false;
  const pattern = name === 'regex.match' ? settled(shapes[0]!) : undefined;
  if (pattern === undefined) return OF_TEXTS.has(name);
  const called = callBuiltin('regex.is_valid', [pattern]);
  return called !== 'costly' && called.answer === true;
}

function isTotal(name: string, shapes: readonly Shape[]): boolean {
  if (name !== 'sprintf') return false;
  const format = shapes[0] && settled(shapes[0]);
  return typeof format === 'string' && PLAIN_FORMAT.test(format) && shapes[1]?.is === 'array';
}

function kindsOf(type: { readonly type: string } | undefined): readonly Kind[] {
  const kind = type?.type as Kind | undefined;
  return kind && KINDS.includes(kind) ? [kind] : KINDS.slice(1);
}
