import { parseNumber } from './numbers.js';
import type { Value } from './values.js';

type SourceReviver = (key: string, value: Value, context?: { source?: string }) => Value;

/** Parses JSON and keeps whole numbers beyond 2^53 exact. Throws SyntaxError; repeated keys keep the last value. */
export function parseJson(text: string): Value {
  if (!/\d{16}|\d[eE]|\d\.0/.test(text)) return JSON.parse(text) as Value;
  const keepDigits: SourceReviver = (_, value, context) => {
    return typeof value === 'number' && context?.source !== undefined ? (parseNumber(context.source) ?? value) : value;
  };
  return JSON.parse(text, keepDigits as (key: string, value: unknown) => unknown) as Value;
}
