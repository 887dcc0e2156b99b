import { dot, isObject, objectEntries, RegoSet, type Value } from '#libs/policy-engine';
import type { Approximations } from './approximations.js';
import type { Comparisons } from './comparisons.js';
import { FALSE, TRUE, type Formula } from './formulas.js';
import type { InputParts } from './input-parts.js';
import {
  anyOf,
  constant,
  constantShape,
  only,
  settled,
  tidy,
  type Option,
  type Shape,
  type Symbolic,
  UNDEFINED,
} from './symbolic-values.js';
import type { Unknown } from './unknowns.js';

/** Entries of a constant that an unknown key is compared with, and pairs of collection and key, at most. */
const MAX_ENTRIES = 5_000;
const MAX_PAIRS = 20_000;
const DIGITS = /^[+-]?\d+$/;

/** What is found in a value under a key. */
export class Lookups {
  private readonly memo = new Map<string, Symbolic>();

  constructor(
    private readonly of: Approximations,
    private readonly comparisons: Comparisons,
    private readonly parts: InputParts,
  ) {}

  find(source: Symbolic, key: Symbolic): Symbolic {
    const { formulas } = this.of;
    const both = formulas.and(source.defined, key.defined);
    if (both === FALSE) return UNDEFINED;
    if (source.options.length * key.options.length > MAX_PAIRS) return this.of.value('a lookup in too many values');
    const cases = source.options.flatMap((from) =>
      key.options.map((name) => ({
        when: formulas.and(both, from.when, name.when),
        value: this.inShape(from.shape, name.shape),
      })),
    );
    return anyOf(formulas, cases);
  }

  /** Whether a value is a member of a collection, or a value of an object, as `in` tells it. */
  isMember(value: Symbolic, collection: Symbolic): Formula {
    const { formulas } = this.of;
    const cases = collection.options.map(({ when, shape }) => formulas.and(when, this.isIn(value, shape)));
    return formulas.and(value.defined, collection.defined, formulas.or(...cases));
  }

  private isIn(value: Symbolic, shape: Shape): Formula {
    const { formulas } = this.of;
    const isOneOf = (members: readonly { when: Formula; value: Symbolic }[]): Formula =>
      formulas.or(...members.map((member) => formulas.and(member.when, this.comparisons.equal(member.value, value))));
    if (shape.is === 'unknown') return this.parts.isMember(shape.unknown, value);
    if (shape.is === 'constant') return this.isInConstant(value, shape.value);
    if (shape.is === 'object')
      return shape.more === FALSE && this.hasNoKeyTwice(shape)
        ? isOneOf(shape.entries)
        : this.of.free('whether an object has a value');
    return formulas.or(isOneOf(shape.members), formulas.and(shape.more, this.of.free('whether a value is among others')));
  }

  private isInConstant(value: Symbolic, collection: Value): Formula {
    const members = membersOf(collection);
    if (members.length > MAX_ENTRIES) return this.of.free('whether a value is in a long list');
    const options = new Map<string, Option>();
    for (const member of members) {
      const shape = constantShape(member);
      options.set(shape.is === 'constant' ? shape.key : '', { when: TRUE, shape });
    }
    // They do not exclude each other, which equality with one value does not mind.
    return this.comparisons.equal({ defined: TRUE, options: [...options.values()] }, value);
  }

  private hasNoKeyTwice(shape: Extract<Shape, { is: 'object' }>): boolean {
    const keys = shape.entries.map(({ key }) =>
      key.options.length === 1 && key.options[0]!.shape.is === 'constant' ? key.options[0]!.shape.key : '',
    );
    return !keys.includes('') && new Set(keys).size === keys.length;
  }

  private inShape(source: Shape, key: Shape): Symbolic {
    if (source.is === 'constant') return this.inConstant(source.value, key);
    if (source.is === 'unknown') return this.inUnknown(source.unknown, key);
    if (source.is === 'object') return this.inObject(source, key);
    if (source.is === 'set') return { ...only(key), defined: this.isIn(only(key), source) };
    return this.inArray(source, key);
  }

  private inConstant(source: Value, key: Shape): Symbolic {
    const { formulas } = this.of;
    const name = settled(key);
    if (name !== undefined) return this.byName(source, name);
    if (key.is !== 'unknown')
      return isObject(source) || source instanceof RegoSet ? this.of.value('a lookup by a key that was built') : UNDEFINED;
    if (source instanceof RegoSet) return { ...only(key), defined: this.isIn(only(key), constantShape(source)) };
    if (typeof source !== 'object' || source === null) return UNDEFINED;
    const entries: [Value, Value][] = Array.isArray(source)
      ? source.map((item: Value, i) => [i, item])
      : isObject(source)
        ? objectEntries(source)
        : [];
    if (entries.length > MAX_ENTRIES) return this.of.value('a lookup in a long list');
    const cases = entries.map(([at, item]) => ({ when: this.comparisons.equal(constant(at), only(key)), value: constant(item) }));
    const found = tidy(
      formulas,
      formulas.or(...cases.map(({ when }) => when)),
      cases.map(({ when, value }) => ({ when, shape: value.options[0]!.shape })),
    );
    return this.withOtherSpellings(source, entries, key.unknown, found);
  }

