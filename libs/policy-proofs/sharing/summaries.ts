import { canonicalText, isObject, objectEntries, type Value } from '#libs/policy-engine';
import { settledValue, type Symbolic } from '../encoding/symbolic-values.js';
import type { DataRead } from './data-reads.js';

/** Longer constants are known by a number. */
const SHORT = 200;

/**
 * What functions of plans that are looked at together come to, once for the same function and the same arguments, whichever plan it is
 * of: so what is the same in two policies is the same formula, with the same approximations in it.
 */
export class Summaries<Summary> {
  private readonly summaries = new Map<string, Summary>();
  private readonly ofOptions = new WeakMap<object, number>();
  private readonly ofTexts = new Map<string, number>();
  private readonly ofData = new WeakMap<object, Map<string, string>>();
  private named = 0;
  private plans = 0;

  /** `isComparing`: two policies are looked at together. */
  constructor(readonly isComparing: boolean) {}

  /** A number for one more plan, for what is its alone. */
  nextPlan(): number {
    return (this.plans += 1);
  }

  get(key: string): Summary | undefined {
    return this.summaries.get(key);
  }

  set(key: string, summary: Summary): void {
    this.summaries.set(key, summary);
  }

  /** `reads` are those of the function called; of data that is known, nothing else matters to it. */
  key(name: string, args: readonly Symbolic[], reads: readonly DataRead[]): string {
    return `${name} ${args.map((arg, i) => (i === 1 ? this.dataName(name, arg, reads) : this.nameOf(arg))).join(' ')}`;
  }

  private dataName(name: string, arg: Symbolic, reads: readonly DataRead[]): string {
    const data = settledValue(arg);
    if (typeof data !== 'object' || data === null) return this.nameOf(arg);
    const known = this.ofData.get(data) ?? new Map<string, string>();
    this.ofData.set(data, known);
    const told =
      known.get(name) ?? this.ofText(reads.map((read) => `${JSON.stringify(read.path)}=${partText(data, read)}`).join('\n'));
    known.set(name, told);
    return `data${told}`;
  }

  private nameOf(value: Symbolic): string {
    const only = value.options.length === 1 ? value.options[0]!.shape : undefined;
    if (only?.is === 'constant') return only.key.length < SHORT ? JSON.stringify(only.key) : this.ofText(only.key);
    if (only?.is === 'unknown') return `u${only.unknown.id}`;
    const of = value.options as object;
    const known = this.ofOptions.get(of) ?? (this.named += 1);
    this.ofOptions.set(of, known);
    return `#${known}`;
  }

  private ofText(text: string): string {
    const known = this.ofTexts.get(text) ?? (this.named += 1);
    this.ofTexts.set(text, known);
    return `#${known}`;
  }
}

/** The same for two documents when a function that reads this part cannot tell them apart. */
function partText(data: Value | undefined, { path, isWhole }: DataRead): string {
  if (data === undefined) return 'nothing';
  const [name, ...rest] = path;
  if (name === undefined) {
    if (isWhole || typeof data !== 'object' || data === null) return canonicalText(data);
    return Array.isArray(data) ? 'a list' : isObject(data) ? 'an object' : canonicalText(data);
  }
  // What is in a list is found by number in ways of its own: all of it counts.
  if (!isObject(data)) return canonicalText(data);
  const members = objectEntries(data).filter(([key]) => name === null || key === name);
  const texts = members.map(([key, member]) => `${canonicalText(key)}:${partText(member, { path: rest, isWhole })}`);
  return `{${texts.join()}}`;
}
