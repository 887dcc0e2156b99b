import type { ANSWERS } from '../proving/prove-claim.js';

export type Relation = 'equivalent' | 'stricter' | 'looser' | 'incomparable' | 'unknown';

type Answer = (typeof ANSWERS)[number];

/** Of the two questions about verdicts. */
export interface Directions {
  readonly nothingLooser: Answer;
  readonly nothingStricter: Answer;
}

/** How one policy stands to another, and nothing that was not shown: where one direction is open, so is the relation. */
export function relationOf({ nothingLooser, nothingStricter }: Directions): Relation {
  const [looser, stricter] = [somewhere(nothingLooser), somewhere(nothingStricter)];
  if (looser === true && stricter === true) return 'incomparable';
  if (looser === undefined || stricter === undefined) return 'unknown';
  if (looser) return 'looser';
  return stricter ? 'stricter' : 'equivalent';
}

const SAYS: Readonly<Record<Exclude<Relation, 'unknown'>, string>> = {
  equivalent: 'Every input has the same verdict.',
  stricter: 'Some inputs are ruled more strictly, and none is ruled less strictly.',
  looser: 'Some inputs are ruled less strictly, and none is ruled more strictly.',
  incomparable: 'Some inputs are ruled less strictly, others more strictly.',
};

/** The relation in words; of one that is not known, which half of it is. */
export function relationSays(directions: Directions): string {
  const relation = relationOf(directions);
  if (relation !== 'unknown') return SAYS[relation];
  const half = (answer: Answer, word: string): string => {
    const found = somewhere(answer);
    if (found === undefined) return `whether any input is ruled ${word} is not known`;
    return found ? `some inputs are ruled ${word}` : `no input is ruled ${word}`;
  };
  const { nothingLooser, nothingStricter } = directions;
  return `The relation is not known: ${half(nothingLooser, 'less strictly')}, and ${half(nothingStricter, 'more strictly')}.`;
}

/** Whether there is an input that breaks it; undefined where that was neither found nor ruled out. */
function somewhere(answer: Answer): boolean | undefined {
  if (answer === 'COUNTEREXAMPLE') return true;
  return isHeld(answer) ? false : undefined;
}

export function isHeld(answer: Answer): boolean {
  return answer === 'PROVED' || answer === 'EXHAUSTED';
}
