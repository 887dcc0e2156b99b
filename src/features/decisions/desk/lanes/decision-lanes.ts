import { setTimeout } from 'node:timers/promises';
import { ConflictError, LineBrokenError, type EventStore } from '#libs/event-sourcing';
import type { GuardRegistry } from '#libs/nest-decision-guards';
import type { Metrics } from '#platform/telemetry/metrics';
import { whenSettled, type Ask } from '../asks.js';
import type { DecisionAnswers } from '../decision-answers.js';
import type { DecisionDrafting, Drafted } from '../decision-drafting.js';
import type { DecisionMemory } from '../decision-memory.js';
import { DecisionAttempts, MOST_ASKS } from './decision-attempts.js';
import { DecisionsUnderWay } from './decisions-under-way.js';
import { ForgottenRepeats } from './forgotten-repeats.js';
import { LaneTurns } from './lane-turns.js';
import { LaneChoice } from './lane-choice.js';
import { Lanes } from './lanes.js';
import { isRepeatable } from '../repeated-ask.js';
import { SessionLanes } from './session-lanes.js';

/**
 * How calls are decided. All asks of one lane, which is an agent's, a session's or that of sessions which move one stream, and wait are
 * decided together, each on the session the one before leaves, and appended once, on condition that nothing has moved that a guard judged them
 * by. So no verdict leaves that a kill, a publish or a revoked key, committed before it on any replica, should have changed. What comes
 * meanwhile is drafted behind what is on its way, as if that were in; when it does not get in, all of it is decided again, alone.
 */
export class DecisionLanes {
  private readonly lanes = new Lanes<Ask>((lane, asks) => this.take(lane, asks), MOST_ASKS);
  private readonly choice: LaneChoice;
  private readonly sessions: SessionLanes<Ask>;
  private readonly turns = new LaneTurns();
  private readonly forgotten = new ForgottenRepeats();
  private readonly attempts: DecisionAttempts;
  private readonly underWay = new Map<string, DecisionsUnderWay>();

  constructor(
    private readonly store: Pick<EventStore, 'append'>,
    registry: GuardRegistry,
    private readonly drafting: DecisionDrafting,
    private readonly answers: DecisionAnswers,
    private readonly memory: DecisionMemory,
    metrics: Metrics,
  ) {
    this.choice = new LaneChoice(registry, (ask) => drafting.knows(ask));
    this.sessions = new SessionLanes(this.choice, (lane, ask) => this.lanes.push(lane, ask));
    const { choice, sessions, turns, forgotten } = this;
    this.attempts = new DecisionAttempts({ store, drafting, answers, metrics, choice, sessions, turns, forgotten });
  }

  /** Settled sooner or later: with an answer, a refusal or, when the ledger or a database is away, a fault. */
  push(ask: Ask): void {
    const session = this.choice.sessionOf(ask);
    this.sessions.push(whenSettled(ask, () => this.sessions.settled(session)));
  }

  /**
   * Sends the asks on their way, behind those of their lane that are, and lets go of them. What cannot be told before those under way
   * are in waits for them.
   */
  private async take(lane: string, asks: Ask[]): Promise<void> {
    const underWay = this.underWay.get(lane) ?? new DecisionsUnderWay(() => this.oneSettled(lane));
    let open: readonly Ask[] = this.withoutRecorded(asks);
    try {
      open = await this.withoutForgotten(open);
      await this.turn(lane, underWay, asks);
      open = this.withoutSessionsOf(underWay.repeatedIn(open), lane, open);
      while (open.length > 0 && !underWay.isBroken && underWay.repeatedIn(open).length === 0) {
        const drafted = await this.drafting.draft(open, true, underWay);
        if (underWay.isBroken) break;
        if (drafted.refused.length === 0) {
          this.send(lane, underWay, drafted);
          open = drafted.draft.left;
          continue;
        }
        // A refusal is told by what is stored, and a draft in which one stands may hang on it.
        const others = this.withoutSessionsOf(
          drafted.refused.map(({ ask }) => ask),
          lane,
          open,
        );
        if (others.length < open.length) {
          open = others;
          continue;
        }
        if (underWay.isEmpty) open = await this.attempts.record(drafted);
        break;
      }
    } catch (error) {
      for (const ask of open) ask.reject(error);
      open = [];
    }
    if (open.length > 0 || underWay.isBroken) await this.settleBehind(lane, underWay, open);
  }

