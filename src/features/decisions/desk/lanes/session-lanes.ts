/** Where the items of one session are at this moment. */
interface InLane<T> {
  readonly lane: string;
  open: number;
  /** Until those in the lane are settled, in their order. */
  readonly waiting: T[];
}

/**
 * Keeps each session in one lane at a time. Two lanes that move one session would each find it moved by the other, and each time
 * everything that is under way in one of them would be decided again.
 */
export class SessionLanes<T> {
  private readonly sessions = new Map<string, InLane<T>>();

  constructor(
    private readonly sessionOf: (item: T) => string,
    /** The lane that it has to go to; undefined when any will do. */
    private readonly wantedBy: (item: T) => string | undefined,
    private readonly enter: (lane: string, item: T) => void,
  ) {}

  /** Goes where its session is, or waits until nothing of that is elsewhere. `settled` MUST follow once, later. */
  push(item: T): void {
    const session = this.sessionOf(item);
    const at = this.sessions.get(session);
    if (!at) {
      const lane = this.wantedBy(item) ?? session;
      this.sessions.set(session, { lane, open: 1, waiting: [] });
      this.enter(lane, item);
    } else if (at.waiting.length === 0 && this.fits(at.lane, item)) {
      at.open += 1;
      this.enter(at.lane, item);
    } else at.waiting.push(item);
  }

  /** Whether a lane will do for it. */
  fits(lane: string, item: T): boolean {
    const wanted = this.wantedBy(item);
    return wanted === undefined || wanted === lane;
  }

  /** One of the session left its lane. */
  settled(session: string): void {
    const at = this.sessions.get(session);
    if (!at || (at.open -= 1) > 0) return;
    this.sessions.delete(session);
    for (const item of at.waiting) this.push(item);
  }
}
