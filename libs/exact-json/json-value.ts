import type { Json } from '#libs/event-sourcing';
import { isInRange } from './exact-number.js';
import { JsonTextError, pointerOf, type JsonFault } from './json-text-error.js';
import { JSON_BOUNDS, type JsonBounds } from './read-json.js';

export interface ValueOptions extends Partial<JsonBounds> {
  /** What the messages call the value: "the arguments". */
  readonly what?: string;
}

/**
 * Throws JsonTextError when a value in memory is not what JSON would say of it to everybody: what JSON.stringify leaves out,
 * turns into null or calls a method for (undefined, functions, NaN, Map, Date, holes) as much as what `readJson` refuses in a text.
 */
export function checkJsonValue(value: unknown, options: ValueOptions = {}): asserts value is Json {
  const bounds = { depth: options.depth ?? JSON_BOUNDS.depth, tokens: options.tokens ?? JSON_BOUNDS.tokens };
  new ValueCheck(options.what ?? 'the value', bounds).look(value);
}

export function isJsonValue(value: unknown, options: ValueOptions = {}): value is Json {
  try {
    checkJsonValue(value, options);
    return true;
  } catch (error) {
    if (error instanceof JsonTextError) return false;
    throw error;
  }
}

class ValueCheck {
  private readonly path: (string | number)[] = [];
  /** The lists and objects around what is looked at. */
  private readonly around: object[] = [];
  private tokens = 0;

  constructor(
    private readonly what: string,
    private readonly bounds: JsonBounds,
  ) {}

  look(value: unknown): void {
    switch (typeof value) {
      case 'string':
        this.count(1);
        if (!value.isWellFormed()) this.fail('lone-surrogate', 'holds a lone surrogate');
        return;
      case 'number':
        if (!isInRange(value)) this.fail('number-beyond-range', `${RANGE}: ${value}; send it as a string`);
        return;
      case 'boolean':
        return;
      case 'object':
        if (value !== null) this.inside(value);
        return;
      default:
        this.fail('not-a-json-value', `holds ${SAID[typeof value]}, which JSON does not know`);
    }
  }

  private inside(value: object): void {
    if (this.around.includes(value)) this.fail('not-a-json-value', 'contains itself');
    if (this.around.length >= this.bounds.depth) this.fail('too-deep', `is nested deeper than ${this.bounds.depth} levels`);
    this.count(1);
    this.around.push(value);
    if (Array.isArray(value)) this.items(value);
    else this.members(value);
    this.around.pop();
  }

  private items(items: readonly unknown[]): void {
    // Holes are fewer keys than items, named members are more.
    if (Object.keys(items).length !== items.length) this.fail('not-a-json-value', 'holds a list with holes or named members');
    for (let i = 0; i < items.length; i += 1) this.step(i, items[i]);
  }

  private members(members: object): void {
    if (!isPlain(members)) this.fail('not-a-json-value', `holds ${nameOf(members)}, which is no plain object`);
    if (Object.getOwnPropertySymbols(members).length > 0) this.fail('not-a-json-value', 'has a member named by a symbol');
    for (const name of Object.keys(members)) {
      this.count(1);
      if (name === '__proto__') this.fail('name-not-accepted', 'has the member name __proto__, which is not accepted');
      if (!name.isWellFormed()) this.fail('lone-surrogate', 'holds a lone surrogate in a member name');
      this.step(name, (members as Record<string, unknown>)[name]);
    }
  }

  private step(name: string | number, value: unknown): void {
    this.path.push(name);
    this.look(value);
    this.path.pop();
  }

  private count(tokens: number): void {
    this.tokens += tokens;
    if (this.tokens > this.bounds.tokens)
      this.fail('too-many-parts', `is made of too many parts: more than ${this.bounds.tokens} lists, objects, names and texts`);
  }

  private fail(reason: JsonFault, says: string): never {
    const pointer = pointerOf(this.path);
    throw new JsonTextError(reason, `${this.what} ${says}${pointer === '' ? '' : `, at ${pointer}`}`, { pointer });
  }
}

const RANGE = 'holds a number beyond the range that JSON readers agree on (2^53 - 1)';
const SAID: Readonly<Record<string, string>> = {
  undefined: 'undefined',
  function: 'a function',
  symbol: 'a symbol',
  bigint: 'a BigInt',
};

/** Also of another realm, whose Object.prototype is another object. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return true;
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, 'isPrototypeOf');
}

function nameOf(value: object): string {
  const { constructor } = value as { constructor?: unknown };
  return typeof constructor === 'function' && /^[A-Za-z]\w{0,39}$/.test(constructor.name)
    ? `an instance of ${constructor.name}`
    : 'an object with a prototype of its own';
}
