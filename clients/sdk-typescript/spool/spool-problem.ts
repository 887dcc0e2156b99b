/**
 * SPOOL_TRUNCATED: a line that was being written when the process died; nobody got an answer for it unless durability is
 * `background`. SPOOL_DAMAGED, SPOOL_LIMIT, LOG_REFUSED: decisions that will be missing; the log says how many.
 * SPOOL_NOT_WRITTEN: a decision could not be made durable, so it must not be acted on. SPOOL_CLOSED: too late.
 * INPUT_NOT_RECORDABLE: what was given is not what was decided on, for it is no JSON.
 */
export type SpoolProblemCode =
  | 'SPOOL_TRUNCATED'
  | 'SPOOL_DAMAGED'
  | 'SPOOL_LIMIT'
  | 'LOG_REFUSED'
  | 'SPOOL_NOT_WRITTEN'
  | 'SPOOL_CLOSED'
  | 'INPUT_NOT_RECORDABLE';

export class SpoolProblem extends Error {
  override readonly name = 'SpoolProblem';
  constructor(
    readonly code: SpoolProblemCode,
    detail: string,
    /** Bytes of a truncated line, or how many decisions it is about. */
    readonly count: number,
    options?: ErrorOptions,
  ) {
    super(`${code}: ${detail}`, options);
  }
}
