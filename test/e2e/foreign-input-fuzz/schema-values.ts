import type { Draw } from './draw.js';
import { plain, type Member, type Part } from './json-text.js';

/** What the fuzz reads of a JSON schema. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Values that mean something here, by the name of the member; functions make one that was not there before. */
export type Words = Readonly<Record<string, readonly (string | number | object | ((nth: number) => string))[]>>;

const TEXTS = [
  'x',
  'drill',
  'é ü ß',
  '\u{1f600} done',
  'two\nlines',
  ' padded\u2028 ',
  'a\u202eb',
  'null',
  '1e3',
  '<b>&amp;</b>',
  "'; drop table x; --",
  'x'.repeat(64),
];
const NAMES = ['a', 'amount', 'é', 'constructor', 'A', '10', 'x y', '\u{1f600}'];
const NUMBERS = [0, 1, -1, 0.5, 1e-7, 100, 2 ** 31, 2 ** 53 - 1, -(2 ** 53 - 1), 1.7976931348623157e308 / 1e300];

/** Makes good values of schemas; `nth` is the number of the input, for names that must be new. */
export class SchemaValues {
  constructor(
    private readonly draw: Draw,
    private readonly schemas: Readonly<Record<string, Schema>>,
    private readonly words: Words,
    private readonly nth: number,
  ) {}

  of(schema: Schema, name = '', depth = 0): Part {
    const { draw } = this;
    const word = this.words[name];
    if (word && !draw.once(12)) return this.word(draw.of(word));
    if (schema.$ref !== undefined) {
      const to = schema.$ref.split('/').at(-1) as string;
      return to === 'JsonValue' ? this.anything(depth) : this.of(this.schemas[to] as Schema, name, depth);
    }
    if (schema.const !== undefined) return plain(schema.const);
    if (schema.enum) return plain(draw.of(schema.enum));
    const either = schema.anyOf ?? schema.oneOf;
    if (either) return this.of(draw.of(either), name, depth);
    switch (schema.type) {
      case 'object':
        return this.object(schema, depth);
      case 'array':
        return this.list(schema, name, depth);
      case 'string':
        return plain(this.text(schema));
      case 'integer':
      case 'number':
        return plain(this.number(schema));
      case 'boolean':
        return plain(draw.once(2));
      case 'null':
        return plain(null);
      default:
        return this.anything(depth);
    }
  }

  /** Any JSON value that every reader takes the same. */
  anything(depth: number): Part {
    const { draw } = this;
    const kind = depth > 5 ? draw.below(4) : draw.below(7);
    if (kind === 0) return plain(draw.of(NUMBERS));
    if (kind === 1) return plain(draw.of(TEXTS));
    if (kind === 2) return plain(draw.of([true, false, null]));
    if (kind === 3) return plain(draw.of(['', 0, '\u0000', '\ufffd']));
    if (kind === 4) return { kind: 'list', items: Array.from({ length: draw.below(4) }, () => this.anything(depth + 1)) };
    return this.free(depth);
  }

  private free(depth: number): Part {
    const names = [...new Set(this.draw.some(NAMES, 3))];
    return { kind: 'object', isClosed: false, members: names.map((name) => this.member(name, this.anything(depth + 1))) };
  }

  private member(name: string, value: Part): Member {
    return { name: JSON.stringify(name), value };
  }

  private word(word: string | number | object | ((nth: number) => string)): Part {
    return plain(typeof word === 'function' ? (word as (nth: number) => string)(this.nth) : word);
  }

  private object({ properties = {}, required = [], additionalProperties }: Schema, depth: number): Part {
    const { draw } = this;
    const members = Object.entries(properties)
      .filter(([name]) => required.includes(name) || !draw.once(3))
      .map(([name, of]) => this.member(name, this.of(of, name, depth + 1)));
    if (typeof additionalProperties === 'object' || (additionalProperties === true && members.length === 0)) {
      const of = typeof additionalProperties === 'object' ? additionalProperties : {};
      for (const name of new Set(draw.some(NAMES, 2)))
        if (!(name in properties)) members.push(this.member(name, this.of(of, '', depth + 1)));
    }
    return { kind: 'object', isClosed: additionalProperties === false, members };
  }

  private list({ items = {}, minItems = 0 }: Schema, name: string, depth: number): Part {
    const length = minItems + this.draw.below(3);
    return { kind: 'list', items: Array.from({ length }, () => this.of(items, name, depth + 1)) };
  }

  private text({ pattern, format, minLength = 0, maxLength = 1_000 }: Schema): string {
    const { draw } = this;
    if (format === 'uuid') return crypto.randomUUID();
    if (format === 'date-time')
      return draw.of(['2026-01-01T00:00:00Z', '2999-12-31T23:59:59.999999Z', '2026-05-05T05:05:05+05:30']);
    const fits = pattern === undefined ? () => true : (text: string) => new RegExp(pattern, 'u').test(text);
    const good = [`n-${this.nth}`, ...TEXTS, 'a', 'a/b', 'writ/decision', 'f'.repeat(32), 'f'.repeat(16)].filter(
      (text) => text.length >= minLength && text.length <= maxLength && fits(text),
    );
    return good.length === 0 ? 'x' : draw.of(good);
  }

  private number({ type, minimum = -10, maximum = 1_000 }: Schema): number {
    const whole = this.draw.of([minimum, maximum, Math.min(maximum, Math.max(minimum, 1))]);
    return type === 'number' && whole + 0.5 <= maximum ? this.draw.of([whole, whole + 0.5]) : Math.ceil(whole);
  }
}
