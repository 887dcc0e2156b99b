import { RegoSet, canonicalText, type Value } from '#libs/policy-engine';
import { FALSE, TRUE, type Formula, type Formulas } from './formulas.js';
import type { Unknown } from './unknowns.js';

/** One value or another, depending on formulas. Exactly one option holds where `defined` does. */
export interface Symbolic {
  readonly defined: Formula;
  readonly options: readonly Option[];
}

export interface Option {
  readonly when: Formula;
  readonly shape: Shape;
}

/** Something that is in a collection when a formula holds. */
export interface Member {
  readonly when: Formula;
  readonly value: Symbolic;
}
export interface Entry extends Member {
  readonly key: Symbolic;
}

export type Shape =
  | { readonly is: 'constant'; readonly value: Value; readonly key: string }
  | { readonly is: 'unknown'; readonly unknown: Unknown }
  /** Later entries replace earlier ones of the same key. `more`: there may be others, of which nothing is known. */
  | { readonly is: 'object'; readonly entries: readonly Entry[]; readonly more: Formula }
  | { readonly is: 'set'; readonly members: readonly Member[]; readonly more: Formula }
  /** Where a member may be missing, or the order is not known, positions mean nothing. */
  | {
      readonly is: 'array';
      readonly members: readonly Member[];
      readonly more: Formula;
      readonly isOrdered: boolean;
      /** Of one that is not in order: with the same members and this the same, two lists have them at the same places. */
      readonly order?: string | undefined;
    };

export const UNDEFINED: Symbolic = { defined: FALSE, options: [] };

export function constantShape(value: Value): Shape {
  return { is: 'constant', value, key: canonicalText(value) };
}

export function constant(value: Value): Symbolic {
  return { defined: TRUE, options: [{ when: TRUE, shape: constantShape(value) }] };
}

export function only(shape: Shape): Symbolic {
  return { defined: TRUE, options: [{ when: TRUE, shape }] };
}

export function truth(formula: Formula): Symbolic {
  if (formula === TRUE) return constant(true);
  if (formula === FALSE) return constant(false);
  return {
    defined: TRUE,
    options: [
      { when: formula, shape: constantShape(true) },
      { when: -formula, shape: constantShape(false) },
    ],
  };
}

/** The same without those that cannot be, equal ones together. */
export function tidy(formulas: Formulas, defined: Formula, options: readonly Option[]): Symbolic {
  if (defined === FALSE) return UNDEFINED;
  const kept = new Map<unknown, { when: Formula[]; shape: Shape }>();
  for (const { when, shape } of options) {
    if (when === FALSE) continue;
    const key = shape.is === 'constant' ? shape.key : shape.is === 'unknown' ? shape.unknown : shape;
    const known = kept.get(key);
    if (known) known.when.push(when);
    else kept.set(key, { when: [when], shape });
  }
  return { defined, options: [...kept.values()].map(({ when, shape }) => ({ when: formulas.or(...when), shape })) };
}

/** The first that is there, each under its own condition; conditions exclude each other. */
export function anyOf(formulas: Formulas, cases: readonly { readonly when: Formula; readonly value: Symbolic }[]): Symbolic {
  const real = cases.filter(({ when, value }) => when !== FALSE && value.defined !== FALSE);
  const only_ = real.length === 1 ? real[0] : undefined;
  if (only_) return { defined: formulas.and(only_.when, only_.value.defined), options: only_.value.options };
  const options = real.flatMap(({ when, value }) =>
    value.options.map((option) => ({ when: formulas.and(when, value.defined, option.when), shape: option.shape })),
  );
  return tidy(formulas, formulas.or(...real.map(({ when, value }) => formulas.and(when, value.defined))), options);
}

/** `now` where the condition holds, else what was before. */
export function replaced(formulas: Formulas, condition: Formula, now: Symbolic, before: Symbolic): Symbolic {
  if (condition === TRUE) return now;
  if (condition === FALSE) return before;
  const notBoth = formulas.and(condition, before.defined) === FALSE;
  if (before.defined === FALSE) return { defined: formulas.and(condition, now.defined), options: now.options };
  const other = notBoth ? before.defined : formulas.and(-condition, before.defined);
  return anyOf(formulas, [
    { when: condition, value: now },
    { when: other, value: { defined: TRUE, options: before.options } },
  ]);
}

