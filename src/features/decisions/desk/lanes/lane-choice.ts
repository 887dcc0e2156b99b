import { BoundedMap } from '#libs/bounded';
import type { GuardRegistry } from '#libs/nest-decision-guards';
import { askingOf, sessionOf, type Ask } from '../asks.js';
import type { LaneRule } from './session-lanes.js';

/** How long what was in the way of others stays out of the common lane. */
const APART_MS = 10_000;
const CAPACITY = 10_000;

/**
 * With which others an ask is decided. Those of one agent share a lane, because one append for all sessions costs less than one for each,
 * unless guards name another lane. On its own is a session that has to be read first; for a while one that held the others up; and
 * all of the agent's when others move several of them, too, for each would be decided again for what happened in some other one.
 */
export class LaneChoice implements LaneRule<Ask> {
  /** Until when, by sessions and by common lanes. */
  private readonly apart = new BoundedMap<string, number>(CAPACITY);
  /** Which session of a common lane somebody else moved last, and until when that counts. */
  private readonly moved = new BoundedMap<string, { readonly session: string; readonly until: number }>(CAPACITY);

  /** `now` gives milliseconds of a clock that only goes forward. */
  constructor(
    private readonly registry: Pick<GuardRegistry, 'together'>,
    /** Whether the session of an ask is remembered. */
    private readonly isKnown: (ask: Ask) => boolean,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Also the name of the session's own lane. */
  sessionOf(ask: Ask): string {
    return `${ask.agent.tenant}\n${sessionOf(ask)}`;
  }

  laneOf(ask: Ask): string {
    return this.wanted(ask) ?? (this.isApart(ask) || !this.isKnown(ask) ? this.sessionOf(ask) : commonLane(ask));
  }

  /** What one agent asks in the session of another never holds up what that one does elsewhere. */
  fits(lane: string, ask: Ask): boolean {
    const wanted = this.wanted(ask);
    if (wanted !== undefined) return wanted === lane;
    return !lane.startsWith(commonLanes(ask)) || (this.isCommon(lane, ask) && !this.isApart(ask));
  }

  /** Whether nobody but their agent holds these together. */
  isCommon(lane: string, ask: Ask): boolean {
    return lane === commonLane(ask);
  }

  /** Others need not wait for the session of this one. */
  keepApart(ask: Ask): void {
    this.apart.set(this.sessionOf(ask), this.now() + APART_MS);
  }

  /** Somebody else moved its session: it was closed, or another process decides in it, and soon in others of the agent. */
  keepApartFromOthers(ask: Ask): void {
    const [lane, session, until] = [commonLane(ask), this.sessionOf(ask), this.now() + APART_MS];
    const before = this.moved.get(lane);
    if (before && before.session !== session && before.until > this.now()) this.apart.set(lane, until);
    this.moved.set(lane, { session, until });
    this.keepApart(ask);
  }

  private wanted(ask: Ask): string | undefined {
    const together = this.registry.together(askingOf(ask));
    return together === undefined ? undefined : `${ask.agent.tenant}\n\n${together}`;
  }

  private isApart(ask: Ask): boolean {
    if (this.apart.isEmpty) return false;
    return Math.max(this.apart.get(commonLane(ask)) ?? 0, this.apart.get(this.sessionOf(ask)) ?? 0) > this.now();
  }
}

function commonLanes({ agent }: Ask): string {
  return `${agent.tenant}\n\n\n`;
}

function commonLane(ask: Ask): string {
  return commonLanes(ask) + ask.agent.id;
}
