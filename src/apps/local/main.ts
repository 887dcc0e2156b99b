import { createServer } from 'node:net';
import { relative } from 'node:path';
import { loadConfiguration, type Configuration } from '#platform/config/configuration';
import { migrate } from '#platform/database/migrations';
import { registerFirstOwner, toldOf } from '../admin/first-owner.js';
import { runMain, STOP_WITHIN_MS, stopWith } from '../process-life.js';
import { SupervisedChild } from './child.js';
import { openDatabase } from './database.js';
import { bold, dim, step } from './progress.js';
import { credentialsFile, seedDemo } from './seed.js';

const started = performance.now();

const SUGGESTIONS: readonly (readonly [string, string])[] = [
  [`npx writ decide --tool search_flights --arguments '{"to":"SEA"}'`, 'an agent asks before it acts'],
  ['npx writ tail', 'watch the ledger live'],
  ['npx writ export -o ledger.ndjson && npx writ verify ledger.ndjson', 'take the record away and check it offline'],
];

/** What was no longer good in `credentials.json`. */
const REPLACED = {
  agentKey: 'key of demo-agent that was rotated or revoked (any other key of that agent has ended now)',
  operator: 'secret of the demo operator that no longer signs in',
  owner: "secret of the deployment's owner that no longer signs in",
} as const;

/** The whole of Writ on one machine: database, migrations, demo, API and worker, until Ctrl-C. */
await runMain(async () => {
  const configuration = loadConfiguration();
  await portIsFree(configuration);
  const stops: (() => Promise<void>)[] = [];
  // From here on Ctrl-C must stop what was started so far, in reverse order.
  stopWith(
    async () => {
      for (const stop of stops.reverse()) await stop();
    },
    2 * (configuration.drainMs + STOP_WITHIN_MS),
  );
  const database = await step(
    configuration.DATABASE_URL ? 'Connecting to the database' : 'Starting PostgreSQL',
    () => openDatabase(configuration, (line) => console.log(dim(`  ${line}`))),
    ({ embedded }) => (embedded ? `127.0.0.1:${embedded.port}` : ''),
  );
  if (database.embedded) stops.push(() => database.embedded!.stop());
  process.env.DATABASE_URL = database.url;
  const ready: Configuration = { ...configuration, DATABASE_URL: database.url };
  await step(
    'Migrating',
    () => migrate(database.url, ready.deploymentKey),
    ({ applied }) => (applied.length > 0 ? `${applied.length} applied` : ''),
  );
  const url = `http://${ready.WRIT_HOST}:${ready.WRIT_PORT}`;
  if (ready.NODE_ENV !== 'production') {
    const { replaced } = await step(
      'Preparing the demo tenant',
      () => seedDemo(ready, url),
      ({ isNew }) => (isNew ? 'tenant, agent, operators, policy' : 'kept'),
    );
    for (const what of replaced) console.log(`  credentials.json had a ${REPLACED[what]}: a new one is in its place`);
  } else {
    const owner = await step(
      'Looking for the owner',
      () => registerFirstOwner(ready),
      (first) => (first ? 'registered' : 'kept'),
    );
    if (owner) for (const line of toldOf(owner)) console.log(`  ${line}`);
  }
  await step('Starting API and worker', () => startProcesses(ready, database.url, stops));
  printBanner(ready, url);
});

async function startProcesses(configuration: Configuration, databaseUrl: string, stops: (() => Promise<void>)[]): Promise<void> {
  const env: NodeJS.ProcessEnv = { ...process.env, DATABASE_URL: databaseUrl, WRIT_HOME: configuration.home };
  // Whoever tries Writ on one machine has the receiver on it, too.
  if (configuration.NODE_ENV !== 'production') env['WRIT_WEBHOOK_PRIVATE_TARGETS'] ??= 'true';
  const quiet = process.env.WRIT_LOG_LEVEL ? env : { ...env, WRIT_LOG_LEVEL: 'warn' };
  const tell = (line: string): void => console.error(`writ: ${line}`);
  const stopWithinMs = configuration.drainMs + STOP_WITHIN_MS + 2_000;
  const children = ['worker', 'api'].map((name) => new SupervisedChild(name, quiet, tell, stopWithinMs));
  for (const child of children) stops.push(() => child.stop());
  await Promise.all(children.map((child) => child.start()));
}

/** Asked before anything is started, so that the answer is one clear line. */
async function portIsFree({ WRIT_HOST: host, WRIT_PORT: port }: Configuration): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(
              `port ${port} on ${host} is taken. Stop what uses it, or choose another one: WRIT_PORT=${port + 1} npm start`,
            )
          : error,
      );
    });
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

function printBanner(configuration: Configuration, url: string): void {
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const lines = [`\n${bold('Writ is ready')} on ${bold(url)} ${dim(`(it took ${seconds} s to start)`)}\n`];
  if (configuration.NODE_ENV !== 'production') {
    lines.push(
      `  Credentials   ${relative(process.cwd(), credentialsFile(configuration))}`,
      `  API reference ${url}/docs`,
      '',
      '  Try, in another terminal:',
      '',
    );
    for (const [command, what] of SUGGESTIONS) lines.push(`    ${bold(command.padEnd(66))} ${dim(what)}`);
    lines.push('');
  }
  lines.push(dim('  Ctrl-C stops everything; nothing that was acknowledged is lost.'));
  console.log(lines.join('\n'));
}
