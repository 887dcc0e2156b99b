import type { Judgement } from '#libs/decision-guards';
import { canonicalJson } from '#libs/evidence';
import type { Json } from '#libs/event-sourcing';
import type { Verdict } from '#libs/ruling';

/** How much a difference matters, the worst first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What kind of difference it is. */
export const CAUSES = [
  'access_expanded',
  'access_restricted',
  'approval_added',
  'approval_removed',
  'effects_changed',
  'rule_changed',
  'reason_changed',
] as const;
export type Cause = (typeof CAUSES)[number];

export interface Difference {
  readonly severity: Severity;
  readonly cause: Cause;
}

/** What a call may do at most: a tool that nobody has described may do anything. */
export type Reach = 'reads' | 'changes';

type Ruled = Pick<Judgement, 'verdict' | 'code' | 'rule' | 'reason' | 'obligations' | 'changes' | 'retryAfter'>;

/** What one ruling says otherwise than another; undefined when they say the same, word for word. */
export function differenceOf(before: Ruled, after: Ruled, reach: Reach): Difference | undefined {
  const [from, to] = [standingOf(before), standingOf(after)];
  if (from !== to) return { ...MOVES[from][to][reach] };
  if (before.code !== after.code || !isSame(effectsOf(before), effectsOf(after)))
    return { severity: 'medium', cause: 'effects_changed' };
  if (before.rule !== after.rule) return { severity: 'info', cause: 'rule_changed' };
  return before.reason === after.reason ? undefined : { severity: 'info', cause: 'reason_changed' };
}

/** Whether they are the same in everything that a decision tells. */
export function isSameRuling(one: Ruled, other: Ruled): boolean {
  return (
    one.verdict === other.verdict &&
    one.code === other.code &&
    one.rule === other.rule &&
    one.reason === other.reason &&
    isSame(effectsOf(one), effectsOf(other))
  );
}

/** How far a ruling lets a call go. What people or an exception let pass is held by the policy all the same. */
type Standing = 'free' | 'held' | 'refused';

const FREE: ReadonlySet<Verdict> = new Set(['ALLOW', 'MODIFY']);

function standingOf({ verdict, code }: Ruled): Standing {
  if (code === 'APPROVED' || code === 'EXCEPTED' || verdict === 'REQUIRE_APPROVAL') return 'held';
  return FREE.has(verdict) ? 'free' : 'refused';
}

type Ruling = Readonly<Record<Reach, Difference>>;
const both = (severity: Severity, cause: Cause): Ruling => ({ reads: { severity, cause }, changes: { severity, cause } });
const each = (reads: Severity, changes: Severity, cause: Cause): Ruling => ({
  reads: { severity: reads, cause },
  changes: { severity: changes, cause },
});
const none = both('info', 'reason_changed');

/** Permission that is gained ranks highest; what becomes stricter by way of people is least. */
const MOVES: Readonly<Record<Standing, Readonly<Record<Standing, Ruling>>>> = {
  refused: {
    free: each('high', 'critical', 'access_expanded'),
    held: each('low', 'medium', 'access_expanded'),
    refused: none,
  },
  held: {
    free: each('high', 'critical', 'approval_removed'),
    refused: both('low', 'access_restricted'),
    held: none,
  },
  free: {
    refused: each('medium', 'high', 'access_restricted'),
    held: both('low', 'approval_added'),
    free: none,
  },
};

function effectsOf({ obligations, changes, retryAfter }: Ruled): Json {
  return obligations.length === 0 && changes === null && retryAfter === null ? null : { obligations, changes, retryAfter };
}

function isSame(one: Json, other: Json): boolean {
  return one === other || (one !== null && other !== null && canonicalJson(one) === canonicalJson(other));
}
