import type { Block } from './conditions.js';
import type { Place } from './finding-list.js';
import type { Action, AutonomyMode } from './rule-language.js';

export type Fallback = 'require_human' | 'deny';

/** A rule that was checked. It matches when one of its blocks holds and none of `unless` does. */
export interface Rule {
  readonly id: string;
  readonly description: string;
  /** One or more. A block without conditions always holds. */
  readonly blocks: readonly Block[];
  readonly unless: readonly Block[];
  readonly action: Action;
  readonly maxAutoReplies: number | undefined;
  readonly place: Place;
}

/** A rule file together with the files it extends. */
export interface RuleSet {
  readonly file: string;
  readonly name: string;
  readonly mode: AutonomyMode;
  /** In the order in which they are asked. */
  readonly rules: readonly Rule[];
  readonly noMatch: Fallback;
  readonly lowConfidence: Fallback;
}
