import type { UnfitDatabaseError } from '#platform/database/unfit-database';
import type { Logger } from '#platform/telemetry/logging';

/** A process that waits for its database says at once what for, and again when that changes. */
export function sayOnce(logger: Logger): (unfit: UnfitDatabaseError) => void {
  let told = '';
  return ({ trouble, message: reason }) => {
    if (trouble !== told) logger.warn({ code: trouble, reason }, 'waiting for the database');
    told = trouble;
  };
}
