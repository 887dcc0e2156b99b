import { SEVERITIES, type ListedDifference, type Tallied } from '#libs/replay';

/** Differences of a report, and characters of them: an API reads it whole. What is beyond is counted all the same. */
const MOST_TOLD = 2_000;
const MOST_CHARACTERS = 8 * 1024 * 1024;

/** Those that are told one by one, the gravest first. */
export function toldPositions(tallied: Tallied, most = MOST_TOLD): number[] {
  return worstFirst(tallied).slice(0, most);
}

/** The positions that were drawn, those of the gravest kinds before others. */
function worstFirst({ strata }: Tallied): number[] {
  const rank = ({ severity }: Tallied['strata'][number]): number => SEVERITIES.indexOf(severity);
  return strata.toSorted((one, other) => rank(one) - rank(other)).flatMap(({ kept }) => kept.map(({ position }) => position));
}

/** As many of the gravest as there is room for. */
export function thatFit(tallied: Tallied, differences: readonly ListedDifference[], room = MOST_CHARACTERS): ListedDifference[] {
  const byPosition = new Map(differences.map((each) => [each.position, each]));
  let left = room;
  return worstFirst(tallied).flatMap((position) => {
    const told = byPosition.get(position);
    if (!told || (left -= JSON.stringify(told).length) < 0) return [];
    return [told];
  });
}