  /** Room for one more append, and this process's turn: in a common lane, where one of its sessions is moved without a gap. */
  private async turn(lane: string, underWay: DecisionsUnderWay, [ask]: readonly Ask[]): Promise<void> {
    await underWay.room();
    const isCommon = ask !== undefined && this.choice.isCommon(lane, ask);
    const pause = this.turns.pause(lane, isCommon ? underWay.movesOneStream : underWay.moves);
    if (pause === 0) return;
    await underWay.failed();
    await setTimeout(pause);
  }

  /** Has the sessions of these decided in lanes of their own, where nobody else waits for them; all that others hold together stay. */
  private withoutSessionsOf(some: readonly Ask[], lane: string, asks: readonly Ask[]): readonly Ask[] {
    const sessions = new Set(some.filter((ask) => this.choice.isCommon(lane, ask)).map((ask) => this.choice.sessionOf(ask)));
    if (sessions.size === 0) return asks;
    const moving = asks.filter((ask) => sessions.has(this.choice.sessionOf(ask)));
    for (const ask of moving) this.choice.keepApart(ask);
    for (const ask of moving) this.sessions.move(ask);
    return asks.filter((ask) => !moving.includes(ask));
  }

  /** What is known to be recorded moves nothing: it is answered beside the lane, and nobody waits for it. */
  private withoutRecorded(asks: Ask[]): Ask[] {
    const repeated = asks.filter(({ kind, agent, id }) => kind === 'decide' && this.memory.has(agent.tenant, id));
    if (repeated.length === 0) return asks;
    this.answers.recorded(repeated).then(
      (left) => {
        for (const ask of left) ask.reject(new Error(`decision ${ask.id} is remembered and not recorded`));
      },
      (error: unknown) => {
        for (const ask of repeated) ask.reject(error);
      },
    );
    return asks.filter((ask) => !repeated.includes(ask));
  }

  /** What is probably recorded although nobody here remembers it is looked for. */
  private async withoutForgotten(asks: readonly Ask[]): Promise<readonly Ask[]> {
    const expected = asks.filter((ask) => isRepeatable(ask) && this.forgotten.areExpectedOf(ask));
    if (expected.length === 0) return asks;
    const left = new Set(await this.answers.recorded(expected));
    const answered = new Set(expected.filter((ask) => !left.has(ask)));
    for (const ask of answered) this.forgotten.found(ask);
    return asks.filter((ask) => !answered.has(ask));
  }

  private send(lane: string, underWay: DecisionsUnderWay, drafted: Drafted): void {
    this.underWay.set(lane, underWay);
    const left = this.drafting.leftBy(drafted);
    const sending = this.store.append({ ...this.drafting.requestOf(drafted), line: underWay.line });
    underWay.add(drafted, left, sending, (receipt) => {
      this.drafting.landed(drafted, receipt, left);
      this.answers.accepted(drafted.draft, receipt);
    });
  }

  private oneSettled(lane: string): void {
    const underWay = this.underWay.get(lane);
    if (underWay?.isBroken) this.lanes.wake(lane);
    else if (underWay?.isEmpty) this.underWay.delete(lane);
  }

  /** Once everything under way is settled, what did not get in and what waits is decided by what is stored, and alone. */
  private async settleBehind(lane: string, underWay: DecisionsUnderWay, waiting: readonly Ask[]): Promise<void> {
    const failed = await underWay.failed();
    this.underWay.delete(lane);
    const open: Ask[] = [];
    for (const { drafted, error } of failed) {
      if (error instanceof ConflictError) this.lost(lane, drafted, error);
      const again =
        error instanceof LineBrokenError
          ? drafted.asks
          : await this.attempts.afterFailure(drafted, error).catch(rejecting(drafted));
      open.push(...again);
    }
    await this.attempts.settle(lane, [...open, ...waiting]);
  }

  private lost(lane: string, { asks }: Drafted, { stream }: ConflictError): void {
    this.turns.lost(lane);
    const moved = asks.find((ask) => ask.stream === stream);
    if (moved) this.choice.keepApartFromOthers(moved);
  }
}

function rejecting({ asks }: Drafted): (error: unknown) => Ask[] {
  return (error) => {
    for (const ask of asks) ask.reject(error);
    return [];
  };
}
