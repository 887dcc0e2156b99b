import { canonicalText, compareValues, isObject, numberText, objectEntries, typeName, type Value } from '#libs/policy-engine';
import type { Approximations } from './approximations.js';
import { FALSE, TRUE, type Formula, type Term } from './formulas.js';
import { constant, keyOf, orderOf, settled, settledValue, type Shape, type Symbolic } from './symbolic-values.js';
import { KINDS, type Kind, type Unknown } from './unknowns.js';

/** Pairs that are compared one by one at most. */
const MAX_PAIRS = 40_000;

/** When two values are the same, and when one comes before the other, in Rego's total order over all kinds. */
export class Comparisons {
  private readonly memo = new Map<string, Formula>();

  constructor(private readonly of: Approximations) {}

  /** True where both are there and the same. */
  equal(a: Symbolic, b: Symbolic): Formula {
    const { formulas } = this.of;
    const both = formulas.and(a.defined, b.defined);
    if (both === FALSE || a.options === b.options) return both;
    if (a.options.length * b.options.length > MAX_PAIRS) return this.of.free('a comparison of too many values');
    const constants = new Map<string, Formula>();
    for (const { when, shape } of b.options) if (shape.is === 'constant') constants.set(shape.key, when);
    const same: Formula[] = [];
    for (const x of a.options) {
      if (x.shape.is === 'constant') {
        const other = constants.get(x.shape.key);
        if (other !== undefined) same.push(formulas.and(x.when, other));
      }
      for (const y of b.options) {
        if (x.shape.is === 'constant' && y.shape.is === 'constant') continue;
        same.push(formulas.and(x.when, y.when, this.sameShape(x.shape, y.shape)));
      }
    }
    return formulas.and(both, formulas.or(...same));
  }

  /** True where both are there and the first is less. */
  less(a: Symbolic, b: Symbolic): Formula {
    const { formulas } = this.of;
    const both = formulas.and(a.defined, b.defined);
    if (both === FALSE) return FALSE;
    if (a.options.length * b.options.length > MAX_PAIRS) return this.of.free('a comparison of too many values');
    const less = a.options.flatMap((x) => b.options.map((y) => formulas.and(x.when, y.when, this.lessShape(x.shape, y.shape))));
    return formulas.and(both, formulas.or(...less));
  }

  is(shape: Shape, kind: Kind): Formula {
    if (shape.is === 'unknown') return this.of.unknowns.is(shape.unknown, kind);
    return kindOf(shape) === kind ? TRUE : FALSE;
  }

  /** True where the value is there and of the kind. */
  isKind(value: Symbolic, kind: Kind): Formula {
    const { formulas } = this.of;
    return formulas.and(
      value.defined,
      formulas.or(...value.options.map(({ when, shape }) => formulas.and(when, this.is(shape, kind)))),
    );
  }

  private sameShape(x: Shape, y: Shape): Formula {
    if (x === y) return TRUE;
    const { formulas, unknowns } = this.of;
    if (x.is === 'unknown') {
      if (y.is === 'unknown') return x.unknown === y.unknown ? TRUE : this.sameUnknowns(x.unknown, y.unknown);
      const { unknown } = x;
      const value = settled(y);
      if (value !== undefined) return this.isValue(unknown, value, y.is === 'constant' ? y.key : undefined);
      const kind = kindOf(y);
      return formulas.and(unknowns.is(unknown, kind), this.of.free(`whether ${unknown.name} is a ${kind} that was built`));
    }
    if (y.is === 'unknown') return this.sameShape(y, x);
    if (kindOf(x) !== kindOf(y)) return FALSE;
    const key = keyOf(x);
    if (key !== undefined && key === keyOf(y)) return TRUE;
    const [a, b] = [settled(x), settled(y)];
    if (a !== undefined && b !== undefined) return compareValues(a, b) === 0 ? TRUE : FALSE;
    const isSame = this.sameMembers(x, y);
    if (isSame !== undefined) return isSame;
    return formulas.or(this.pairedMembers(x, y), this.of.free(`whether a ${kindOf(x)} is the same as another`));
  }

  /** Where each of two collections has member for member what the other one has; they may be the same otherwise, too. */
  private pairedMembers(x: Shape, y: Shape): Formula {
    const { formulas } = this.of;
    if ((x.is !== 'array' && x.is !== 'set') || x.is !== y.is) return FALSE;
    if (x.members.length !== y.members.length || x.more !== FALSE || y.more !== FALSE) return FALSE;
    if (x.is === 'array' && y.is === 'array' && orderOf(x) !== orderOf(y)) return FALSE;
    const pairs = x.members.map(({ when, value }, i) => {
      const other = y.members[i]!;
      return formulas.choice(when, formulas.and(other.when, this.equal(value, other.value)), -other.when);
    });
    return formulas.and(...pairs);
  }

  /** Of two objects whose names are known. */
  private sameMembers(x: Shape, y: Shape): Formula | undefined {
    const [a, b] = [membersByName(x), membersByName(y)];
    if (!a || !b) return undefined;
    if (a.size !== b.size || [...a.keys()].some((name) => !b.has(name))) return FALSE;
    return this.of.formulas.and(...[...a].map(([name, value]) => this.equal(value, b.get(name)!)));
  }

