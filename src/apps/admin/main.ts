import { Command } from 'commander';
import type { INestApplicationContext } from '@nestjs/common';
import { OperatorRegistry } from '#features/operators/operators.module';
import { isRefusal } from '#libs/event-sourcing';
import { DEPLOYMENT_LEDGER } from '#platform/auth/principal';
import { SigningKeys } from '#platform/auth/signing-keys';
import { loadConfiguration } from '#platform/config/configuration';
import { migrate } from '#platform/database/migrations';
import { checkDatabase } from '#platform/database/start-check';
import { runMain } from '../process-life.js';
import { onDatabase } from './deployment-database.js';
import { registerFirstOwner, toldOf, withApplication } from './first-owner.js';

const program = new Command('writ-admin').description(
  'operate a deployment, on DATABASE_URL or on the embedded database of WRIT_HOME; production needs WRIT_SECRET',
);

program
  .command('migrate')
  .description('bring the database up to date; safe to run from several machines at once')
  .action(() =>
    onDatabase(loadConfiguration(), async ({ DATABASE_URL, deploymentKey }) => tell(await migrate(DATABASE_URL, deploymentKey))),
  );

program
  .command('bootstrap')
  .description(
    'migrate, and register the first owner of the deployment unless there was one: WRIT_BOOTSTRAP_OWNER, or a one-time token that is printed once',
  )
  .action(() =>
    onDatabase(loadConfiguration(), async (configuration) => {
      tell(await migrate(configuration.DATABASE_URL, configuration.deploymentKey));
      const owner = await registerFirstOwner(configuration);
      console.log(owner ? toldOf(owner).join('\n') : 'there was an owner before');
    }),
  );

program
  .command('create-owner')
  .description('register another owner of the deployment and print the credentials once')
  .option('--name <name>', 'name shown to people', 'Owner of the deployment')
  .action(({ name }: { name: string }) =>
    onMigrated(async (app) => {
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
    onMigrated(async (app) => {
      await app.get(SigningKeys).rotate();
      console.log('rotated');
    }),
  );

function tell({ applied, already }: { readonly applied: readonly string[]; readonly already: number }): void {
  console.log(`${applied.length} applied, ${already} already there`);
}

function onMigrated(work: (app: INestApplicationContext) => Promise<void>): Promise<void> {
  return onDatabase(loadConfiguration(), async (configuration) => {
    await checkDatabase(configuration);
    await withApplication(configuration, work);
  });
}

await runMain(async () => {
  await program.parseAsync();
});
