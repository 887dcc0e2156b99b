import type { JsonObject } from '#libs/event-sourcing';
import { trustedHeadIn, type TrustedHead } from '#libs/evidence';
import { JSON_BOUNDS } from '#libs/exact-json';
import { usageError } from '../exit.js';
import { jsonIn } from './text-file.js';

/** Parsers for option values; each throws a usage error that names the option. */
export function jsonObject(text: string, option: string): JsonObject {
  const value = jsonIn(text, option, { bounds: JSON_BOUNDS });
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw usageError(`${option} is not a JSON object`);
  return value as JsonObject;
}

/** One spelling for one number: no sign, no zeros in front, no other base. */
export function wholeNumber(text: string, option: string, min: number, max = Number.MAX_SAFE_INTEGER): number {
  const value = /^(?:0|[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value) || value < min || value > max) {
    throw usageError(`${option} is not a whole number from ${min}${max === Number.MAX_SAFE_INTEGER ? '' : ` to ${max}`}`);
  }
  return value;
}

/** From 0 to 1, in decimal. */
export function share(text: string, option: string): number {
  if (!/^(?:0(?:\.\d{1,15})?|1(?:\.0{1,15})?|\.\d{1,15})$/.test(text)) throw usageError(`${option} is not a number from 0 to 1`);
  return Number(text);
}

/** Names with commas between them; an empty one is a slip, and none at all would be taken for every one there is. */
export function names(text: string, option: string): string[] {
  const found = text.split(',').map((name) => name.trim());
  if (found.includes('')) throw usageError(`${option} has an empty name in it`);
  return found;
}

/** POSITION:CHAIN, e.g. from a receipt: a whole number and 64 hex digits. */
export function trustedHead(text: string): TrustedHead {
  const head = trustedHeadIn(text);
  if (!head) throw usageError('--head is not POSITION:CHAIN (a number, a colon, 64 hex digits)');
  return head;
}

export function oneOf<T extends string>(text: string, option: string, allowed: readonly T[]): T {
  const found = allowed.find((value) => value === text);
  if (found === undefined) throw usageError(`${option} is not one of ${allowed.join(', ')}`);
  return found;
}
