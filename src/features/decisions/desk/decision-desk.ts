import { Inject, Injectable } from '@nestjs/common';
import { sessionStream } from '#features/sessions/contract';
import {
  ConflictError,
  EventIdReusedError,
  InvalidAppendError,
  NO_STREAM,
  refuse,
  type AppendReceipt,
  type Refusal,
  type StreamState,
  type StreamStates,
} from '#libs/event-sourcing';
import type { Settlement } from '#libs/decision-guards';
import { GuardRegistry } from '#libs/nest-decision-guards';
import { Ledger } from '#libs/nest-event-sourcing';
import type { AgentPrincipal } from '#platform/auth/principal';
import type { RequestFacts } from '#platform/http/request-context';
import { Metrics } from '#platform/telemetry/metrics';
import { decisionAnswer, type DecisionAnswer, type OutcomeAnswer } from './answer.js';
import { askingOf, sessionOf, type Ask } from './asks.js';
import type { DecideRequest, OutcomeRequest } from '../commands.js';
import { DecisionMaker } from '../contract.js';
import { decidedSession, decidedSessionEvents, type DecidedSession } from '../decider.js';
import { decisionId, outcomeId } from './decision-id.js';
import type { DecisionRecorded } from '../events.js';
import { Standing } from '../guards/standing.js';
import { conditionsOf, type Guarded } from '../guards/stands.js';
import { Lanes } from './lanes.js';
import { DecisionMemory } from './decision-memory.js';
import { answerRecorded, isRepeatable } from './repeated-ask.js';
import { draftDecisions, isTooLarge, type DecisionDraft } from './decision-draft.js';

/** Attempts in a row that settle nothing, before asks that keep losing races are refused with STREAM_BUSY. */
const MAX_ATTEMPTS = 50;
/** Events of one append, at most: more wait for the next one. */
const MAX_ASKS = 500;

/**
 * Where calls are decided. All asks of one lane, which is a session's or that of sessions which move one stream, and wait are
 * decided together, each on the session the one before leaves, and appended once, on condition that nothing has moved that a guard judged them by. So no verdict
 * leaves that a kill, a publish or a revoked key, committed before it on any replica, should have changed.
 */
@Injectable()
export class DecisionDesk extends DecisionMaker {
  private readonly sessions: StreamStates<typeof decidedSessionEvents, DecidedSession>;
  private readonly lanes = new Lanes<Ask>((lane, asks) => this.settle(lane, asks), MAX_ASKS);

  constructor(
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(GuardRegistry) private readonly registry: GuardRegistry,
    @Inject(DecisionMemory) private readonly memory: DecisionMemory,
    @Inject(Metrics) private readonly metrics: Metrics,
  ) {
    super();
    this.sessions = ledger.states(decidedSessionEvents, decidedSession);
  }

  decide(agent: AgentPrincipal, request: DecideRequest, facts: RequestFacts): Promise<DecisionAnswer | Refusal> {
    return new Promise((resolve, reject) => {
      const id = decisionId(agent.tenant, request.sessionId, request.requestId);
      this.push({ kind: 'decide', id, request, agent, facts, resolve, reject });
    });
  }

  /** Once per decision, by the agent it was made for; a decision of anybody else does not exist. */
  async recordOutcome(
    agent: AgentPrincipal,
    decision: string,
    outcome: OutcomeRequest,
    facts: RequestFacts,
  ): Promise<OutcomeAnswer | Refusal> {
    const made = await this.memory.find(agent.tenant, decision);
    if (!made || made.agent !== agent.id) return refuse('DECISION_NOT_FOUND');
    const settles = await this.settlement(agent.tenant, decision, outcome);
    return new Promise((resolve, reject) => {
      this.push({
        kind: 'outcome',
        id: outcomeId(decision),
        session: made.session,
        decision,
        tool: made.tool,
        allowed: made.allowed,
        outcome,
        settles,
        agent,
        facts,
        resolve,
        reject,
      });
    });
  }

  private push(ask: Ask): void {
    this.lanes.push(this.laneOf(ask), ask);
  }

  private laneOf(ask: Ask): string {
    const asking = askingOf(ask);
    const together = this.registry.together(asking);
    return together === undefined ? `${asking.tenant}\n${asking.session}` : `${asking.tenant}\n\n${together}`;
  }