  /** In data itself a number finds the member of that name, and the text of a number the element at that position. */
  private withOtherSpellings(source: Value, entries: readonly [Value, Value][], key: Unknown, found: Symbolic): Symbolic {
    const { formulas } = this.of;
    const kind = Array.isArray(source) ? 'string' : 'number';
    const isPossible =
      key.kinds.has(kind) &&
      (kind === 'string' ? entries.length > 0 : entries.some(([name]) => typeof name === 'string' && /^-?\d/.test(name)));
    if (!isPossible) return found;
    const isKind = this.comparisons.is({ is: 'unknown', unknown: key }, kind);
    return anyOf(formulas, [
      { when: -isKind, value: found },
      { when: isKind, value: this.of.value(`a lookup by a ${kind} that may be a position`) },
    ]);
  }

  private byName(source: Value, name: Value): Symbolic {
    const found = dot(source, name);
    if (found !== undefined) return constant(found);
    const mayBeOtherwise = Array.isArray(source)
      ? typeof name === 'string' && DIGITS.test(name)
      : isObject(source) && typeof name === 'number';
    return mayBeOtherwise ? this.of.value('a lookup by a position written as a text, or a name written as a number') : UNDEFINED;
  }

  private inUnknown(source: Unknown, key: Shape): Symbolic {
    const { formulas, unknowns } = this.of;
    const name = settled(key);
    const isSet = unknowns.is(source, 'set');
    const asSet = isSet === FALSE ? UNDEFINED : { ...only(key), defined: this.parts.isMember(source, only(key)) };
    let rest: Symbolic;
    if (typeof name === 'string') {
      const child = this.of.valueOf(this.parts.child(source, name));
      rest = { ...child, defined: formulas.and(unknowns.is(source, 'object'), child.defined) };
      if (unknowns.is(source, 'array') !== FALSE && DIGITS.test(name) && source.path === undefined)
        rest = this.unclear(source, key);
    } else if (typeof name === 'number' && source.path !== undefined) {
      const child = Number.isInteger(name) && name >= 0 ? this.of.valueOf(this.parts.child(source, `#${name}`)) : UNDEFINED;
      rest = { ...child, defined: formulas.and(unknowns.is(source, 'array'), child.defined) };
    } else rest = this.unclear(source, key);
    return anyOf(formulas, [
      { when: isSet, value: asSet },
      { when: -isSet, value: rest },
    ]);
  }

  /** The same for the same key, whatever it is. */
  private unclear(source: Unknown, key: Shape): Symbolic {
    const { formulas, unknowns } = this.of;
    const label = key.is === 'constant' ? key.key : key.is === 'unknown' ? `u${key.unknown.id}` : undefined;
    const memo = label === undefined ? undefined : `${source.id} ${label}`;
    const known = memo === undefined ? undefined : this.memo.get(memo);
    if (known) return known;
    const found = this.of.value(`a lookup in ${source.name} by a computed key`);
    const holder = formulas.or(unknowns.is(source, 'object'), unknowns.is(source, 'array'));
    const made = { ...found, defined: formulas.and(holder, found.defined) };
    if (memo !== undefined) this.memo.set(memo, made);
    return made;
  }

  private inObject(source: Extract<Shape, { is: 'object' }>, key: Shape): Symbolic {
    const { formulas } = this.of;
    let notYet: Formula = TRUE;
    const cases: { when: Formula; value: Symbolic }[] = [];
    for (const entry of source.entries.toReversed()) {
      const isIt = formulas.and(entry.when, this.comparisons.equal(entry.key, only(key)));
      cases.push({ when: formulas.and(notYet, isIt), value: entry.value });
      notYet = formulas.and(notYet, -isIt);
    }
    if (source.more !== FALSE) {
      const when = formulas.and(source.more, this.of.free('which of the entries of an object is found'));
      return anyOf(formulas, [
        { when, value: this.of.value('a lookup in an object that was built from others') },
        ...cases.map((one) => ({ ...one, when: formulas.and(-when, one.when) })),
      ]);
    }
    return anyOf(formulas, cases);
  }

  private inArray(source: Extract<Shape, { is: 'array' }>, key: Shape): Symbolic {
    const value = settled(source);
    if (value !== undefined) return this.inConstant(value, key);
    const position = settled(key);
    const isKnown = source.isOrdered && source.more === FALSE && source.members.every(({ when }) => when === TRUE);
    if (isKnown && typeof position === 'number') return source.members[position]?.value ?? UNDEFINED;
    return this.of.value('a lookup in a list that was built');
  }
}

function membersOf(collection: Value): readonly Value[] {
  if (Array.isArray(collection)) return collection as Value[];
  if (collection instanceof RegoSet) return collection.sorted();
  return isObject(collection) ? objectEntries(collection).map((entry) => entry[1]) : [];
}
