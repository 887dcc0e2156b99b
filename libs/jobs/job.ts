/**
 * Where a job runs, so that what is slow or waits for strangers holds up nothing else: short work that ends in appends, work that
 * keeps processors busy for long, and work that talks to others.
 */
export const LANES = ['ledger', 'heavy', 'outside'] as const;
export type Lane = (typeof LANES)[number];

/** A run that is due, or will be. */
export interface DueRun {
  readonly id: string;
  /** Milliseconds since 1970; at once when left out. */
  readonly at?: number;
}

/**
 * Work that is longer than one append: it walks, waits, or talks to others. Whatever starts it may be lost, so what has to be
 * done MUST follow from what is recorded, and nothing else.
 */
export interface Job {
  /** Unique, stable. */
  readonly name: string;
  readonly lane: Lane;
  /** The runs that are due until then as things stand recorded. Asked at start and every minute; what is more waits for the next time. */
  due(until: Date): Promise<readonly DueRun[]>;
  /**
   * Whether a run would find anything to do, as things stand recorded now; it would where this is left out. Asked before a run is put into
   * a queue, which costs a hundred times as much as a look. Where it rejects the run is put.
   */
  isWanted?(id: string): Promise<boolean>;
  /**
   * MUST be safe to repeat, also while another process does the same; `id` names what is done and for what, and is the same
   * for the same work. Rejects while it is not done: then it is run again. Gives back what follows from it, if anything does: a
   * hint like every other, which may be lost.
   */
  run(id: string): Promise<void | readonly JobRequest[]>;
}

/** A run of some job. */
export interface JobRequest extends DueRun {
  readonly job: string;
}
