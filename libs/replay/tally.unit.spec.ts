import { describe, expect } from '@jest/globals';
import { fc, it } from '@fast-check/jest';
import type { CallInput, Judgement } from '#libs/decision-guards';
import { stopped } from '#libs/ruling';
import { differenceOf } from './difference.js';
import type { RecordedDecision } from './recorded-decision.js';
import { reportOf, type ReportHead } from './report.js';
import { Tally } from './tally.js';

const OPTIONS = { seed: 'x', kept: 3 };
const RULINGS: readonly Judgement[] = [
  { ...stopped('ALLOW', 'ALLOWED', 'free', 'x'), policy: null, pin: null },
  { ...stopped('DENY', 'POLICY_DENIED', 'no', 'x'), policy: null, pin: null },
  { ...stopped('REQUIRE_APPROVAL', 'APPROVAL_REQUIRED', 'ask', 'x'), policy: null, pin: null },
];
/** Names that others choose may be those of anything. */
const NAMES = ['pay', '__proto__', 'constructor', '1', '10', '9', ''];

interface Row {
  readonly before: Judgement;
  readonly after: Judgement;
  readonly tool: string;
  readonly kind: number;
  readonly policy: Judgement['policy'];
}
const POLICIES = [null, ...['a@1', 'a@2', 'a@10', '__proto__@1'].map(referenceOf)];
const rows = fc.array(
  fc.record<Row>({
    before: fc.constantFrom(...RULINGS),
    after: fc.constantFrom(...RULINGS),
    tool: fc.constantFrom(...NAMES),
    kind: fc.nat(9),
    policy: fc.constantFrom(...POLICIES),
  }),
  { maxLength: 60 },
);

function recordedAt(position: number, { before, tool, policy }: Row): RecordedDecision {
  const input = { tool, agent: { id: `agent ${tool}`, labels: {} }, session: { id: `session ${tool}` } } as unknown as CallInput;
  return { ...before, policy, id: `d-${position}`, position, input };
}

function referenceOf(name: string): Judgement['policy'] {
  const [id = '', revision] = name.split('@');
  return { id, revision: Number(revision) } as Judgement['policy'];
}

function add(tally: Tally, position: number, row: Row): void {
  const recorded = recordedAt(position, row);
  if (row.kind === 0) tally.addMissing();
  else if (row.kind === 1) tally.addDivergence(recorded, row.after);
  else tally.add(recorded, row.before, row.after, differenceOf(row.before, row.after, 'changes'));
}

const head: ReportHead = {
  tenant: 'acme',
  source: 'ledger',
  mode: 'independent',
  from: 1,
  to: 60,
  filter: {},
  baseline: null,
  candidate: null,
  engine: 'e',
  seed: 'x',
  listed: 3,
};

describe('what comes of stretches', () => {
  it.prop([rows, fc.array(fc.nat(60), { maxLength: 8 })])(
    'merged in their order is what comes of the whole, however it is cut',
    (all, cuts) => {
      const whole = new Tally(OPTIONS);
      for (const [position, row] of all.entries()) add(whole, position, row);
      const merged = new Tally(OPTIONS);
      const edges = [0, ...cuts.toSorted((a, b) => a - b), all.length];
      for (const [n, from] of edges.slice(0, -1).entries()) {
        const part = new Tally(OPTIONS);
        for (const [offset, row] of all.slice(from, edges[n + 1]).entries()) add(part, from + offset, row);
        merged.merge(structuredClone(part.result()));
      }
      expect(JSON.stringify(merged.result())).toBe(JSON.stringify(whole.result()));
    },
  );

  it.prop([rows])('is told with which revisions decided it, and where', (all) => {
    const tally = new Tally(OPTIONS);
    for (const [position, row] of all.entries()) add(tally, position, row);
    const positions = Map.groupBy(
      [...all.entries()].filter(([, { kind }]) => kind !== 0),
      ([, { policy }]) => policy,
    );
    const expected = POLICIES.flatMap((policy) => {
      const those = positions.get(policy)?.map(([position]) => position) ?? [];
      const [from, to] = [those[0], those.at(-1)];
      const { id, revision } = policy ?? { id: null, revision: null };
      return those.length === 0 ? [] : [{ policy: id, revision, decisions: those.length, from, to }];
    });
    const { decidedBy = [] } = reportOf(head, tally.result(), []);
    expect(new Set(decidedBy)).toStrictEqual(new Set(expected));
    expect(decidedBy.map(({ policy, revision }) => [policy, revision])).toStrictEqual(
      decidedBy
        .toSorted((one, other) =>
          one.policy === other.policy
            ? Number(one.revision) - Number(other.revision)
            : String(one.policy ?? '') < String(other.policy ?? '')
              ? -1
              : 1,
        )
        .map(({ policy, revision }) => [policy, revision]),
    );
    expect(reportOf({ ...head, history: 'x' }, tally.result(), []).decidedBy).toBeUndefined();
    const { decidedBy: _, ...before } = tally.result();
    const merged = new Tally(OPTIONS);
    for (const part of [tally.result(), before]) merged.merge(part);
    expect(reportOf(head, merged.result(), []).decidedBy).toBeUndefined();
  });

  it.prop([rows])('adds up in the report, and lists of each kind what there is or as many as are wanted', (all) => {
    const tally = new Tally(OPTIONS);
    for (const [position, row] of all.entries()) add(tally, position, row);
    const { totals, severities, kinds, tools, rules, matrix, isComplete } = reportOf(head, tally.result(), []);
    const sum = (counts: readonly number[]) => counts.reduce((all_, n) => all_ + n, 0);
    expect(totals.decisions).toBe(all.length);
    expect(totals.same + totals.different + totals.diverged + totals.factsMissing).toBe(all.length);
    expect(sum(Object.values(severities))).toBe(totals.different);
    for (const lines of [tools, rules]) expect(sum(lines.map(({ total }) => total))).toBe(totals.different);
    expect(sum(matrix.map(({ count }) => count))).toBe(totals.same + totals.different);
    expect(kinds.every(({ count, listed }) => listed === Math.min(count, OPTIONS.kept))).toBe(true);
    expect(isComplete).toBe(kinds.every(({ count }) => count <= OPTIONS.kept));
  });
});
