import { hasEscapedName, parseJson as parseAny } from '#libs/exact-json';
import { spend } from '../fuel.js';
import { isNumber, parseNumber } from '../formats/numbers.js';
import { setOwn } from '../objects.js';
import { type RegoRecord, type Value, isList } from '../values.js';

/** Parses JSON and keeps numbers exact and as they are written. Throws SyntaxError; repeated keys keep the last value. */
export function parseJson(text: string): Value {
  if (/\\u[dD][89a-fA-F]/.test(text)) return wellFormed(parseDigits(text));
  return parseDigits(text);
}

/** Half a surrogate pair is no character: as in Go, U+FFFD stands for it. */
function wellFormed(value: Value): Value {
  spend(2);
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value !== 'object' || value === null || isNumber(value)) return value;
  if (isList(value)) return value.map(wellFormed);
  const record: RegoRecord = {};
  for (const [key, item] of Object.entries(value as RegoRecord)) setOwn(record, key.toWellFormed(), wellFormed(item));
  return record;
}

function parseDigits(text: string): Value {
  if (isExact(text)) return parseAny(text) as Value;
  return parseAny(text, (value, source) => parseNumber(source) ?? value) as Value;
}

/** True when the numbers of a text need no care, so that it can be parsed at full speed. */
function isExact(text: string): boolean {
  return !/\d[\d.]{15}|\d[eE]|\.\d*0(?!\d)|-0(?![\d.])/.test(text);
}

/** The same for texts that a policy brings along: paid by their length, and what is no JSON is refused. */
export function readJson(text: string, refused: (problem: string) => never): Value {
  spend(20 + (isExact(text) ? (text.length * 3) >>> 3 : text.length) + (hasEscapedName(text) ? text.length : 0));
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return refused(error.message);
    throw error;
  }
}
