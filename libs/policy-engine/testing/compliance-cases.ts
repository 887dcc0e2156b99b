import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parseJson } from '../json/json-parse.js';
import { objectOf } from '../objects.js';
import type { Plan } from '../compiling/plan.js';
import { parseNumber } from '../formats/numbers.js';
import { RegoSet, type Value } from '../values.js';

/** One of OPA's own compliance cases together with the plan a recent OPA made of it. */
export interface ComplianceCase {
  group: string;
  note: string;
  plan: Plan;
  data?: Value;
  input?: Value;
  /** The input in Rego syntax, for inputs that JSON cannot express. */
  input_term?: string;
  entrypoints: string[];
  want_plan_result?: Value;
  want_error_code?: string;
  want_error?: string;
  strict_error?: boolean;
  sort_bindings?: boolean;
}

const PATH = '../shared/vectors/rego-compliance/v1-with-plans.jsonl.gz';

/** The cases, undefined when the vectors are not on this machine. */
export function readComplianceCases(): ComplianceCase[] | undefined {
  if (!existsSync(PATH)) return undefined;
  const lines = gunzipSync(readFileSync(PATH)).toString('utf8').split('\n');
  return lines.filter(Boolean).map((line) => parseJson(line) as unknown as ComplianceCase);
}

/** Reads a ground Rego term: JSON plus sets, `set()` and keys of any kind. */
export function readTerm(source: string): Value {
  const reader = new TermReader(source);
  return reader.value();
}

class TermReader {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  value(): Value {
    this.#space();
    const next = this.#source[this.#at];
    if (next === '[') return this.#list('[', ']').map(([key]) => key);
    if (next === '{') return this.#braces();
    if (this.#source.startsWith('set(', this.#at)) {
      this.#at = this.#source.indexOf(')', this.#at) + 1;
      return new RegoSet();
    }
    return this.#scalar();
  }

  #braces(): Value {
    const items = this.#list('{', '}');
    const pairs = items.filter((item): item is [Value, Value] => item[1] !== undefined);
    return items.length === 0 || pairs.length > 0 ? objectOf(pairs) : RegoSet.of(items.map(([key]) => key));
  }

  #list(open: string, close: string): [Value, Value | undefined][] {
    const items: [Value, Value | undefined][] = [];
    this.#expect(open);
    while (!this.#taken(close)) {
      const key = this.value();
      items.push([key, this.#taken(':') ? this.value() : undefined]);
      this.#taken(',');
    }
    return items;
  }

  #scalar(): Value {
    const token = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null/y;
    token.lastIndex = this.#at;
    const found = token.exec(this.#source)?.[0];
    if (found === undefined) throw new Error(`cannot read the term ${this.#source}`);
    this.#at += found.length;
    return /^-?\d/.test(found) ? parseNumber(found)! : (JSON.parse(found) as Value);
  }

  #taken(mark: string): boolean {
    this.#space();
    if (!this.#source.startsWith(mark, this.#at)) return false;
    this.#at += mark.length;
    return true;
  }

  #expect(mark: string): void {
    if (!this.#taken(mark)) throw new Error(`expected ${mark} in ${this.#source}`);
  }

  #space(): void {
    while (/\s/.test(this.#source[this.#at] ?? '')) this.#at += 1;
  }
}
