/**
 * Work that is longer than one append: it walks, waits, or talks to others. Whatever starts it may be lost, so what has to be
 * done MUST follow from what is recorded, and nothing else.
 */
export interface Job {
  /** Unique, stable. */
  readonly name: string;
  /** The runs that are due as things stand recorded. Asked at start and from time to time. */
  due(): Promise<readonly string[]>;
  /**
   * MUST be safe to repeat, also while another process does the same; `id` names what is done and for what, and is the same
   * for the same work. Rejects while it is not done: then it is run again.
   */
  run(id: string): Promise<void>;
}

/** Work that is not done yet although it was tried. */
export interface JobFailure {
  readonly job: string;
  /** Of the run; null when it could not be found out what is due. */
  readonly id: string | null;
  readonly error: Error;
  /** Consecutive failed attempts. */
  readonly attempts: number;
  /** Milliseconds since 1970 of the first of them. */
  readonly since: number;
}
