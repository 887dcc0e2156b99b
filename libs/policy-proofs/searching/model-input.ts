import type { Json } from '#libs/policy-engine';
import { compareValues } from '#libs/policy-engine';
import { isObject, sampleOf } from '#libs/policy-toolchain';
import type { Encoding } from '../encoding/encoding.js';
import { TRUE, type Formula, type Term } from '../encoding/formulas.js';
import { kindOfBits, type SmtQuestion } from '../encoding/smt-text.js';
import { settledValue, type Symbolic } from '../encoding/symbolic-values.js';
import type { Kind, Unknown } from '../encoding/unknowns.js';

/** What a solver found, by the names that it was asked about. */
export type Model = ReadonlyMap<string, string>;

const MAX_LIST = 100;

/** The input that a model stands for. What nothing was said of is as in a sample of the schema. */
export class ModelInput {
  /** Texts that are none of those the policy knows, by the path at which they stand. */
  readonly invented = new Map<string, string>();
  private readonly texts = new Map<string, string>();

  constructor(
    private readonly encoding: Encoding,
    private readonly question: SmtQuestion,
    private readonly model: Model,
    private readonly schema: Json | undefined,
  ) {}

  build(): Json {
    return this.value(this.encoding.input.root, sampleOf(this.schema), 0) ?? {};
  }

  private value(unknown: Unknown, sample: Json | undefined, depth: number): Json | undefined {
    if (depth > 32) return null;
    const kind = this.kindOf(unknown, sample);
    switch (kind) {
      case 'missing':
        return undefined;
      case 'null':
        return null;
      case 'boolean':
        return this.holds(unknown.truth);
      case 'number':
        return numberOf(this.model.get(`n${unknown.id}`) ?? (typeof sample === 'number' ? String(sample) : '0'));
      case 'string':
        return this.textOf(unknown, typeof sample === 'string' ? sample : undefined);
      case 'object':
        return this.objectOf(unknown, sample, depth);
      default:
        return this.listOf(unknown, depth);
    }
  }

  private kindOf(unknown: Unknown, sample: Json | undefined): Kind {
    const [only] = unknown.kinds;
    if (unknown.kinds.size === 1 && only) return only;
    const isSaid = unknown.bits.some((bit) => this.question.isNamed(bit));
    if (isSaid) return kindOfBits(unknown.bits.map((bit) => this.holds(bit)));
    const kind =
      sample === undefined ? 'missing' : sample === null ? 'null' : Array.isArray(sample) ? 'array' : (typeof sample as Kind);
    return unknown.kinds.has(kind) ? kind : only!;
  }

  private objectOf(unknown: Unknown, sample: Json | undefined, depth: number): Json {
    const object: Record<string, Json> = {};
    const put = (name: string, value: Json | undefined): void => {
      if (value === undefined) Reflect.deleteProperty(object, name);
      else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
    };
    const samples = isObject(sample) ? sample : {};
    for (const [name, value] of Object.entries(samples)) put(name, value);
    const { members, strangers } = this.encoding.input.contentsOf(unknown);
    for (const { there, key, value } of strangers) {
      const name = this.holds(there) ? this.ofSymbolic(key, depth) : undefined;
      if (typeof name === 'string') put(name, this.ofSymbolic(value, depth));
    }
    for (const [name, child] of unknown.children)
      if (!name.startsWith('#'))
        put(name, this.value(child, Object.hasOwn(samples, name) ? samples[name] : undefined, depth + 1));
    let more = 0;
    for (const { there, value } of members.values())
      if (this.holds(there)) put(`member-${(more += 1)}`, this.ofSymbolic(value, depth));
    return object;
  }

