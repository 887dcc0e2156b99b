import { type CompiledPolicy, type Explanation, type Json, PolicyEvaluationError } from '#libs/policy-engine';
import { isObject } from './input-schema.js';
import { type Dimension, type DomainValue, type Draft, MISSING } from './input-domain.js';

/** One input of a search and what the policy made of it. */
export interface Visit {
  readonly input: Json;
  readonly result?: Json;
  readonly error?: PolicyEvaluationError;
  readonly explanation?: Explanation;
}

export interface SearchOptions {
  /** Part of every input; the dimensions are set on top of it. */
  readonly base: Json;
  /** Whole inputs that are tried before the others. */
  readonly seeds?: readonly Json[];
  /** Inputs at most. */
  readonly points: number;
  /**
   * Processor time of this process at most, in milliseconds, so that a policy is searched as far on a busy machine as on an idle one;
   * by the clock it may take `PATIENCE` times as long.
   */
  readonly timeMs: number;
  readonly explain?: boolean;
}

export interface SearchSummary {
  readonly points: number;
  /** True when every combination of the dimensions was tried. */
  readonly exhausted: boolean;
}

export const SEARCH_LIMITS = { points: 40_000, timeMs: 4_000 } as const;

/**
 * Asks a policy about the inputs of a domain: all combinations when they are few enough, a repeatable sample otherwise. A visitor
 * that returns false ends it.
 */
export function searchAnswers(
  policy: CompiledPolicy,
  entrypoint: string,
  dimensions: readonly Dimension[],
  options: SearchOptions,
  visit: (visited: Visit) => boolean | void,
): SearchSummary {
  const isOver = timeLimit(options.timeMs);
  let points = 0;
  const inTime = (input: Json): boolean => {
    points += 1;
    if (visit(ask(policy, entrypoint, input, options.explain === true)) === false) return false;
    return points % 64 !== 0 || !isOver();
  };
  for (const seed of options.seeds ?? []) if (!inTime(seed)) return { points, exhausted: false };
  const total = dimensions.reduce((product, { values }) => product * values.length, 1);
  const isWhole = total <= options.points;
  for (const combination of isWhole ? every(dimensions, total) : sample(dimensions, options.points)) {
    if (!inTime(inputOf(options.base, dimensions, combination))) return { points, exhausted: false };
  }
  return { points, exhausted: isWhole };
}

const PATIENCE = 3;

/** Tells from now on whether this much time has gone by. */
function timeLimit(ms: number): () => boolean {
  const [processor, clock] = [process.cpuUsage(), performance.now()];
  return () => {
    const { user, system } = process.cpuUsage(processor);
    return (user + system) / 1_000 >= ms || performance.now() - clock >= PATIENCE * ms;
  };
}

export function ask(policy: CompiledPolicy, entrypoint: string, input: Json, explain: boolean): Visit {
  try {
    const { result, explanation } = policy.evaluate(entrypoint, input, { explain, reads: false });
    return { input, ...(result !== undefined && { result }), ...(explanation && { explanation }) };
  } catch (error) {
    if (error instanceof PolicyEvaluationError) return { input, error };
    throw error;
  }
}

function* every(dimensions: readonly Dimension[], total: number): Generator<DomainValue[]> {
  for (let n = 0; n < total; n += 1) {
    let rest = n;
    yield dimensions.map(({ values }) => {
      const value = values[rest % values.length]!;
      rest = Math.floor(rest / values.length);
      return value;
    });
  }
}

/** Cuts an input down to the members that a search varies: what is shown of it. */
export function relevantPart(dimensions: readonly Dimension[]): (input: Json) => Json {
  const names = new Set(dimensions.map(({ path }) => path[0]));
  return (input) => (isObject(input) ? Object.fromEntries(Object.entries(input).filter(([name]) => names.has(name))) : input);
}

export const SAMPLE_SEED = 20_261;

/** The same sample every time, so that a finding does not come and go. */
function* sample(dimensions: readonly Dimension[], count: number): Generator<DomainValue[]> {
  let state = SAMPLE_SEED;
  const roll = (sides: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
  for (let n = 0; n < count; n += 1) yield dimensions.map(({ values }) => values[roll(values.length)]!);
}

/** Shorter paths first, so that what is missing or replaced higher up is filled in below only when it is an object. */
function inputOf(base: Json, dimensions: readonly Dimension[], values: readonly DomainValue[]): Json {
  const input = structuredClone(base);
  const order = dimensions.map((_, i) => i).sort((a, b) => dimensions[a]!.path.length - dimensions[b]!.path.length);
  const gone = new Set<string>();
  for (const i of order) {
    const { path } = dimensions[i]!;
    const value = values[i]!;
    const isBeneathGone = path.some((_, depth) => gone.has(JSON.stringify(path.slice(0, depth))));
    if (isBeneathGone) continue;
    if (value === MISSING || !isObject(value)) gone.add(JSON.stringify(path));
    place(input, path, value);
  }
  return input;
}

function place(document: Json, path: readonly (string | null)[], value: DomainValue): void {
  let holder = document as Draft;
  for (const [depth, key] of path.entries()) {
    const isLast = depth === path.length - 1;
    const isHeldByList = path[depth + 1] === null;
    if (Array.isArray(holder)) {
      if (isLast) holder.splice(0, holder.length, ...(value === MISSING ? [] : [structuredClone(value) as Draft]));
      else if (holder.length === 0) holder.push(isHeldByList ? [] : {});
      holder = holder[0] ?? null;
    } else if (isObject(holder)) {
      const name = key ?? 'member';
      if (isLast) {
        if (value === MISSING) delete holder[name];
        else holder[name] = structuredClone(value) as Draft;
        return;
      }
      if (!Object.hasOwn(holder, name) || (isHeldByList && !Array.isArray(holder[name]) && !hasMembers(holder[name])))
        holder[name] = isHeldByList ? [] : {};
      holder = holder[name]!;
    } else return;
  }
}

function hasMembers(value: Json | undefined): boolean {
  return isObject(value) && Object.keys(value).length > 0;
}
