import { ConflictError, EventIdReusedError, InvalidAppendError, refuse, type EventStore } from '#libs/event-sourcing';
import type { Metrics } from '#platform/telemetry/metrics';
import type { Ask } from '../asks.js';
import type { DecisionAnswers } from '../decision-answers.js';
import { isTooLarge } from '../decision-draft.js';
import type { DecisionDrafting, Drafted } from '../decision-drafting.js';
import type { ForgottenRepeats } from './forgotten-repeats.js';
import type { LaneChoice } from './lane-choice.js';
import type { LaneTurns } from './lane-turns.js';
import type { SessionLanes } from './session-lanes.js';

/** Attempts in a row that settle nothing, before asks that keep losing races are refused with STREAM_BUSY. */
const MAX_ATTEMPTS = 50;
/** Asks of one draft, at most: nobody else is served while it is made. */
export const MOST_ASKS = 100;

interface Parts {
  readonly store: Pick<EventStore, 'append'>;
  readonly drafting: DecisionDrafting;
  readonly answers: DecisionAnswers;
  readonly metrics: Pick<Metrics, 'appendConflicts'>;
  readonly choice: LaneChoice;
  readonly sessions: SessionLanes<Ask>;
  readonly turns: LaneTurns;
  readonly forgotten: ForgottenRepeats;
}

/** Decides by what is stored, and alone: each append is waited for before the next draft is made. */
export class DecisionAttempts {
  constructor(private readonly parts: Parts) {}

  /** Settles all of them, one attempt after the other. Never rejects. */
  async settle(lane: string, asks: Ask[]): Promise<void> {
    let open = asks;
    try {
      for (let fruitless = 0; open.length > 0 && fruitless < MAX_ATTEMPTS;) {
        if (fruitless > 0) {
          this.parts.turns.lost(lane);
          open = this.stayingIn(lane, open);
        }
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
    const staying = asks.filter((ask) => this.parts.choice.fits(lane, ask));
    for (const ask of asks) if (!staying.includes(ask)) this.parts.sessions.move(ask);
    return staying;
  }

  /** One try, of as many as a draft holds; what it returns has to be tried again. An id waits until the ask before it with the same id is recorded. */
  private async attempt(waiting: Ask[], supposes: boolean): Promise<Ask[]> {
    const distinct = [...new Map(waiting.toReversed().map((ask) => [ask.id, ask])).values()].toReversed();
    const asks = new Set(distinct.slice(0, MOST_ASKS));
    const again = waiting.filter((ask) => !asks.has(ask));
    return [...(await this.record(await this.parts.drafting.draft([...asks], supposes))), ...again];
  }

  /** Appends it and waits for that. */
  async record(drafted: Drafted): Promise<Ask[]> {
    const { draft, refused } = drafted;
    try {
      if (draft.accepted.length > 0) {
        const receipt = await this.parts.store.append(this.parts.drafting.requestOf(drafted));
        this.parts.drafting.landed(drafted, receipt);
        this.parts.answers.accepted(draft, receipt);
      }
    } catch (error) {
      return this.afterFailure(drafted, error);
    }
    await this.parts.answers.refused(refused);
    return [...draft.left];
  }

  /** What has to be tried again of a draft that did not get in; throws when that was nobody's doing. */
  async afterFailure(drafted: Drafted, error: unknown): Promise<Ask[]> {
    if (error instanceof InvalidAppendError) return this.oneByOne(drafted, error);
    // An ask that was recorded before; or something a guard writes along, which another process wrote at this moment.
    if (error instanceof EventIdReusedError && drafted.asks.some(({ id }) => id === error.original.id))
      return this.recorded(drafted.asks);
    if (!(error instanceof ConflictError || error instanceof EventIdReusedError)) throw error;
    this.parts.metrics.appendConflicts.inc();
    await this.parts.drafting.refresh(drafted, error instanceof ConflictError ? error.stream : error.original.stream);
    return [...drafted.asks];
  }

  private async recorded(asks: readonly Ask[]): Promise<Ask[]> {
    const left = await this.parts.answers.recorded(asks);
    for (const ask of asks) if (!left.includes(ask)) this.parts.forgotten.found(ask);
    return left;
  }

  /** What cannot be recorded, because it is too large, must fail alone, and by nothing that was merely supposed. */
  private async oneByOne({ asks, supposes, draft }: Drafted, error: InvalidAppendError): Promise<Ask[]> {
    if (asks.length > 1 || supposes) {
      const left: Ask[] = [];
      for (const ask of asks) left.push(...(await this.record(await this.parts.drafting.draft([ask], false))));
      return left;
    }
    if (!isTooLarge(draft)) throw error;
    this.parts.choice.keepApart(asks[0]!);
    asks[0]!.resolve(refuse('BODY_TOO_LARGE', 'this is larger than one event of the ledger may be'));
    return [];
  }
}
