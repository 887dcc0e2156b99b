import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FirstOwner, type RegisteredFirst } from '#features/operators/operators.module';
import type { Configuration } from '#platform/config/configuration';
import { createLogger, NestLogger } from '#platform/telemetry/logging';
import { Metrics } from '#platform/telemetry/metrics';
import { AdminModule } from './admin.module.js';

/** The application without a server, on a database that is migrated, while `work` lasts. */
export async function withApplication<T>(
  configuration: Configuration,
  work: (app: INestApplicationContext) => Promise<T>,
): Promise<T> {
  const logger = createLogger('admin', 'warn');
  const app = await NestFactory.createApplicationContext(
    AdminModule.with({ configuration, logger, metrics: new Metrics('admin') }),
    { logger: new NestLogger(logger), abortOnError: false },
  );
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}

/** Registers the deployment's first owner; undefined when there was one before. */
export function registerFirstOwner(configuration: Configuration): Promise<RegisteredFirst | undefined> {
  return withApplication(configuration, (app) => app.get(FirstOwner).register(configuration.WRIT_BOOTSTRAP_OWNER));
}

/** What is said of it, once. */
export function toldOf({ clientId, oneTimeToken }: RegisteredFirst): string[] {
  if (oneTimeToken === undefined) return [`the first owner is ${clientId}; its secret is WRIT_BOOTSTRAP_OWNER`];
  return [
    `the first owner is ${clientId}`,
    `one-time token, shown only here: ${oneTimeToken}`,
    'it signs in once (POST /v1/auth/token with {"refreshToken": "…"}); then give the owner a secret (docs/how-to/deploy.md)',
  ];
}
