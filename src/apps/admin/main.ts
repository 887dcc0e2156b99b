import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Command } from 'commander';
import { OperatorRegistry } from '#features/operators/operators.module';
import { isRefusal } from '#libs/event-sourcing';
import { DEPLOYMENT_LEDGER } from '#platform/auth/principal';
import { SigningKeys } from '#platform/auth/signing-keys';
import { loadConfiguration, type Configuration } from '#platform/config/configuration';
import { migrate } from '#platform/database/migrations';
import { checkDatabase } from '#platform/database/start-check';
import { createLogger, NestLogger } from '#platform/telemetry/logging';
import { Metrics } from '#platform/telemetry/metrics';
import { runMain } from '../process-life.js';
import { AdminModule } from './admin.module.js';

const program = new Command('writ-admin').description('operate a deployment; needs DATABASE_URL and WRIT_SECRET');

program
  .command('migrate')
  .description('bring the database up to date; safe to run from several machines at once')
  .action(async () => {
    const configuration = loadConfiguration();
    const { applied, already } = await migrate(databaseOf(configuration), configuration.deploymentKey);
    console.log(`${applied.length} applied, ${already} already there`);
  });

program
  .command('create-owner')
  .description('register an owner of the deployment and print the credentials once')
  .option('--name <name>', 'name shown to people', 'Owner of the deployment')
  .action(({ name }: { name: string }) =>
    withApplication(async (app) => {
      const context = {
        tenant: DEPLOYMENT_LEDGER,
        actor: { kind: 'system', id: 'writ-admin' },
        correlation: null,
        causation: null,
        trace: null,
      } as const;
      const owner = await app.get(OperatorRegistry).register(context, name, ['owner']);
      if (isRefusal(owner)) throw new Error(owner.refused);
      console.log(JSON.stringify({ clientId: owner.clientId, clientSecret: owner.clientSecret }));
    }),
  );

program
  .command('rotate-signing-key')
  .description('sign operator tokens with a new key from now on; tokens of the old one stay good until they expire')
  .action(() =>
    withApplication(async (app) => {
      await app.get(SigningKeys).rotate();
      console.log('rotated');
    }),
  );

function databaseOf({ DATABASE_URL: url }: Configuration): string {
  if (!url) throw new Error('DATABASE_URL is not set (the embedded database is migrated by npm start)');
  return url;
}

async function withApplication(work: (app: INestApplicationContext) => Promise<void>): Promise<void> {
  const configuration = loadConfiguration();
  databaseOf(configuration);
  await checkDatabase(configuration);
  const logger = createLogger('admin', 'warn');
  const app = await NestFactory.createApplicationContext(
    AdminModule.with({ configuration, logger, metrics: new Metrics('admin') }),
    { logger: new NestLogger(logger), abortOnError: false },
  );
  try {
    await work(app);
  } finally {
    await app.close();
  }
}

await runMain(async () => {
  await program.parseAsync();
});
