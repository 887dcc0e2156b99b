/** Where the items of one session are at this moment. */
interface InLane<T> {
  readonly lane: string;
  open: number;
  /** Until those in the lane are settled, in their order. */
  readonly waiting: T[];
}

/** Which lane an item goes to. */
export interface LaneRule<T> {
  /** The same for whatever belongs to one session. */
  sessionOf(item: T): string;
  /** Where it goes when nothing of its session is anywhere. */
  laneOf(item: T): string;
  /** Whether it may go where its session is. MUST be so for the lane that `laneOf` gives. */
  fits(lane: string, item: T): boolean;
}

/**
 * Keeps each session in one lane at a time. Two lanes that move one session would each find it moved by the other, and each time
 * everything that is under way in one of them would be decided again.
 */
export class SessionLanes<T> {
  private readonly sessions = new Map<string, InLane<T>>();

  constructor(
    private readonly rule: LaneRule<T>,
    private readonly enter: (lane: string, item: T) => void,
  ) {}

  /** Goes where its session is, or waits until nothing of that is elsewhere. `settled` MUST follow once, later. */
  push(item: T): void {
    const session = this.rule.sessionOf(item);
    const at = this.sessions.get(session);
    if (!at) {
      const lane = this.rule.laneOf(item);
      this.sessions.set(session, { lane, open: 1, waiting: [] });
      this.enter(lane, item);
    } else if (at.waiting.length === 0 && this.rule.fits(at.lane, item)) {
      at.open += 1;
      this.enter(at.lane, item);
    } else at.waiting.push(item);
  }

  /** Out of its lane again, to where it may go now. */
  move(item: T): void {
    this.push(item);
    this.settled(this.rule.sessionOf(item));
  }

  /** One of the session left its lane. */
  settled(session: string): void {
    const at = this.sessions.get(session);
    if (!at || (at.open -= 1) > 0) return;
    this.sessions.delete(session);
    for (const item of at.waiting) this.push(item);
  }
}
