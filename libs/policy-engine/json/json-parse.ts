import { spend } from '../fuel.js';
import { parseNumber } from '../formats/numbers.js';
import type { Value } from '../values.js';

type SourceReviver = (key: string, value: Value, context?: { source?: string }) => Value;

/** Parses JSON and keeps numbers exact and as they are written. Throws SyntaxError; repeated keys keep the last value. */
export function parseJson(text: string): Value {
  if (isExact(text)) return JSON.parse(text) as Value;
  const keepDigits: SourceReviver = (_, value, context) => {
    return typeof value === 'number' && context?.source !== undefined ? (parseNumber(context.source) ?? value) : value;
  };
  return JSON.parse(text, keepDigits as (key: string, value: unknown) => unknown) as Value;
}

/** True when the numbers of a text need no care, so that it can be parsed at full speed. */
function isExact(text: string): boolean {
  return !/\d[\d.]{15}|\d[eE]|\.\d*0(?!\d)|-0(?![\d.])/.test(text);
}

/** The same for texts that a policy brings along: paid by their length, and what is no JSON is refused. */
export function readJson(text: string, refused: (problem: string) => never): Value {
  spend(20 + (isExact(text) ? (text.length * 3) >>> 3 : text.length));
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return refused(error.message);
    throw error;
  }
}
