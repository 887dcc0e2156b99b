import 'reflect-metadata';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { DemoModule, DemoSeed, type DemoCredentials, type MendedCredentials } from '#features/demo/demo.module';
import type { Configuration } from '#platform/config/configuration';
import { PlatformModule } from '#platform/platform.module';
import { createLogger, NestLogger } from '#platform/telemetry/logging';
import { Metrics } from '#platform/telemetry/metrics';
import { FeaturesModule } from '../features.module.js';

export function credentialsFile(configuration: Configuration): string {
  return join(configuration.home, 'credentials.json');
}

export interface Seeded {
  readonly isNew: boolean;
  /** Of credentials that were there. */
  readonly replaced: MendedCredentials['replaced'];
}

/**
 * Sets up the demo when this home has no credentials yet, or when its database is another one than they were made for;
 * otherwise replaces those of its credentials that are good no more. The file is written last and at once, so that a crash in between is simply done again.
 */
export async function seedDemo(configuration: Configuration, url: string): Promise<Seeded> {
  const file = credentialsFile(configuration);
  const logger = createLogger('seed', configuration.WRIT_LOG_LEVEL);
  const app = await NestFactory.createApplicationContext(
    {
      module: class Seed {},
      imports: [PlatformModule.with({ configuration, logger, metrics: new Metrics('seed') }), FeaturesModule, DemoModule],
    },
    { logger: new NestLogger(logger), abortOnError: false },
  );
  try {
    const seed = app.get(DemoSeed);
    if (existsSync(file) && (await seed.isSown())) return { isNew: false, replaced: await mend(seed, file, url) };
    writeCredentials(file, await seed.sow(url));
    return { isNew: true, replaced: [] };
  } finally {
    await app.close();
  }
}

/** The port may be another one than last time. */
async function mend(seed: DemoSeed, file: string, url: string): Promise<MendedCredentials['replaced']> {
  const kept = JSON.parse(readFileSync(file, 'utf8')) as DemoCredentials;
  const { credentials, replaced } = await seed.mend(kept);
  if (replaced.length > 0 || kept.url !== url) writeCredentials(file, { ...credentials, url });
  return replaced;
}

function writeCredentials(file: string, credentials: DemoCredentials): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
