import { Inject, Injectable } from '@nestjs/common';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION, LOGGER } from '#platform/config/configuration.token';
import type { Logger } from '#platform/telemetry/logging';
import { lookAtDatabase } from './start-check.js';
import { UnfitDatabaseError, type DatabaseTrouble } from './unfit-database.js';

/** Anybody may ask `/readyz`, and a look makes connections. */
const GOOD_FOR_MS = 1_000;

export interface Fitness {
  /** Undefined when this process can serve. */
  readonly trouble?: DatabaseTrouble;
  /** Migrations that a newer version applied while this process was running. */
  readonly unknownMigrations: number;
}

/** Whether this process can serve on its database by now, and in one word why not. The log hears of every change. */
@Injectable()
export class DatabaseFitness {
  private looking: Promise<Fitness> | undefined;
  private lookedAt = -Infinity;
  private told = '';

  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  now(): Promise<Fitness> {
    if (this.looking && performance.now() - this.lookedAt < GOOD_FOR_MS) return this.looking;
    this.lookedAt = performance.now();
    return (this.looking = this.look());
  }

  private async look(): Promise<Fitness> {
    try {
      const found = await lookAtDatabase(this.configuration);
      if (found.unknownMigrations > 0)
        this.tell('DATABASE_NEWER', () => this.logger.warn(found, 'a newer version has migrated the database; this one goes on'));
      else this.tell('', () => this.logger.info('the database can be served on again'));
      return found;
    } catch (error) {
      if (!(error instanceof UnfitDatabaseError)) throw error;
      const { trouble, message: reason } = error;
      this.tell(trouble, () => this.logger.error({ code: trouble, reason }, 'cannot serve on the database'));
      return { trouble, unknownMigrations: 0 };
    }
  }

  private tell(state: string, say: () => void): void {
    if (state !== this.told) say();
    this.told = state;
  }
}
