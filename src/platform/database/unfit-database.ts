import { ConfigurationError } from '#platform/config/configuration-error';

/** Why a database cannot be served on, in words that programs compare: in `/readyz` and in the log. */
export type DatabaseTrouble =
  | 'DATABASE_AWAY'
  | 'DATABASE_MISSING'
  | 'DATABASE_REFUSES'
  | 'DATABASE_NOT_MIGRATED'
  | 'DATABASE_NEWER'
  | 'WRONG_SECRET';

/** What `/readyz` tells the world of each; messages name settings and are for whoever runs the deployment. */
export const TOLD: Readonly<Record<DatabaseTrouble, string>> = {
  DATABASE_AWAY: 'the database cannot be reached',
  DATABASE_MISSING: 'there is no such database',
  DATABASE_REFUSES: 'the database refuses the user or password',
  DATABASE_NOT_MIGRATED: 'the database is not migrated to this version',
  DATABASE_NEWER: 'the database was migrated by a newer version than this one',
  WRONG_SECRET: 'the database was set up with another secret',
};

export class UnfitDatabaseError extends ConfigurationError {
  constructor(
    readonly trouble: DatabaseTrouble,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
