import { SEVERITIES, type ListedDifference } from '#libs/replay';

/** Differences that are looked at, and of one kind. */
export const MOST_DIFFERENCES = 200;
const MOST_OF_A_KIND = 50;

/** Differences of one tool, by the same two rules. */
export type DifferencesOfAKind = readonly [ListedDifference, ...ListedDifference[]];

/**
 * Kinds of differences for which there may be something to suggest, the gravest first: where the candidate lets more pass, and where
 * it comes to no answer. Where it is stricter by a rule of its own, somebody meant it.
 */
export function kindsOf(differences: readonly ListedDifference[]): DifferencesOfAKind[] {
  const kinds = new Map<string, [ListedDifference, ...ListedDifference[]]>();
  for (const each of differences.filter(isForSuggestion)) {
    const key = [each.tool, each.before.rule, each.after.rule, each.cause].join('\n');
    const known = kinds.get(key);
    if (!known) kinds.set(key, [each]);
    else if (known.length < MOST_OF_A_KIND) known.push(each);
  }
  const rank = ([{ severity }]: DifferencesOfAKind): number => SEVERITIES.indexOf(severity);
  return [...kinds.values()].toSorted((one, other) => rank(one) - rank(other) || other.length - one.length);
}

function isForSuggestion({ cause, after }: ListedDifference): boolean {
  return cause === 'access_expanded' || cause === 'approval_removed' || after.code === 'POLICY_ERROR';
}
