/**
 * Appends of which each was made as if those before it were in already, so that none has to wait for the one before to commit. They are
 * handed to `append` in their order. Once one of them is not appended by its own request, because it conflicts, fails or is found
 * recorded before, the line is broken for good: those behind it reject with `LineBrokenError`, even where what they expect of their
 * streams happens to hold, for they were made on a state that never came about.
 */
export class AppendLine {
  private isBroken = false;

  get broken(): boolean {
    return this.isBroken;
  }

  /** For adapters; MUST come before anything behind in the line is planned. */
  break(): void {
    this.isBroken = true;
  }
}

/** An append before this one in its line was not made. Nothing of this request was recorded: decide it again. */
export class LineBrokenError extends Error {
  override readonly name = 'LineBrokenError';
  constructor() {
    super('an append that this one relies on was not made');
  }
}
