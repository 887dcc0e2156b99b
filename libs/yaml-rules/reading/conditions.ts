import type { RE2JS } from 're2js';
import { FACTS, type FactName, type Facts } from '../writing/facts.js';

/** A call that says nothing. */
export const NOTHING_SAID = Object.fromEntries(Object.keys(FACTS).map((name) => [name, null])) as unknown as Facts;

/** One comparison of a rule. */
export type Condition =
  | { readonly kind: 'one-of'; readonly fact: ValueFact; readonly values: readonly (string | boolean)[] }
  | { readonly kind: 'tool-name'; readonly name: string }
  | { readonly kind: 'tool-pattern'; readonly pattern: Pattern }
  | { readonly kind: 'below'; readonly folder: string }
  | { readonly kind: 'says'; readonly part: string }
  | { readonly kind: 'text-pattern'; readonly pattern: Pattern }
  | { readonly kind: 'tagged'; readonly tag: string };

/** A regular expression as the policy has it, and compiled. */
export interface Pattern {
  readonly source: string;
  readonly expression: RE2JS;
}

type ValueFact = Exclude<FactName, 'cwd' | 'text' | 'session_tags'>;

/** Conditions that must all hold. */
export type Block = readonly Condition[];

/** True, false, or undefined when the call does not say enough. */
export type Judgement = boolean | undefined;

export function factOf(condition: Condition): FactName {
  switch (condition.kind) {
    case 'one-of':
      return condition.fact;
    case 'tool-name':
    case 'tool-pattern':
      return 'tool';
    case 'below':
      return 'cwd';
    case 'says':
    case 'text-pattern':
      return 'text';
    case 'tagged':
      return 'session_tags';
  }
}

/** A folder without separators at its end, and what the paths inside it begin with. */
export function folderAndInside(folder: string): [string, string] {
  const separator = folder.includes('\\') && !folder.includes('/') ? '\\' : '/';
  const bare = folder.replace(/[/\\]+$/, '');
  return [bare === '' ? separator : bare, `${bare}${separator}`];
}

/** The same test that `condition` is in Rego, for finding inputs that a rule decides. */
export function holds(condition: Condition, facts: Facts): Judgement {
  const value = facts[factOf(condition)];
  if (value === null) return undefined;
  switch (condition.kind) {
    case 'one-of':
      return condition.values.includes(value as string | boolean);
    case 'tool-name':
      return (value as string).toLowerCase() === condition.name.toLowerCase();
    case 'tool-pattern':
    case 'text-pattern':
      return condition.pattern.expression.test(value as string);
    case 'below': {
      const [folder, inside] = folderAndInside(condition.folder);
      return value === folder || (value as string).startsWith(inside);
    }
    case 'says':
      return (value as string).toLowerCase().includes(condition.part.toLowerCase());
    case 'tagged':
      return (value as readonly string[]).includes(condition.tag);
  }
}

/** All of a block: false as soon as one condition is, whatever is unknown about the others. */
export function blockHolds(block: Block, facts: Facts): Judgement {
  let judgement: Judgement = true;
  for (const condition of block) {
    const one = holds(condition, facts);
    if (one === false) return false;
    if (one === undefined) judgement = undefined;
  }
  return judgement;
}

/** Whether whatever passes `block` passes `other` as well, as far as the text of the two shows. */
export function implies(block: Block, other: Block): boolean {
  return other.every((wanted) => block.some((condition) => isNarrower(condition, wanted)));
}

function isNarrower(condition: Condition, wanted: Condition): boolean {
  if (factOf(condition) !== factOf(wanted)) return false;
  if (condition.kind === 'one-of')
    return condition.values.every((value) => holds(wanted, { ...NOTHING_SAID, [condition.fact]: value }) === true);
  return condition.kind === wanted.kind && textOf(condition) === textOf(wanted);
}

function textOf(condition: Exclude<Condition, { kind: 'one-of' }>): string {
  switch (condition.kind) {
    case 'tool-name':
      return condition.name.toLowerCase();
    case 'below':
      return folderAndInside(condition.folder)[0];
    case 'says':
      return condition.part.toLowerCase();
    case 'tagged':
      return condition.tag;
    default:
      return condition.pattern.source;
  }
}

/** At least one of several blocks. */
export function anyHolds(blocks: readonly Block[], facts: Facts): Judgement {
  let judgement: Judgement = false;
  for (const block of blocks) {
    const one = blockHolds(block, facts);
    if (one === true) return true;
    if (one === undefined) judgement = undefined;
  }
  return judgement;
}
