import 'reflect-metadata';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { DemoModule, DemoSeed, type DemoCredentials } from '#features/demo/demo.module';
import type { Configuration } from '#platform/config/configuration';
import { PlatformModule } from '#platform/platform.module';
import { createLogger, NestLogger } from '#platform/telemetry/logging';
import { Metrics } from '#platform/telemetry/metrics';
import { FeaturesModule } from '../features.module.js';

export function credentialsFile(configuration: Configuration): string {
  return join(configuration.home, 'credentials.json');
}

/**
 * Sets up the demo when this home has no credentials yet, or when its database is another one than they were made for.
 * True when it did. The file is written last and at once, so that a crash in between is simply done again.
 */
export async function seedDemo(configuration: Configuration, url: string): Promise<boolean> {
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
    if (existsSync(file) && (await seed.isSown())) return refreshUrl(file, url);
    writeCredentials(file, await seed.sow(url));
    return true;
  } finally {
    await app.close();
  }
}

/** The port may be another one than last time. */
function refreshUrl(file: string, url: string): boolean {
  const credentials = JSON.parse(readFileSync(file, 'utf8')) as DemoCredentials;
  if (credentials.url !== url) writeCredentials(file, { ...credentials, url });
  return false;
}

function writeCredentials(file: string, credentials: DemoCredentials): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