  private isValue(unknown: Unknown, value: Value, key: string | undefined): Formula {
    const { formulas, unknowns } = this.of;
    const kind = kindOfValue(value);
    const isKind = unknowns.is(unknown, kind);
    if (isKind === FALSE || kind === 'null') return isKind;
    if (kind === 'boolean') return formulas.and(isKind, value === true ? unknown.truth : -unknown.truth);
    if (kind === 'string') return unknowns.isText(unknown, value as string);
    if (kind === 'number')
      return formulas.and(isKind, formulas.atom({ is: '=', sort: 'number', a: { of: unknown.id }, b: numberTerm(value) }));
    return formulas.and(isKind, this.once(`v${unknown.id} ${key ?? ''}`, `whether ${unknown.name} is a certain ${kind}`));
  }

  private sameUnknowns(x: Unknown, y: Unknown): Formula {
    const [a, b] = x.id < y.id ? [x, y] : [y, x];
    const { formulas, unknowns } = this.of;
    const cases = KINDS.filter((kind) => kind !== 'missing' && a.kinds.has(kind) && b.kinds.has(kind)).map((kind) => {
      const both = formulas.and(unknowns.is(a, kind), unknowns.is(b, kind));
      if (kind === 'null') return both;
      if (kind === 'boolean') return formulas.and(both, formulas.choice(a.truth, b.truth, -b.truth));
      if (kind === 'number' || kind === 'string') return formulas.and(both, this.atom('=', kind, { of: a.id }, { of: b.id }));
      return formulas.and(both, this.once(`u${a.id} ${b.id}`, `whether ${a.name} and ${b.name} are the same ${kind}`));
    });
    return formulas.or(...cases);
  }

  private lessShape(x: Shape, y: Shape): Formula {
    const { formulas } = this.of;
    const [a, b] = [settled(x), settled(y)];
    if (a !== undefined && b !== undefined) return compareValues(a, b) < 0 ? TRUE : FALSE;
    const kinds = KINDS.slice(1);
    return formulas.or(
      ...kinds.flatMap((kind, rank) => {
        const left = this.is(x, kind);
        if (left === FALSE) return [];
        const higher = kinds.slice(rank + 1).map((other) => formulas.and(left, this.is(y, other)));
        return [...higher, formulas.and(left, this.is(y, kind), this.lessIn(kind, x, y))];
      }),
    );
  }

  private lessIn(kind: Kind, x: Shape, y: Shape): Formula {
    const { formulas } = this.of;
    if (kind === 'null') return FALSE;
    if (x.is === 'unknown' && y.is === 'unknown' && x.unknown === y.unknown) return FALSE;
    if (kind === 'boolean') return formulas.and(-truthOf(x), truthOf(y));
    if (kind === 'number' || kind === 'string') {
      const [a, b] = [termOf(kind, x), termOf(kind, y)];
      if (a && b) return this.atom('<', kind, a, b);
      return FALSE;
    }
    return this.of.free(`which of two values of kind ${kind} comes first`);
  }

  private atom(is: '=' | '<', kind: 'number' | 'string', a: Term, b: Term): Formula {
    return this.of.formulas.atom({ is, sort: kind === 'string' ? 'text' : 'number', a, b });
  }

  private once(key: string, why: string): Formula {
    const known = this.memo.get(key);
    if (known !== undefined && !key.endsWith(' ')) return known;
    const made = this.of.free(why);
    this.memo.set(key, made);
    return made;
  }
}

function kindOfValue(value: Value): Kind {
  return typeName(value);
}

function kindOf(shape: Exclude<Shape, { is: 'unknown' }>): Kind {
  return shape.is === 'constant' ? kindOfValue(shape.value) : shape.is;
}

function truthOf(shape: Shape): Formula {
  if (shape.is === 'unknown') return shape.unknown.truth;
  return shape.is === 'constant' && shape.value === true ? TRUE : FALSE;
}

function termOf(kind: 'number' | 'string', shape: Shape): Term | undefined {
  if (shape.is === 'unknown') return shape.unknown.kinds.has(kind) ? { of: shape.unknown.id } : undefined;
  if (shape.is !== 'constant' || kindOfValue(shape.value) !== kind) return undefined;
  return kind === 'string' ? { text: shape.value as string } : numberTerm(shape.value);
}

function numberTerm(value: Value): Term {
  return { number: numberText(value as number) };
}

function membersByName(shape: Shape): Map<string, Symbolic> | undefined {
  if (shape.is === 'constant' && isObject(shape.value)) {
    return new Map(objectEntries(shape.value).map(([key, value]) => [canonicalText(key), constant(value)]));
  }
  if (shape.is !== 'object' || shape.more !== FALSE) return undefined;
  const members = new Map<string, Symbolic>();
  for (const { when, key, value } of shape.entries) {
    const name = when === TRUE && value.defined === TRUE ? settledValue(key) : undefined;
    if (name === undefined) return undefined;
    members.set(canonicalText(name), value);
  }
  return members;
}
