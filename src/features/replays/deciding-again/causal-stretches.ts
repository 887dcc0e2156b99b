import { approvalEvents } from '#features/approvals/contract';
import { decisionEvents, type DecisionSimulator, type SimulatedDecision } from '#features/decisions/contract';
import type { Judgement } from '#libs/decision-guards';
import { fromRecorded, isRefusal, type EventStore, type JsonObject, type RecordedEvent } from '#libs/event-sourcing';
import {
  decideAgain,
  differenceOf,
  isSameRuling,
  Tally,
  wasForThePolicy,
  type Kind,
  type RecordedDecision,
  type SimulatedLedger,
  type Tallied,
} from '#libs/replay';
import { POLICY_NOT_ASKED } from '#libs/ruling';
import type { AgainPlan } from './again-plan.js';
import type { AskedPolicies } from './asked-policies.js';
import { Knock } from './knock.js';
import { isWanted, recordedDecision } from './recorded.js';
import { Stretches, type Compared, type LedgerReads } from './stretches.js';

const PAGE = 1_000;
/** What agents cause besides decisions and outcomes, and would have caused in any case. */
const CARRIED_OF_AGENTS: ReadonlySet<string> = new Set(['SessionOpened', 'SessionClosed', 'ApprovalWithdrawn']);
const APPROVAL_TYPES: ReadonlySet<string> = new Set(Object.keys(approvalEvents));

export type CausalReads = LedgerReads & Pick<EventStore, 'readLedger'>;

/** The world a causal replay goes through: a ledger that becomes another one, and what decides on it. */
export interface SimulatedWorld {
  readonly ledger: SimulatedLedger;
  readonly simulator: DecisionSimulator;
}

/**
 * A ledger decided again from the first position of the plan on, each decision in the world that those before it would have left. It goes
 * forward only: whoever wants an earlier position begins with another world.
 */
export class CausalStretches extends Stretches {
  /** The next position. */
  private at: number;
  private readonly knock = new Knock();
  private current: RecordedDecision | undefined;

  constructor(
    private readonly reads: CausalReads,
    policies: AskedPolicies,
    tenant: string,
    protected override readonly plan: AgainPlan & { readonly from: number },
    private readonly world: SimulatedWorld,
  ) {
    super(reads, policies, tenant, plan);
    this.at = plan.from;
    world.simulator.begin((input) => this.judgedAs(input));
  }

  override async tally(from: number, to: number): Promise<Tallied> {
    await this.goTo(from - 1, () => undefined);
    const tally = new Tally({ seed: this.plan.seed, kept: this.plan.listed });
    await this.goTo(to, (compared) => {
      if (!compared) tally.addMissing();
      else if (isWanted(compared.recorded, this.plan)) this.add(compared, tally);
    });
    return tally.result();
  }

  override async compared(position: number): Promise<Compared | undefined> {
    let found: Compared | undefined;
    await this.goTo(position, (compared) => {
      if (compared?.recorded.position === position) found = compared;
    });
    return found;
  }

  private add({ recorded, before, after, difference, kind }: Compared, tally: Tally): void {
    const own = difference && this.byItsOwnPolicy(recorded);
    // Where each goes by its own policy nothing may be different, and what is not found as it was recorded says nothing.
    if (difference && (this.plan.candidate === null || (kind === 'direct' && own && !isSameRuling(own, recorded))))
      tally.addDivergence(recorded, own ?? after);
    else tally.add(recorded, before, after, difference, kind);
  }

  private async goTo(position: number, see: (compared: Compared | undefined) => void): Promise<void> {
    if (position < this.at - 1) throw new Error(`a causal replay does not go back from ${this.at} to ${position}`);
    if (this.at === this.plan.from) await this.showUpTo(this.plan.from - 1);
    let next = this.eventsFrom(this.at, position);
    for (let isMore = this.at <= position; isMore;) {
      const events = await next;
      const last = events.at(-1)?.position ?? position;
      isMore = last < position;
      // The next ones are on their way while these are decided.
      if (isMore) next = this.eventsFrom(last + 1, position);
      next.catch(() => undefined);
      for (const event of events) {
        this.at = event.position + 1;
        await this.happened(event, see);
      }
    }
  }

