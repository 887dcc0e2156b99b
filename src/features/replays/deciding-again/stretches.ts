import type { Judgement, PolicyReference } from '#libs/decision-guards';
import type { EventStore, JsonObject, RecordedEvent } from '#libs/event-sourcing';
import type { EventText, LedgerReader } from '#libs/event-store-postgres';
import { parseJson } from '#libs/exact-json';
import {
  decideAgain,
  differenceOf,
  isSameRuling,
  Tally,
  wasForThePolicy,
  type Kind,
  type RecordedDecision,
  type Tallied,
} from '#libs/replay';
import { POLICY_NOT_ASKED } from '#libs/ruling';
import type { AskedPolicies, ReplayedPolicy } from './asked-policies.js';
import type { AgainPlan } from './again-plan.js';
import { isWanted, recordedDecision, type ReplayedEvent } from './recorded.js';
import { Standing, STANDING_TYPES } from './standing.js';

/** Events that are read at once. */
const PAGE = 2_000;
const DECISION = 'DecisionRecorded';
const TYPES = [DECISION, ...STANDING_TYPES];

export type LedgerReads = Pick<EventStore, 'readPositions'> & Pick<LedgerReader, 'readTexts'>;

/** One tenant's ledger as a replay goes through it, stretch by stretch. What comes of a stretch depends on the ledger and the plan alone. */
export class Stretches {
  protected standing = new Standing();
  /** Up to where `standing` has been shown the ledger. */
  protected shown = 0;

  constructor(
    protected readonly ledger: LedgerReads,
    protected readonly policies: AskedPolicies,
    protected readonly tenant: string,
    protected readonly plan: AgainPlan,
  ) {}

  /** Decides everything again from one position to another, both included. */
  async tally(from: number, to: number): Promise<Tallied> {
    return (await this.tallySome(from, to, Infinity)).tallied;
  }

  /** The same, but not beyond so many decisions: `through` says how far it went. */
  async tallySome(from: number, to: number, most: number): Promise<TalliedSome> {
    await this.showUpTo(from - 1);
    const tally = new Tally({ seed: this.plan.seed, kept: this.plan.listed });
    let next = this.page(from, to, TYPES);
    for (let isMore = true; isMore;) {
      const texts = await next;
      isMore = texts.length === PAGE;
      // The next ones are on their way while these are decided.
      if (isMore) next = this.page((texts.at(-1) as EventText).position + 1, to, TYPES);
      next.catch(() => undefined);
      for (const text of texts) {
        const event = eventOf(text);
        if (event.type !== DECISION) this.standing.take(event);
        else if (!this.take(event, tally)) await this.takeWhenReady(event, tally);
        this.shown = event.position;
        if (tally.size >= most) return { tallied: tally.result(), through: event.position };
      }
    }
    this.shown = to;
    return { tallied: tally.result(), through: to };
  }

  /** The decision at a position as both sides judge it, for telling why; undefined when there is none to be told of. */
  async compared(position: number): Promise<Compared | undefined> {
    await this.showUpTo(position - 1);
    const [event] = await this.ledger.readPositions(this.tenant, [position]);
    const recorded = event && recordedDecision(event);
    if (!event || !recorded) return undefined;
    await this.prepare(recorded);
    const { before, after } = this.judged(recorded);
    const difference = differenceOf(before, after, this.standing.reachOf(recorded.input.tool));
    const { baseline, candidate } = this.plan;
    return {
      event,
      recorded,
      before,
      after,
      difference,
      kind: 'direct',
      because: [],
      asked: { before: baseline ?? recorded.policy, after: candidate ?? recorded.policy },
    };
  }

  private page(from: number, to: number, types: readonly string[]): Promise<EventText[]> {
    return this.ledger.readTexts(this.tenant, { from, to, limit: PAGE }, types);
  }

  /** False while a policy that it needs was not loaded: then nothing happened. */
  private take(event: ReplayedEvent, tally: Tally): boolean {
    const recorded = recordedDecision(event);
    if (!recorded) tally.addMissing();
    else if (isWanted(recorded, this.plan)) {
      if (!this.areReady(recorded)) return false;
      this.count(recorded, tally);
    }
    if (recorded) this.standing.takeUse(recorded);
    return true;
  }

