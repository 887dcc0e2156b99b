import { pathText, type DocumentPath, type Value } from '#libs/policy-engine';
import type { Approximations } from './approximations.js';
import type { Comparisons } from './comparisons.js';
import { FALSE, type Formula } from './formulas.js';
import { constant, only, settledValue, type Symbolic } from './symbolic-values.js';
import { KINDS, type Kind, type Unknown } from './unknowns.js';

/** What is said beforehand of the input: which kinds of values may stand where, and what its members are compared with. */
export interface InputShape {
  kinds(path: readonly string[]): readonly Kind[];
  /** Values that one of them it always is, when there are only so many. */
  options(path: readonly string[]): readonly Value[] | undefined;
  /** What it is compared with. */
  constants(path: readonly string[]): readonly Value[];
  /** Of a list, values that something is compared with; of an object, names. */
  members(path: readonly string[]): readonly Value[];
  names(path: readonly string[]): readonly string[];
}

/** One more member of a collection than those that are known. */
export interface Stranger {
  readonly there: Formula;
  readonly key: Symbolic;
  readonly value: Symbolic;
}

interface Contents {
  readonly members: Map<string, { readonly value: Symbolic; readonly there: Formula }>;
  readonly strangers: Stranger[];
}

/** The input, part by part, as far as something asks for it; and what unknown collections hold. */
export class InputParts {
  readonly root: Unknown;
  private readonly contents = new Map<Unknown, Contents>();
  /** How many strangers were asked for, by the collection and its kind. */
  readonly asked = new Map<string, number>();
  private readonly pools = new Map<string, readonly Stranger[]>();

  /** `expected`: how many strangers will be asked for. All loops over a collection look at each of them. */
  constructor(
    private readonly of: Approximations,
    private readonly comparisons: Comparisons,
    readonly shape: InputShape,
    private readonly expected: ReadonlyMap<string, number>,
  ) {
    this.root = this.at([]);
  }

  child(of: Unknown, name: string): Unknown {
    const known = of.children.get(name);
    if (known) return known;
    const made = of.path
      ? this.at([...of.path, name])
      : this.of.unknowns.make(`a part of ${of.name}`, KINDS, { approximation: `a part of ${of.name}` });
    of.children.set(name, made);
    return made;
  }

  contentsOf(unknown: Unknown): Contents {
    const known = this.contents.get(unknown) ?? { members: new Map(), strangers: [] };
    this.contents.set(unknown, known);
    return known;
  }

  isMember(of: Unknown, value: Symbolic): Formula {
    const { formulas, unknowns } = this.of;
    const collection = formulas.or(unknowns.is(of, 'array'), unknowns.is(of, 'object'), unknowns.is(of, 'set'));
    if (collection === FALSE) return FALSE;
    const cases = value.options.map(({ when, shape }) => formulas.and(when, this.has(of, only(shape))));
    return formulas.and(collection, value.defined, formulas.or(...cases));
  }

  /** Members that something is compared with; each may be there or not. */
  membersOf(unknown: Unknown): { readonly there: Formula; readonly value: Symbolic }[] {
    for (const value of unknown.path ? this.shape.members(unknown.path) : []) this.has(unknown, constant(value));
    return [...this.contentsOf(unknown).members.values()].filter(({ value }) => settledValue(value) !== undefined);
  }

  namesOf(unknown: Unknown): string[] {
    const asked = [...unknown.children.keys()].filter((name) => !name.startsWith('#'));
    return [...new Set([...asked, ...(unknown.path ? this.shape.names(unknown.path) : [])])];
  }

  /** Strangers that others asked for, or will ask for. */
  sharedStrangers(unknown: Unknown, kind: CollectionKind): readonly Stranger[] {
    const label = labelOf(unknown, kind);
    if (label === undefined) return [];
    const known = this.pools.get(label);
    if (known) return known;
    const length = Math.min(MAX_SHARED, this.expected.get(label) ?? 0);
    const made = Array.from({ length }, () => this.newStranger(unknown, kind));
    this.pools.set(label, made);
    return made;
  }

