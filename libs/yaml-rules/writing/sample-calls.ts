import { type Block, type Condition, blockHolds, factOf, folderAndInside, holds } from '../reading/conditions.js';
import { FACTS, type FactName, type Facts } from './facts.js';
import { type Ordered, answerTo } from './first-match.js';
import { samplesOf } from './pattern-samples.js';
import type { Rule } from '../reading/rule-set.js';

/** Calls tried for one block. */
const TRIES = 256;
/** Work on all samples of a policy together, a comparison being about one: bounds the time that a large or hostile one takes. */
const MAX_WORK = 4_000_000;
const WORK_OF_PATTERN = 10;
/** Values of other rules that a fact may take beside one that no rule knows. */
const OTHER_VALUES = 4;

type FactValue = Facts[FactName];

const FACT_NAMES = Object.keys(FACTS) as FactName[];

/** Finds calls that a rule decides, although other rules come before it. Every search makes the same choices again. */
export class SampleCalls {
  readonly #decided = new Map<Rule, readonly Facts[]>();
  readonly #free: ReadonlyMap<FactName, readonly FactValue[]>;
  readonly #work: ReadonlyMap<Rule, number>;
  #done = 0;

  constructor(private readonly order: Ordered) {
    this.#work = new Map(order.rules.map(({ rule }) => [rule, workOf(rule)]));
    const conditions = order.rules.flatMap(({ rule }) => conditionsOf(rule));
    this.#free = new Map(FACT_NAMES.map((name) => [name, freeValues(name, conditions)]));
  }

  /** True once no more calls are looked for. */
  get isExhausted(): boolean {
    return this.#done > MAX_WORK;
  }

  /** For each block of a rule, as far as one was found, a call that passes it and is decided by the rule. */
  of(rule: Rule): readonly Facts[] {
    const known = this.#decided.get(rule);
    if (known) return known;
    const found = rule.blocks.map((block) => this.decidedBy(rule.id, block)).filter((facts) => facts !== undefined);
    this.#decided.set(rule, found);
    return found;
  }

  /** A call that passes the block and is decided under the name `rule`; undefined when none was found. */
  decidedBy(rule: string, block: Block, fixed: Partial<Facts> = {}): Facts | undefined {
    for (const facts of this.#calls(block, fixed)) {
      if (this.isExhausted) return undefined;
      if (answerTo(facts, this.order, (asked) => (this.#done += this.#work.get(asked)!)).rule === rule) return facts;
    }
    return undefined;
  }

  /** A call that passes one of several blocks and none of those before it; undefined when none was found. */
  passing(blocks: readonly Block[], index: number): Facts | undefined {
    const [block, before] = [blocks[index]!, blocks.slice(0, index)];
    for (const facts of this.#calls(block, {})) {
      if (this.isExhausted) return undefined;
      this.#done += 1 + before.length;
      if (blockHolds(block, facts) === true && !before.some((other) => blockHolds(other, facts) === true)) return facts;
    }
    return undefined;
  }

  *#calls(block: Block, fixed: Partial<Facts>): Generator<Facts> {
    const lists = FACT_NAMES.map((name) => (name in fixed ? [fixed[name] ?? null] : this.#values(name, block)));
    const total = lists.reduce((product, { length }) => product * length, 1);
    const isWhole = total <= TRIES;
    let state = 20_261;
    const roll = (sides: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * sides);
    };
    for (let n = 0; n < Math.min(total, TRIES); n += 1) {
      let rest = n;
      const chosen = FACT_NAMES.map((name, i) => {
        const list = lists[i]!;
        const index = isWhole || n === 0 ? rest % list.length : roll(list.length);
        rest = Math.floor(rest / list.length);
        return [name, list[index]];
      });
      yield Object.fromEntries(chosen) as Facts;
    }
  }

  #values(name: FactName, block: Block): readonly FactValue[] {
    const own = block.filter((condition) => factOf(condition) === name);
    if (own.length === 0) return this.#free.get(name)!;
    const only = Object.fromEntries(FACT_NAMES.map((each) => [each, null])) as unknown as Facts;
    return own
      .flatMap(valuesOf)
      .filter((value) => own.every((condition) => holds(condition, { ...only, [name]: value }) === true));
  }
}

function conditionsOf({ blocks, unless }: Rule): Condition[] {
  return [...blocks, ...unless].flat();
}

/** A block mostly fails at its first condition. */
function workOf(rule: Rule): number {
  const patterns = conditionsOf(rule).filter(({ kind }) => kind.endsWith('-pattern'));
  return rule.blocks.length + rule.unless.length + WORK_OF_PATTERN * patterns.length;
}

/** Values that pass one condition. */
export function valuesOf(condition: Condition): readonly FactValue[] {
  switch (condition.kind) {
    case 'one-of':
      return [...condition.values] as FactValue[];
    case 'tool-name':
      return [condition.name];
    case 'below': {
      const [folder, inside] = folderAndInside(condition.folder);
      return [folder, `${inside}inside`];
    }
    case 'says':
      return [condition.part];
    case 'tagged':
      return [[condition.tag]];
    default:
      return samplesOf(condition.pattern);
  }
}

/** Values for a fact that a rule does not ask about: one that no rule names, then some that others do. */
function freeValues(name: FactName, conditions: readonly Condition[]): FactValue[] {
  if (FACTS[name].kind === 'confidence') return ['medium', 'high', 'low'];
  if (FACTS[name].kind === 'flag') return [false, true];
  if (FACTS[name].kind === 'text') return ['', ...named(name, conditions)];
  if (FACTS[name].kind === 'names') return [[], ...named(name, conditions)];
  const known = named(name, conditions);
  const prefix = FACTS[name].kind === 'folder' ? '/other' : 'other';
  let other = prefix;
  for (let n = 2; known.includes(other); n += 1) other = `${prefix}-${n}`;
  return [other, ...known];
}

function named(name: FactName, conditions: readonly Condition[]): FactValue[] {
  const values = new Map<string, FactValue>();
  for (const condition of conditions) {
    if (values.size >= OTHER_VALUES) break;
    if (factOf(condition) === name) for (const value of valuesOf(condition).slice(0, 1)) values.set(JSON.stringify(value), value);
  }
  return [...values.values()];
}
