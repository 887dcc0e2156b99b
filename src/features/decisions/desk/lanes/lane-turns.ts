import { BoundedMap } from '#libs/bounded';

/** How long a lane is taken for one that others move, too, after a race for it was lost. */
const REMEMBERED_MS = 2_000;
/** How long a process goes on without a pause in such a lane, and in one of which it knows nothing: it may never have lost, and others always. */
const TURN_MS = 100;
const TURN_ALONE_MS = 500;
/** Enough for another process to read, decide and append. */
const PAUSE_MS = 20;
const CAPACITY = 10_000;

interface Turn {
  readonly lostAt: number;
  from: number;
}

/**
 * Whose turn it is in lanes that several processes may move. Appends that follow one another without a gap keep what they move from
 * standing still, and whoever has to read it first would be too late for ever.
 */
export class LaneTurns {
  private readonly turns = new BoundedMap<string, Turn>(CAPACITY);

  /** `now` gives milliseconds of a clock that only goes forward. */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** A race for the lane was lost; the turn of this process begins when it wins one. */
  lost(lane: string): void {
    const now = this.now();
    this.turns.set(lane, { lostAt: now, from: now });
  }

  /** Milliseconds for which nothing of the lane should be on its way; mostly 0. `moves`: appends follow one another without a gap. */
  pause(lane: string, moves: boolean): number {
    const now = this.now();
    const known = this.turns.get(lane);
    const isShared = known !== undefined && now - known.lostAt <= REMEMBERED_MS;
    if (!moves && !isShared) {
      this.turns.delete(lane);
      return 0;
    }
    const turn = known ?? { lostAt: -Infinity, from: now };
    if (!known) this.turns.set(lane, turn);
    if (now - turn.from < (isShared ? TURN_MS : TURN_ALONE_MS)) return 0;
    turn.from = now + PAUSE_MS;
    return PAUSE_MS;
  }
}
