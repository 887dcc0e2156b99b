import { canonicalJson, digestOf } from '#libs/evidence';
import type { Json } from '#libs/event-sourcing';
import { SEVERITIES, Tally, type Severity, type Tallied } from '#libs/replay';
import type { ShadowPlan, ShadowTotals } from '../events.js';

/** What names are counted under stands in a table of its own, and of differences the gravest do. A shadow looks at what is decided now. */
const NAMES = { tools: [], agents: [], sessions: [], rules: [] };
const counting = () => new Tally({ seed: '', kept: 0 });

export const NOTHING_YET: Tallied = totalsIn(counting());

/** What was found before, and behind it what was found now. */
export function together(before: Tallied, now: Tallied): Tallied {
  const tally = counting();
  tally.merge({ ...before, ...NAMES });
  tally.merge({ ...now, ...NAMES });
  return totalsIn(tally);
}

function totalsIn(tally: Tally): Tallied {
  const { decidedBy: _, ...counted } = tally.result();
  return { ...counted, ...NAMES };
}

export function totalsOf({ decisions, diverged, factsMissing, strata }: Tallied, through: number): ShadowTotals {
  const severities = Object.fromEntries(SEVERITIES.map((severity) => [severity, countOf(strata, severity)])) as Record<
    Severity,
    number
  >;
  const different = Object.values(severities).reduce((sum, n) => sum + n, 0);
  const same = decisions - diverged - factsMissing - different;
  return { through, decisions, same, different, diverged, factsMissing, severities };
}

function countOf(strata: Tallied['strata'], severity: Severity): number {
  return strata.reduce((sum, each) => sum + (each.severity === severity ? each.count : 0), 0);
}

/** The same for the same plan and ledger, whoever compared it in how many parts. */
export function digestOfFindings(plan: ShadowPlan, tallied: Tallied, through: number): string {
  const { matrix } = tallied;
  return digestOf(canonicalJson({ plan, totals: totalsOf(tallied, through), matrix } as unknown as Json));
}