  /** What guards record along with an outcome follows from the decision as it was recorded. */
  private async settlement(tenant: string, decision: string, outcome: OutcomeRequest): Promise<Settlement | null> {
    if (!this.registry.settles) return null;
    const made = await this.memory.recorded(tenant, decision);
    if (!made) throw new Error(`decision ${decision} is remembered and not recorded`);
    const { status, labels = [], result, error, usage } = outcome;
    return { decision, status, labels, result, error, usage, input: made.input, verdict: made.verdict, code: made.code };
  }

  /** Settles every ask: with an answer, a refusal or, when the ledger or a database is away, a fault. */
  private async settle(lane: string, asks: Ask[]): Promise<void> {
    let open = asks;
    try {
      for (let fruitless = 0; open.length > 0 && fruitless < MAX_ATTEMPTS;) {
        if (fruitless > 0) open = this.stayingIn(lane, open);
        // Of a wrong supposition one append is enough to learn from.
        const left = await this.attempt(open, fruitless === 0);
        fruitless = left.length < open.length ? 0 : fruitless + 1;
        open = left;
      }
      for (const ask of open) ask.resolve(refuse('STREAM_BUSY'));
    } catch (error) {
      for (const ask of open) ask.reject(error);
    }
  }

  /** What was learned from losing a race may be with whom they had better be decided: those go there instead of losing it again. */
  private stayingIn(lane: string, asks: Ask[]): Ask[] {
    const staying = asks.filter((ask) => this.laneOf(ask) === lane);
    for (const ask of asks) if (!staying.includes(ask)) this.push(ask);
    return staying;
  }

  /** One try; what it returns has to be tried again. An id waits until the ask before it with the same id is recorded. */
  private async attempt(waiting: Ask[], supposes: boolean): Promise<Ask[]> {
    const asks = [...new Map(waiting.toReversed().map((ask) => [ask.id, ask])).values()].toReversed();
    const again = waiting.filter((ask) => !asks.includes(ask));
    return [...(await this.attemptDistinct(asks, supposes)), ...again];
  }

  private async attemptDistinct(asks: Ask[], supposes = false): Promise<Ask[]> {
    const { tenant } = asks[0]!.agent;
    const sessions = await this.loadSessions(tenant, asks);
    const standing = new Standing(this.registry.guards, tenant, supposes);
    const { admitted, refused } = await standing.admit(asks, (ask) =>
      askingOf(ask, sessions.get(sessionStream(sessionOf(ask)))?.state.session),
    );
    const draft = await this.draft(sessions, admitted, standing);
    try {
      if (draft.accepted.length > 0) {
        const receipt = await this.append(tenant, draft);
        if (!receipt.repeated) standing.settle();
        this.answer(draft, receipt);
      }
      await this.settleRefused([...refused, ...draft.refused]);
      return [...draft.left];
    } catch (error) {
      if (error instanceof ConflictError) return this.afterConflict(asks, standing, error.stream, supposes);
      if (error instanceof EventIdReusedError) return this.afterReuse(asks, standing, error, supposes);
      if (error instanceof InvalidAppendError) return this.oneByOne(asks, supposes, draft, error);
      throw error;
    }
  }

  private async append(tenant: string, { sessions, along, heard }: DecisionDraft): Promise<AppendReceipt> {
    const drafted = [...sessions].filter(([, { events }]) => events.length > 0);
    const writes = drafted.map(([stream, { loaded, events }]) => ({ stream, expect: loaded.revision, events }));
    const receipt = await this.ledger.store.append({ tenant, writes: [...writes, ...along], conditions: conditionsOf(heard) });
    if (!receipt.repeated)
      for (const [stream, { loaded, domainEvents }] of drafted) this.sessions.advance(tenant, stream, loaded, domainEvents);
    return receipt;
  }

  /** A guard that may revise is called in when there is something for it; that may lead to what another one may revise. */
  private async draft(
    sessions: ReadonlyMap<string, StreamState<DecidedSession>>,
    admitted: readonly Guarded<Ask>[],
    standing: Standing,
  ): Promise<DecisionDraft> {
    const now = new Date().toISOString();
    await standing.prepare(admitted, now);
    for (;;) {
      const draft = draftDecisions(sessions, admitted, { now, standing, newId: this.ledger.newId });
      if (draft.awaited.length === 0) return draft;
      await standing.call(draft.awaited);
    }
  }