  private eventsFrom(from: number, to: number): Promise<RecordedEvent[]> {
    return from > to ? Promise.resolve([]) : this.reads.readLedger(this.tenant, from, Math.min(PAGE, to - from + 1));
  }

  private async happened(event: RecordedEvent, see: (compared: Compared | undefined) => void): Promise<void> {
    if (event.type === 'DecisionRecorded') {
      const recorded = recordedDecision(event);
      see(recorded && (await this.decided(event, recorded)));
      if (recorded) this.standing.takeUse(recorded);
    } else if (event.type === 'OutcomeRecorded') await this.settled(event);
    else if (event.actor.kind === 'agent' && !CARRIED_OF_AGENTS.has(event.type)) this.knock.recordedAlong(event);
    else await this.carried(event);
  }

  private async decided(event: RecordedEvent, recorded: RecordedDecision): Promise<Compared> {
    if (!this.areReady(recorded)) await this.prepare(recorded);
    this.current = recorded;
    const { id, input } = recorded;
    const simulated = await this.world.simulator.decide({ tenant: this.tenant, id, input });
    if (isRefusal(simulated))
      throw new Error(`position ${recorded.position}: the session does not let the call in: ${simulated.refused}`);
    const after = simulated.judgement;
    const difference = differenceOf(recorded, after, this.standing.reachOf(input.tool));
    const kind = difference ? this.kindOf(recorded) : 'direct';
    const because = difference && kind === 'knock_on' ? this.knock.causesOf(simulated) : [];
    if (difference) this.knock.differs(event, simulated);
    const { candidate } = this.plan;
    return {
      event,
      recorded,
      before: recorded,
      after,
      difference,
      kind,
      because,
      asked: { before: recorded.policy, after: candidate ?? recorded.policy },
    };
  }

  /** Whether the decision alone, with everything before it as it was, would have been another one, too. */
  private kindOf(recorded: RecordedDecision): Kind {
    const { candidate } = this.plan;
    const alone = candidate ? decideAgain(recorded, this.ready(candidate), this.standing) : this.byItsOwnPolicy(recorded);
    return alone && !isSameRuling(alone, recorded) ? 'direct' : 'knock_on';
  }

  /** In the place of the policy. */
  private judgedAs(input: SimulatedDecision['input']): Judgement {
    const recorded = this.current as RecordedDecision;
    const reference = this.plan.candidate ?? recorded.policy;
    // Nobody knows by which policy it would have been judged: it was stopped before, or there was none.
    if (!reference || (this.plan.candidate === null && recorded.rule === POLICY_NOT_ASKED)) return recorded;
    if (this.plan.candidate === null && !wasForThePolicy(recorded)) return recorded;
    return { ...this.ready(reference).ask(input), policy: reference, pin: recorded.pin };
  }

  private async settled(event: RecordedEvent): Promise<void> {
    const known = fromRecorded(decisionEvents, event);
    if (known?.type !== 'OutcomeRecorded') return;
    const { decision, status, durationMs, result, labels, error, usage } = known;
    await this.world.simulator.settle({
      tenant: this.tenant,
      id: event.id,
      at: event.at,
      agent: event.actor.id,
      decision,
      outcome: {
        status,
        labels,
        ...(durationMs !== null && { durationMs }),
        ...(result !== null && { result: result['value'] as never }),
        ...(error !== null && { error }),
        ...(usage && { usage: { tokens: usage.tokens } }),
      },
    });
  }

  /** What people and Writ itself did, they would have done in any case: to what there would have been to do it to. */
  private async carried(event: RecordedEvent): Promise<void> {
    this.standing.take(event);
    if (!APPROVAL_TYPES.has(event.type)) return this.world.ledger.carry(event);
    const asked = await this.lastAsked(event.stream);
    if (asked === undefined || (event.type === 'ApprovalExpired' && event.data['approval'] !== asked)) return;
    await this.world.ledger.carry({ ...event, data: { ...event.data, approval: asked } as JsonObject });
  }

  /** The newest request for a call, under whatever id it would have had. */
  private async lastAsked(stream: string): Promise<unknown> {
    const events = await this.world.ledger.readStream(this.tenant, stream);
    return events.findLast(({ type }) => type === 'ApprovalRequested')?.data['approval'];
  }
}
