import { Inject, Injectable } from '@nestjs/common';
import { Candidates, DecidingAgain, type AgainOrder, type AgainPlan, type FoundDifferences } from '#features/replays/contract';
import { isRefusal, type Json } from '#libs/event-sourcing';
import type { ListedDifference, Tallied } from '#libs/replay';
import type { Suggestion } from './answers.js';
import type { DifferencesOfAKind } from './grouped-differences.js';

/** Decisions that did not differ and that an edit is tried on. */
const MOST_OTHERS = 1_000;
const COMPARED_AT_ONCE = 200;
const LOOSER: ReadonlySet<string> = new Set(['access_expanded', 'approval_removed']);

type Kinds = ReadonlyMap<number, string>;

/** Replays an edited candidate over the differences it is about, and over a stretch of other decisions. */
@Injectable()
export class ReplayedEdit {
  constructor(
    @Inject(Candidates) private readonly candidates: Candidates,
    @Inject(DecidingAgain) private readonly again: DecidingAgain,
  ) {}

  /** Undefined where it restores nothing, loosens anything, or leaves a call without an answer: such an edit is not shown. */
  async replayed(
    tenant: string,
    work: string,
    found: FoundDifferences,
    kind: DifferencesOfAKind,
    edit: { readonly modules: Readonly<Record<string, string>>; readonly data: Json; readonly entrypoint: string },
  ): Promise<Suggestion['replayed'] | undefined> {
    const candidate = await this.candidates.find(tenant, edit as never);
    if (isRefusal(candidate) || !candidate) return undefined;
    const { plan, from, to } = found;
    const edited: AgainPlan = { ...plan, candidate, listed: MOST_OTHERS };
    const positions = kind.map(({ position }) => position).toSorted((one, other) => one - other);
    const order = { tenant, work: `${work} ${candidate.digest}`, plan: edited };
    const compared = await this.again.compare({ ...order, positions });
    const restores = compared.filter((each) => each === null || each.severity === 'info').length;
    const tightens = compared.filter((each) => each !== null && isStricter(each)).length;
    const own = new Set(positions);
    const [before, after, decisions] = await this.others(tenant, { ...plan, listed: MOST_OTHERS }, order, from, to);
    const others = [...new Set([...before.keys(), ...after.keys()])].filter((position) => !own.has(position));
    const changed = others.filter((position) => before.get(position) !== after.get(position));
    const isLooser = (kinds: Kinds, position: number): boolean => LOOSER.has(kinds.get(position)?.split(' ')[0] ?? '');
    const isAnyLooser =
      changed.some((position) => isLooser(after, position) && !isLooser(before, position)) ||
      compared.some((each) => each !== null && LOOSER.has(each.cause));
    if (isAnyLooser || restores + tightens === 0) return undefined;
    if (compared.some(isBroken) || (await this.breaks(order, changed))) return undefined;
    return { restores, of: positions.length, tightens, changesElse: changed.length, decisions };
  }

  /** Whether the edited policy has no answer any more for one of these calls: two rules of it may answer now. */
  private async breaks(order: AgainOrder, changed: readonly number[]): Promise<boolean> {
    const rising = changed.toSorted((one, other) => one - other);
    for (let at = 0; at < rising.length; at += COMPARED_AT_ONCE)
      if ((await this.again.compare({ ...order, positions: rising.slice(at, at + COMPARED_AT_ONCE) })).some(isBroken))
        return true;
    return false;
  }

  /** What candidate and edit come to over the same stretch, by position. */
  private async others(
    tenant: string,
    plan: AgainPlan,
    order: AgainOrder,
    from: number,
    to: number,
  ): Promise<readonly [Kinds, Kinds, number]> {
    const stretch = { from, to, most: MOST_OTHERS };
    if (from > to) return [new Map(), new Map(), 0];
    const before = await this.again.tally({ tenant, work: `${order.work} before`, plan, ...stretch });
    const after = await this.again.tally({ ...order, ...stretch });
    return [kindsIn(before.tallied), kindsIn(after.tallied), after.tallied.decisions];
  }
}

function kindsIn({ strata }: Tallied): Kinds {
  return new Map(
    strata.flatMap(({ cause, severity, from, to, kept }) =>
      kept.map(({ position }) => [position, `${cause} ${severity} ${from} ${to}`] as const),
    ),
  );
}

function isBroken(each: ListedDifference | null): boolean {
  return each !== null && each.after.code === 'POLICY_ERROR' && each.before.code !== 'POLICY_ERROR';
}

function isStricter({ cause }: ListedDifference): boolean {
  return cause === 'access_restricted' || cause === 'approval_added';
}