  /** An outcome is of a decision that was recorded: a session remembered as never opened is an old memory. */
  private async loadSessions(tenant: string, asks: readonly Ask[]): Promise<ReadonlyMap<string, StreamState<DecidedSession>>> {
    const sessions = new Map<string, StreamState<DecidedSession> | undefined>();
    for (const ask of asks) {
      const stream = sessionStream(sessionOf(ask));
      const known = sessions.get(stream) ?? this.sessions.peek(tenant, stream);
      const isOld = known?.revision === NO_STREAM && ask.kind === 'outcome';
      sessions.set(stream, isOld ? undefined : known);
    }
    const load = async ([stream, known]: [string, StreamState<DecidedSession> | undefined]) =>
      [stream, known ?? (await this.sessions.refresh(tenant, stream))] as const;
    return new Map(await Promise.all([...sessions].map(load)));
  }

  /** A call that was decided before its session was closed still gets its answer when it is repeated. */
  private async settleRefused(refused: DecisionDraft['refused']): Promise<void> {
    const closed = refused.filter(({ refusal }) => refusal.refused === 'SESSION_CLOSED').map(({ ask }) => ask);
    const repeated = closed.filter(isRepeatable);
    if (repeated.length > 0) await answerRecorded(this.ledger.store, await this.stillAdmitted(repeated));
    for (const { ask, refusal } of refused) ask.resolve(refusal);
  }

  /** What cannot be recorded, because it is too large, must fail alone, and by nothing that was merely supposed. */
  private async oneByOne(
    asks: readonly Ask[],
    supposes: boolean,
    draft: DecisionDraft,
    error: InvalidAppendError,
  ): Promise<Ask[]> {
    if (asks.length > 1 || supposes) {
      const left: Ask[] = [];
      for (const ask of asks) left.push(...(await this.attemptDistinct([ask])));
      return left;
    }
    if (!isTooLarge(draft)) throw error;
    asks[0]!.resolve(refuse('BODY_TOO_LARGE', 'this is larger than one event of the ledger may be'));
    return [];
  }

  private answer(draft: DecisionDraft, receipt: AppendReceipt): void {
    let before = 0;
    const firstOf = new Map<string, number>();
    for (const [stream, { events }] of draft.sessions) {
      firstOf.set(stream, before);
      before += events.length;
    }
    for (const { ask, event, session, at } of draft.accepted) {
      const proof = receipt.events[firstOf.get(session)! + at]!;
      if (ask.kind === 'outcome') {
        ask.resolve({
          decisionId: ask.decision,
          status: ask.outcome.status,
          ledger: { position: proof.position, digest: proof.digest, chain: proof.chain, recordedAt: proof.at },
        });
        continue;
      }
      const decided = event as DecisionRecorded;
      this.metrics.decisions.inc({ verdict: decided.verdict, code: decided.code });
      this.memory.remember(ask.agent.tenant, ask.id, decided);
      ask.resolve(decisionAnswer(ask.id, decided, proof));
    }
  }

  /**
   * Something moved. At first that alone is brought up to date; where that was not enough somebody else is busy with the same streams, and
   * whoever learned of them one by one would always be too late.
   */
  private async afterConflict(asks: Ask[], standing: Standing, moved: string, isFirst: boolean): Promise<Ask[]> {
    this.metrics.appendConflicts.inc();
    const { tenant } = asks[0]!.agent;
    const sessions = [...new Set(asks.map((ask) => sessionStream(sessionOf(ask))))];
    const stale = isFirst ? sessions.filter((stream) => stream === moved) : sessions;
    await Promise.all([
      isFirst ? standing.refresh(moved) : standing.refreshAll(),
      ...stale.map((stream) => this.sessions.refresh(tenant, stream)),
    ]);
    return asks;
  }

  /** An ask that was recorded before; or something a guard writes along, which another process wrote at this moment. */
  private async afterReuse(asks: Ask[], standing: Standing, { original }: EventIdReusedError, isFirst: boolean): Promise<Ask[]> {
    if (!asks.some(({ id }) => id === original.id)) return this.afterConflict(asks, standing, original.stream, isFirst);
    return answerRecorded(this.ledger.store, await this.stillAdmitted(asks));
  }

  /** Those that guards admit by what is stored now; the others are answered. */
  private async stillAdmitted(asks: readonly Ask[]): Promise<Ask[]> {
    const standing = new Standing(this.registry.guards, asks[0]!.agent.tenant);
    const { admitted, refused } = await standing.admit(asks, (ask) => askingOf(ask), true);
    for (const { ask, refusal } of refused) ask.resolve(refusal);
    return admitted.map(({ ask }) => ask);
  }
}
