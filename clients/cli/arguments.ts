import { usageError } from './exit.js';

/** Parsers for option values; each throws a usage error that names the option. */
export function jsonObject(text: string, option: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw usageError(`${option} is not JSON`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw usageError(`${option} is not a JSON object`);
  return value as Record<string, unknown>;
}

export function wholeNumber(text: string, option: string, min: number, max = Number.MAX_SAFE_INTEGER): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value) || value < min || value > max) {
    throw usageError(`${option} is not a whole number from ${min}${max === Number.MAX_SAFE_INTEGER ? '' : ` to ${max}`}`);
  }
  return value;
}

/** POSITION:CHAIN, e.g. from a receipt: a whole number and 64 hex digits. */
export function trustedHead(text: string): { position: number; chain: string } {
  const [, position, chain] = /^(\d{1,16}):([0-9a-f]{64})$/i.exec(text) ?? [];
  if (position === undefined || chain === undefined)
    throw usageError('--head is not POSITION:CHAIN (a number, a colon, 64 hex digits)');
  return { position: wholeNumber(position, '--head', 0), chain: chain.toLowerCase() };
}

export function oneOf<T extends string>(text: string, option: string, allowed: readonly T[]): T {
  const found = allowed.find((value) => value === text);
  if (found === undefined) throw usageError(`${option} is not one of ${allowed.join(', ')}`);
  return found;
}
