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
  identityOf,
  keyOf,
  only,
  orderOf,
  settled,
  settledValue,
  truth,
  UNDEFINED,
  type Option,
  type Shape,
  type Symbolic,
} from './symbolic-values.js';
import { Sums } from './sums.js';
import { patternOf, TextTests } from './text-tests.js';
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

/** What built-ins answer: exactly where that follows from the values, else anything of the right type. */
export class BuiltInCalls {
  private readonly memo = new Map<string, Symbolic>();
  readonly tests: TextTests;
  readonly tried: TriedConstants;
  readonly sums: Sums;
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
    this.sums = new Sums(of);
    this.tests = new TextTests(of);
    this.tried = new TriedConstants(of, comparisons, parts);
    for (const { name, decl } of capabilities.document().builtins) this.results.set(name, kindsOf(decl.result));
  }

  /** What every argument is there for; undefined where the call has no answer. */
  call(name: string, args: readonly Symbolic[], place: string): Symbolic {
    return this.exact(name, args) ?? this.general(name, args, place);
  }

  /** What a list was sorted from, where it is known to be one that was sorted. */
  sortedFrom(list: Unknown): Shape | undefined {
    return this.sorted.get(list);
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
      case 'array.concat':
        return this.joinedLists(a, b);
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

  /** Of lists of which the members are known; what is sorted has those of what it was made of. */
  private joinedLists(a: Symbolic, b: Symbolic): Symbolic | undefined {
    const lists = [a, b].map(({ options }) => options.map(({ when, shape }) => ({ when, list: this.listIn(shape) })));
    const [first = [], second = []] = lists;
    if (lists.flat().some(({ list }) => !list) || first.length * second.length > MAX_COMBINATIONS) return undefined;
    if (settledValue(a) !== undefined && settledValue(b) !== undefined) return undefined;
    const { formulas } = this.of;
    const cases = first.flatMap((x) =>
      second.map((y) => ({
        when: formulas.and(x.when, y.when),
        value: only({
          is: 'array',
          members: [...x.list!.members, ...y.list!.members],
          more: formulas.or(x.list!.more, y.list!.more),
          isOrdered: x.list!.isOrdered && y.list!.isOrdered,
          order: `${orderOf(x.list!)}, ${orderOf(y.list!)}`,
        }),
      })),
    );
    return anyOf(formulas, cases);
  }

  private listIn(shape: Shape): Extract<Shape, { is: 'array' }> | undefined {
    if (shape.is === 'array') return shape;
    const value = settled(shape);
    if (Array.isArray(value))
      return {
        is: 'array',
        members: (value as Value[]).map((one) => ({ when: TRUE, value: constant(one) })),
        more: FALSE,
        isOrdered: true,
      };
    const from = shape.is === 'unknown' ? this.sorted.get(shape.unknown) : undefined;
    return from?.is === 'set' || from?.is === 'array'
      ? { is: 'array', members: from.members, more: from.more, isOrdered: false, order: `sorted ${identityOf(from)}` }
      : undefined;
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
    this.sums.call(name, shapes, made);
    const test = patternOf(name, values);
    const subject = test && shapes[test.subject];
    if (subject?.is === 'unknown') this.tests.add(subject.unknown, test!.pattern, this.comparisons.equal(made, constant(true)));
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
    if (this.isOfNumbers(name, shapes)) {
      const made = this.of.value(why, ['missing', 'number']);
      const areNumbers = formulas.and(...shapes.map((shape) => this.comparisons.is(shape, 'number')));
      this.sums.inRange.push(formulas.implies(areNumbers, made.defined));
      return { ...made, defined: formulas.and(areNumbers, made.defined) };
    }
    if (!isOfTexts(name, shapes)) return this.of.value(why, ['missing', ...kinds]);
    // Of a pattern, what is settled is known to be taken, the delimiters of a glob among it.
    const asked = OF_TEXTS.has(name) ? shapes : shapes.filter((shape) => settled(shape) === undefined);
    const areTexts = formulas.and(...asked.map((shape) => this.comparisons.is(shape, 'string')));
    return { ...this.of.value(why, kinds), defined: areTexts };
  }

  /** Without an answer for what is no number. `minus` takes sets, too. */
  private isOfNumbers(name: string, shapes: readonly Shape[]): boolean {
    const isNumber = (shape: Shape): boolean => this.comparisons.is(shape, 'number') === TRUE;
    return name === 'plus' || name === 'mul' || (name === 'minus' && shapes.some(isNumber));
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
  if (OF_TEXTS.has(name)) return true;
  const values = shapes.map(settled);
  const test = patternOf(name, values);
  // A pattern that is none has no answer for any text.
  const called =
    test &&
    callBuiltin(
      name,
      values.map((value, i) => (i === test.subject ? '' : value!)),
    );
  return called !== undefined && called !== 'costly' && called.answer !== undefined;
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
