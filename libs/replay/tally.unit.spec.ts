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
}
const rows = fc.array(
  fc.record<Row>({
    before: fc.constantFrom(...RULINGS),
    after: fc.constantFrom(...RULINGS),
    tool: fc.constantFrom(...NAMES),
    kind: fc.nat(9),
  }),
  { maxLength: 60 },
);

function recordedAt(position: number, { before, tool }: Row): RecordedDecision {
  const input = { tool, agent: { id: `agent ${tool}`, labels: {} }, session: { id: `session ${tool}` } } as unknown as CallInput;
  return { ...before, id: `d-${position}`, position, input };
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
