import { refuseType } from './errors.js';
import { spend } from './fuel.js';
import { type RegoNumber, int64Of, isNumber, wholeOf } from './formats/numbers.js';
import { type RegoObject, RegoSet, type Value, isObject, typeName } from './values.js';

/** What built-ins are called with; generated code never passes an undefined operand to a declared parameter. */
export type Arg = Value | undefined;
export type Builtin = (...args: Arg[]) => Value | undefined;
export type Family = Record<string, Builtin>;

function wrong(position: number, value: Arg, ...expected: string[]): never {
  const wanted = expected.length === 1 ? expected[0] : `one of {${expected.join(', ')}}`;
  return refuseType(`operand ${position} must be ${wanted} but got ${value === undefined ? 'nothing' : typeName(value)}`);
}

export function text(value: Arg, position: number): string {
  return typeof value === 'string' ? value : wrong(position, value, 'string');
}

export function number(value: Arg, position: number): RegoNumber {
  return isNumber(value) ? value : wrong(position, value, 'number');
}

function notWhole(position: number): never {
  return refuseType(`operand ${position} must be integer number but got floating-point number`);
}

/** A whole number of 64 bits, written without an exponent; the nearest double. */
export function integer(value: Arg, position: number): number {
  const found = int64Of(number(value, position));
  return found === undefined ? notWhole(position) : Number(found);
}

/** A whole number of any size, however it is written. */
export function bigInteger(value: Arg, position: number): bigint {
  return wholeOf(number(value, position)) ?? notWhole(position);
}

export function array(value: Arg, position: number): Value[] {
  return Array.isArray(value) ? value : wrong(position, value, 'array');
}

export function set(value: Arg, position: number): RegoSet {
  return value instanceof RegoSet ? value : wrong(position, value, 'set');
}

export function object(value: Arg, position: number): RegoObject {
  return value !== undefined && isObject(value) ? value : wrong(position, value, 'object');
}

/** The members of an array or a set, in Rego order. */
export function members(value: Arg, position: number): Value[] {
  if (Array.isArray(value)) return value;
  return value instanceof RegoSet ? value.sorted() : wrong(position, value, 'array', 'set');
}

/** The members of an array or set that must all be texts. */
export function texts(value: Arg, position: number): string[] {
  const found = members(value, position);
  spend(found.length >>> 1);
  return found.map((member) => {
    if (typeof member === 'string') return member;
    return refuseType(
      `operand ${position} must be ${Array.isArray(value) ? 'array' : 'set'} of strings but got ${typeName(member)}`,
    );
  });
}

export function numbers(value: Arg, position: number): RegoNumber[] {
  const found = members(value, position);
  spend(found.length);
  return found.map((member) => {
    if (isNumber(member)) return member;
    return refuseType(
      `operand ${position} must be ${Array.isArray(value) ? 'array' : 'set'} of numbers but got ${typeName(member)}`,
    );
  });
}

export function refuseOperand(position: number, value: Arg, ...expected: string[]): never {
  return wrong(position, value, ...expected);
}
