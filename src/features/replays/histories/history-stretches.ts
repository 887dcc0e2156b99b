import { canonicalJson, digestOf } from '#libs/evidence';
import type { Json, RecordedEvent } from '#libs/event-sourcing';
import type { CallInput, Judgement, PolicyReference } from '#libs/decision-guards';
import { differenceOf, Tally, type Difference, type Kind, type RecordedDecision, type Tallied } from '#libs/replay';
import type { AskedPolicies } from '../deciding-again/asked-policies.js';
import { isWanted } from '../deciding-again/recorded.js';
import type { AgainPlan, OrderedPlan } from '../deciding-again/again-plan.js';
import { decisionOf, type HistoryRow } from './history-row.js';
import type { HistoryRows } from './history-rows.js';

const PAGE = 2_000;
/** Nothing follows from anything there. */
const ALONE = { kind: 'direct', because: [] } as const;

/** A history that was recorded elsewhere, as a replay goes through it: its rows are the positions. Nothing stood behind its policies. */
export class HistoryStretches {
  constructor(
    private readonly rows: HistoryRows,
    private readonly policies: AskedPolicies,
    private readonly tenant: string,
    private readonly plan: AgainPlan & { readonly history: NonNullable<OrderedPlan['history']> },
  ) {}

  async tally(from: number, to: number): Promise<Tallied> {
    const tally = new Tally({ seed: this.plan.seed, kept: this.plan.listed });
    for (let at = from; at <= to; at += PAGE)
      for (const [n, row] of (await this.page(at, Math.min(to, at + PAGE - 1))).entries()) {
        const recorded = decisionOf(row, at + n, this.plan.candidate);
        if (!isWanted(recorded, this.plan)) continue;
        const judged = await this.judged(row);
        if (!judged) tally.addMissing();
        else tally.add(recorded, judged.before, judged.after, judged.difference);
      }
    return tally.result();
  }

  /** One row as both sides judge it, for telling why. */
  async compared(position: number): Promise<ComparedRow | undefined> {
    const [row] = await this.page(position, position);
    const judged = row && (await this.judged(row));
    if (!row || !judged) return undefined;
    const { baseline: before, candidate: after } = this.plan;
    const event = { at: row.at, digest: digestOf(canonicalJson(row as unknown as Json)), chain: '' };
    return {
      ...judged,
      event,
      recorded: decisionOf(row, position, after),
      input: row.input ?? null,
      ...ALONE,
      asked: { before, after },
    };
  }

  private async page(from: number, to: number): Promise<HistoryRow[]> {
    const rows = await this.rows.read(this.tenant, this.plan.history.digest, from, to);
    if (rows.length !== to - from + 1) throw new Error('the history was deleted, or is not what it was');
    return rows;
  }

  /** Undefined where one side has nothing to say: no input, or nothing recorded that is a decision. */
  private async judged(row: HistoryRow): Promise<Pick<ComparedRow, 'before' | 'after' | 'difference'> | undefined> {
    const { baseline, candidate } = this.plan;
    if (row.input === undefined || candidate === null) return undefined;
    const after = await this.asked(candidate, row.input);
    const before = baseline
      ? await this.asked(baseline, row.input)
      : row.recorded && { ...row.recorded, policy: null, pin: null };
    if (!before) return undefined;
    const difference = differenceOf(before, after, 'changes');
    const isOfWords = difference?.severity === 'info' && row.isBare && baseline === null;
    return { before, after, difference: isOfWords ? undefined : difference };
  }

  private async asked(reference: PolicyReference, input: Json): Promise<Judgement> {
    const policy = await this.policies.load(reference);
    return { ...policy.ask(input as unknown as CallInput), policy: reference, pin: null };
  }
}

interface ComparedRow {
  readonly event: Pick<RecordedEvent, 'at' | 'digest' | 'chain'>;
  readonly recorded: RecordedDecision;
  /** What was asked, whole. */
  readonly input: Json;
  readonly before: Judgement;
  readonly after: Judgement;
  readonly difference: Difference | undefined;
  readonly kind: Kind;
  readonly because: readonly string[];
  readonly asked: { readonly before: PolicyReference | null; readonly after: PolicyReference | null };
}
