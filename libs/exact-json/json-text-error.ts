/** Why a text or a value is not the JSON that every reader would take it for. */
export type JsonFault =
  | 'not-utf8'
  | 'byte-order-mark'
  | 'not-json'
  | 'name-twice'
  | 'name-not-accepted'
  | 'lone-surrogate'
  | 'number-beyond-range'
  | 'number-not-exact'
  | 'too-deep'
  | 'too-many-parts'
  /** Only among values that were never a text: a function, a Map, a hole, something that contains itself. */
  | 'not-a-json-value';

export interface JsonPlace {
  /** RFC 6901, of the member or item it is about; '' for the whole. Cut when it is long. */
  readonly pointer: string;
  /** The member name it is about, after unescaping. */
  readonly name?: string;
  /** Of a text: UTF-16 units (of bytes that are no UTF-8: bytes) before the place. */
  readonly offset?: number;
  /** Of a text, both from 1. */
  readonly line?: number;
  readonly column?: number;
}

/** The one way in which reading JSON fails. `message` is a sentence for the person who wrote the text. */
export class JsonTextError extends Error {
  override readonly name = 'JsonTextError';

  constructor(
    readonly reason: JsonFault,
    message: string,
    readonly place: JsonPlace = { pointer: '' },
  ) {
    super(message);
  }
}

const LONGEST_POINTER = 200;
const LONGEST_QUOTE = 60;

export function pointerOf(path: readonly (string | number)[]): string {
  let pointer = '';
  for (const step of path) {
    pointer += `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (pointer.length > LONGEST_POINTER) return shown(pointer, LONGEST_POINTER);
  }
  return shown(pointer, LONGEST_POINTER);
}

/** Hostile text inside a sentence: cut between characters, and what nobody would see is named. */
export function shown(text: string, longest = LONGEST_QUOTE): string {
  let out = '';
  for (const character of text) {
    if (out.length + character.length > longest) return `${out}…`;
    out += /[\p{C}\p{Zl}\p{Zp}\u00a0]/u.test(character) ? codePoint(character) : character;
  }
  return out;
}

/** A character in quotes, or its number where quotes would show nothing. */
export function quoted(character: string): string {
  return /^[!-~]$/.test(character) ? `'${character}'` : codePoint(character);
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}`;
}