  /** Any member but the known ones. */
  stranger(unknown: Unknown, kind: CollectionKind): Stranger {
    const label = labelOf(unknown, kind);
    if (label === undefined) return this.newStranger(unknown, kind);
    const number = this.asked.get(label) ?? 0;
    this.asked.set(label, number + 1);
    return this.sharedStrangers(unknown, kind)[number] ?? this.newStranger(unknown, kind);
  }

  private newStranger(unknown: Unknown, kind: CollectionKind): Stranger {
    const why = `any member of ${unknown.name}`;
    const { formulas, unknowns } = this.of;
    const make = (kinds: readonly Kind[], of: string): Symbolic =>
      this.of.valueOf(unknowns.make(of, kinds, unknown.path ? { memberOf: unknown.path } : { approximation: why }));
    const value = make(unknown.path ? JSON_VALUES : KINDS.slice(1), `a member of ${unknown.name}`);
    const key =
      kind === 'set'
        ? value
        : make(kind === 'array' ? ['number'] : unknown.path ? ['string'] : KINDS.slice(1), `a key of ${unknown.name}`);
    const others =
      kind === 'object'
        ? this.namesOf(unknown).map((name) => this.comparisons.equal(key, constant(name)))
        : this.membersOf(unknown).map((known) => this.comparisons.equal(value, known.value));
    const free = this.of.free(unknown.path ? '' : why);
    this.of.unknowns.facts.push(formulas.implies(free, formulas.and(...others.map((one) => -one))));
    const made = { there: free, key, value };
    const { strangers } = this.contentsOf(unknown);
    // Under one name an object has one member. Without saying so a model could have two, and its input loses one of them.
    if (kind === 'object')
      for (const other of strangers.slice(0, MAX_SHARED)) {
        const isOneName = formulas.and(free, other.there, this.comparisons.equal(key, other.key));
        this.of.unknowns.facts.push(formulas.implies(isOneName, this.comparisons.equal(value, other.value)));
      }
    strangers.push(made);
    return made;
  }

  private has(of: Unknown, value: Symbolic): Formula {
    const { shape } = value.options[0]!;
    const key = shape.is === 'constant' ? shape.key : shape.is === 'unknown' ? `u${shape.unknown.id}` : undefined;
    const { members } = this.contentsOf(of);
    const known = key === undefined ? undefined : members.get(key);
    if (known) return known.there;
    const there = this.of.free(of.path ? '' : `whether something is in ${of.name}`);
    if (key === undefined) return there;
    const { formulas, unknowns } = this.of;
    for (const other of members.values()) {
      const isSame = this.comparisons.equal(value, other.value);
      if (isSame === FALSE) continue;
      unknowns.facts.push(formulas.implies(isSame, formulas.choice(there, other.there, -other.there)));
    }
    members.set(key, { value, there });
    return there;
  }

  private at(path: readonly string[]): Unknown {
    const { unknowns, formulas } = this.of;
    const made = unknowns.make(pathText('input', path as DocumentPath), path.length === 0 ? ['object'] : this.shape.kinds(path), {
      path,
    });
    const options = this.shape.options(path);
    if (options && options.length < 100) {
      const value = only({ is: 'unknown', unknown: made });
      unknowns.facts.push(
        formulas.or(-unknowns.isThere(made), ...options.map((option) => this.comparisons.equal(value, constant(option)))),
      );
    }
    return made;
  }
}

type CollectionKind = 'array' | 'object' | 'set';

/** Each loop over a collection is gone through once for each of them. */
const MAX_SHARED = 6;

function labelOf({ path }: Unknown, kind: CollectionKind): string | undefined {
  return path && `${kind} ${JSON.stringify(path)}`;
}

const JSON_VALUES: readonly Kind[] = KINDS.filter((kind) => kind !== 'set' && kind !== 'missing');