  private listOf(unknown: Unknown, depth: number): Json {
    const { members, strangers } = this.encoding.input.contentsOf(unknown);
    const list: Json[] = [];
    for (const [name, child] of unknown.children) {
      const value = name.startsWith('#') ? this.value(child, undefined, depth + 1) : undefined;
      const at = Number(name.slice(1));
      if (value !== undefined && at < 100) list[at] = value;
    }
    const all = Array.from(list, (item) => item ?? null);
    for (const { there, value } of [...members.values(), ...strangers]) {
      const member = this.holds(there) ? this.ofSymbolic(value, depth) : undefined;
      if (member !== undefined) all.push(member);
    }
    const size = this.encoding.sizes.askedOf(unknown);
    const wanted = size ? numberOf(this.model.get(`n${size.id}`) ?? '0') : 0;
    while (all.length < wanted && all.length < MAX_LIST) all.push(`member-${all.length}`);
    return all;
  }

  private ofSymbolic(value: Symbolic, depth: number): Json | undefined {
    const known = settledValue(value);
    if (known !== undefined) return known as Json;
    const shape = value.options[0]?.shape;
    return shape?.is === 'unknown' ? this.value(shape.unknown, undefined, depth + 1) : undefined;
  }

  private holds(formula: Formula): boolean {
    if (formula < 0) return !this.holds(-formula);
    if (formula === TRUE) return true;
    const part = this.encoding.of.formulas.part(formula);
    if ('is' in part) {
      if (part.is === 'free') return this.model.get(`f${formula}`) === 'true';
      if (part.is === 'count' || part.is === 'sum') return true;
      const [a, b] = [part.a, part.b].map((term) => this.valueOf(term, part.sort));
      return part.is === '=' ? a === b : (a ?? 0) < (b ?? 0);
    }
    return part.every((one) => this.holds(one));
  }

  private valueOf(term: Term, sort: 'text' | 'number'): number {
    if ('of' in term) return numberOf(this.model.get(`${sort === 'text' ? 't' : 'n'}${term.of}`) ?? '0');
    return 'text' in term ? this.question.texts.indexOf(term.text) : Number(term.number);
  }

  private textOf(unknown: Unknown, sample: string | undefined): string {
    const rank = this.model.get(`t${unknown.id}`);
    if (rank === undefined) return this.fitting(unknown, sample ?? 'sample');
    const known = this.texts.get(rank);
    if (known !== undefined) return known;
    const place = numberOf(rank);
    const text = this.question.texts[place] ?? this.invent(unknown, place, sample);
    this.texts.set(rank, text);
    return text;
  }

  private invent(unknown: Unknown, place: number, sample: string | undefined): string {
    const { texts } = this.question;
    const [below, above] = [texts[Math.floor(place)], texts[Math.ceil(place)]];
    const isBetween = (text: string): boolean =>
      !texts.includes(text) &&
      (below === undefined || compareValues(below, text) < 0) &&
      (above === undefined || compareValues(text, above) < 0);
    const fitting = this.fitting(unknown, sample ?? 'sample');
    // What is asked of a text is most often a pattern, and seldom what it comes before.
    const isAsked = fitting !== (sample ?? 'sample') && !texts.includes(fitting);
    const tried = [fitting, 'something-else', `${below ?? ''}-`, `${below ?? ''}0`, `${below ?? ''}z`];
    const text = (isAsked ? fitting : tried.find(isBetween)) ?? (texts.includes(fitting) ? `${fitting}-else` : fitting);
    this.invented.set(JSON.stringify(unknown.path ?? []), text);
    return text;
  }

  /** A text for which the tests say what the model says of them, as far as that is easily told. */
  private fitting(unknown: Unknown, plain: string): string {
    return this.encoding.calls.tests.textFor(unknown, (formula) => this.holds(formula)) ?? plain;
  }
}

/** `(- (/ 5.0 2.0))` and the like. */
function numberOf(text: string): number {
  const parts = text.replaceAll(/[()]/g, ' ').trim().split(/\s+/);
  const sign = parts[0] === '-' ? -1 : 1;
  const rest = parts.filter((part) => part !== '-' && part !== '/').map(Number);
  return (sign * (rest[0] ?? 0)) / (rest[1] ?? 1) + 0;
}