const settledShapes = new WeakMap<Shape, { readonly value: Value | undefined }>();

/** The value it is whatever the unknowns are, undefined when that depends on them. */
export function settled(shape: Shape): Value | undefined {
  if (shape.is === 'constant') return shape.value;
  const known = settledShapes.get(shape);
  if (known) return known.value;
  const value = settle(shape);
  settledShapes.set(shape, { value });
  return value;
}

function settle(shape: Exclude<Shape, { is: 'constant' }>): Value | undefined {
  if (shape.is === 'unknown' || shape.more !== FALSE) return undefined;
  if (shape.is === 'object') return settledObject(shape.entries);
  const values: Value[] = [];
  for (const { when, value } of shape.members) {
    const known = when === TRUE ? settledValue(value) : undefined;
    if (known === undefined) return undefined;
    values.push(known);
  }
  if (shape.is === 'set') return RegoSet.of(values);
  return shape.isOrdered ? values : undefined;
}

export function settledValue({ defined, options }: Symbolic): Value | undefined {
  return defined === TRUE && options.length === 1 ? settled(options[0]!.shape) : undefined;
}

function settledObject(entries: readonly Entry[]): Value | undefined {
  const object: Record<string, Value> = {};
  for (const { when, key, value } of entries) {
    const [name, known] = when === TRUE ? [settledValue(key), settledValue(value)] : [];
    if (typeof name !== 'string' || known === undefined) return undefined;
    Object.defineProperty(object, name, { value: known, enumerable: true, configurable: true, writable: true });
  }
  return object;
}

/** Longer descriptions of a value are not compared. */
const MAX_KEY = 20_000;

const keys = new WeakMap<Shape, { readonly key: string | undefined }>();

/** The same only for values that are the same whatever the unknowns are; undefined for what would take too long to describe. */
export function keyOf(shape: Shape): string | undefined {
  const known = keys.get(shape);
  if (known) return known.key;
  const key = describe(shape);
  keys.set(shape, { key });
  return key;
}

const numbers = new WeakMap<Shape, number>();
let numbered = 0;

/** As `keyOf`; of what cannot be described, the same for this very value alone. */
export function identityOf(shape: Shape): string {
  const known = keyOf(shape);
  if (known !== undefined) return known;
  const number = numbers.get(shape) ?? (numbered += 1);
  numbers.set(shape, number);
  return `this ${number}`;
}

/** What its members are at the places of. */
export function orderOf(list: Extract<Shape, { is: 'array' }>): string {
  const places = list.isOrdered ? 'in turn' : (list.order ?? identityOf(list));
  return `${places} ${list.members.length}`;
}

function describe(shape: Shape): string | undefined {
  if (shape.is === 'constant') return shape.key;
  if (shape.is === 'unknown') return `u${shape.unknown.id}`;
  const parts =
    shape.is === 'object'
      ? shape.entries.map(({ when, key, value }) => [when, keyOfValue(key), keyOfValue(value)])
      : shape.members.map(({ when, value }) => [when, keyOfValue(value)]);
  // What else is in there, or in which order, need not be the same twice.
  const order = shape.is === 'array' ? (shape.isOrdered ? 'in turn' : shape.order) : '';
  if (shape.more !== FALSE || order === undefined || parts.flat().includes(undefined)) return undefined;
  const key = JSON.stringify([shape.is, order, parts]);
  return key.length > MAX_KEY ? undefined : key;
}

/** The only option is the value wherever there is one, so that how it came about is no part of what it is. */
function keyOfValue({ defined, options }: Symbolic): string | undefined {
  const parts = options.map(({ when, shape }) => [options.length === 1 ? TRUE : when, keyOf(shape)]);
  return parts.flat().includes(undefined) ? undefined : JSON.stringify([defined, parts]);
}