  private async takeWhenReady(event: ReplayedEvent, tally: Tally): Promise<void> {
    const recorded = recordedDecision(event);
    if (recorded) await this.prepare(recorded);
    if (!this.take(event, tally)) throw new Error(`position ${event.position}: its policies do not stay loaded`);
  }

  private count(recorded: RecordedDecision, tally: Tally): void {
    const { before, after } = this.judged(recorded);
    const difference = differenceOf(before, after, this.standing.reachOf(recorded.input.tool));
    const own = difference && this.plan.baseline === null ? this.byItsOwnPolicy(recorded) : undefined;
    // What this engine does not even find as it was recorded says nothing of the candidate.
    if (own && !isSameRuling(own, recorded)) tally.addDivergence(recorded, own);
    else tally.add(recorded, before, after, difference);
  }

  private judged(recorded: RecordedDecision): { readonly before: Judgement; readonly after: Judgement } {
    const { baseline, candidate } = this.plan;
    const by = (policy: PolicyReference | null) =>
      policy ? decideAgain(recorded, this.ready(policy), this.standing) : (this.byItsOwnPolicy(recorded) ?? recorded);
    return { before: baseline ? by(baseline) : recorded, after: by(candidate) };
  }

  /** Undefined where no policy was asked, so that there is nothing to be found again. */
  protected byItsOwnPolicy(recorded: RecordedDecision): Judgement | undefined {
    const { policy, rule } = recorded;
    if (!policy || rule === POLICY_NOT_ASKED || !wasForThePolicy(recorded)) return undefined;
    return decideAgain(recorded, this.ready(policy), this.standing);
  }

  protected ready(reference: PolicyReference): ReplayedPolicy {
    const policy = this.policies.peek(reference);
    if (!policy) throw new Error(`policy ${reference.id} revision ${reference.revision} was not prepared`);
    return policy;
  }

  private policiesFor({ policy }: RecordedDecision): PolicyReference[] {
    return [this.plan.baseline, this.plan.candidate, policy].filter((each) => each !== null);
  }

  protected areReady(recorded: RecordedDecision): boolean {
    return this.policiesFor(recorded).every((each) => this.policies.peek(each));
  }

  protected async prepare(recorded: RecordedDecision): Promise<void> {
    for (const policy of this.policiesFor(recorded)) await this.policies.load(policy);
  }

  protected async showUpTo(position: number): Promise<void> {
    if (position < this.shown) {
      this.standing = new Standing();
      this.shown = 0;
    }
    for (let isMore = this.shown < position; isMore;) {
      const texts = await this.page(this.shown + 1, position, STANDING_TYPES);
      for (const text of texts) this.standing.take(eventOf(text));
      isMore = texts.length === PAGE;
      this.shown = isMore ? (texts.at(-1) as EventText).position : position;
    }
    await this.showUses(position);
  }

  /** What exceptions let pass just before, and what is recorded of it only behind: calls that were decided together share an append. */
  private async showUses(position: number): Promise<void> {
    if (!this.standing.countsUses) return;
    for (const text of await this.page(Math.max(1, position + 1 - PAGE), position, [DECISION])) {
      const recorded = recordedDecision(eventOf(text));
      if (recorded) this.standing.takeUse(recorded);
    }
  }
}

function eventOf({ data, ...event }: EventText): ReplayedEvent {
  return { ...event, data: parseJson(data) as JsonObject };
}

/** What came of a stretch up to a position. */
export interface TalliedSome {
  readonly tallied: Tallied;
  readonly through: number;
}

/** One decision, judged by both sides. */
export interface Compared {
  readonly event: RecordedEvent;
  readonly recorded: RecordedDecision;
  readonly before: Judgement;
  readonly after: Judgement;
  readonly difference: ReturnType<typeof differenceOf>;
  readonly kind: Kind;
  readonly because: readonly string[];
  readonly asked: { readonly before: PolicyReference | null; readonly after: PolicyReference | null };
}
