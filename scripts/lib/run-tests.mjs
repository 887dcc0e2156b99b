// The test run itself, on the runtime Node: build, one PostgreSQL for everybody, every spec file in its own process.
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { root } from './runtime-node.mjs';
import { runSpec, stopSpecs } from './spec-process.mjs';
import { endProcessesMarked } from './started-processes.mjs';
import { CommandFailure, note, red, step } from './steps.mjs';
import { printCount, printFile, printSummary } from './test-results.mjs';

const CONCURRENCY = 2;
const dist = join(root, 'dist');
const mark = randomBytes(8).toString('hex');

const nameOf = (file) => relative(dist, file).replace(/\.js$/, '.ts');

function options(args) {
  const flags = args.filter((arg) => arg.startsWith('--'));
  const unknown = flags.find((flag) => !/^--only-unit$|^--timeout=\d+$/.test(flag));
  if (unknown)
    throw new CommandFailure(`unknown option ${unknown}; npm test -- [--only-unit] [--timeout=SECONDS] [part of a file name]…`);
  const seconds = flags.find((flag) => flag.startsWith('--timeout='))?.split('=')[1] ?? '120';
  return {
    onlyUnit: flags.includes('--only-unit'),
    timeoutMs: Number(seconds) * 1000,
    filters: args.filter((arg) => !arg.startsWith('--')),
  };
}

/** Slow kinds first, so that the last files to finish are short ones. */
function specFiles({ onlyUnit, filters }) {
  const kinds = ['e2e', 'int', 'unit'];
  const files = readdirSync(dist, { recursive: true })
    .filter((path) => path.endsWith('.spec.js'))
    .filter((path) => !onlyUnit || path.endsWith('.unit.spec.js'))
    .filter((path) => filters.length === 0 || filters.some((part) => path.includes(part.replace(/\.ts$/, ''))));
  const rank = (path) => kinds.findIndex((kind) => path.endsWith(`.${kind}.spec.js`));
  return files.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)).map((path) => join(dist, path));
}

/** Everything the run writes outside dist/ goes into one folder, temporary files of the specs included. */
function makeRunFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'writ-test-'));
  // root starts PostgreSQL as another account, which must be able to enter.
  chmodSync(folder, 0o755);
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  chmodSync(temporary, 0o1777);
  process.env.TMPDIR = temporary;
  return folder;
}

async function startDatabase(folder) {
  const { startEmbeddedPostgres } = await import(join(dist, 'src/platform/database/embedded-postgres.js'));
  const server = await startEmbeddedPostgres({ home: join(folder, 'database'), durable: false, log: note });
  return { url: server.url, stop: () => server.stop(), detail: `port ${server.port}` };
}

/** Also what interrupted specs could not remove themselves. */
async function removeRunFolder(folder) {
  if (existsSync(join(dist, 'src/platform/database/postgres-place.js'))) {
    const { removePlacesOfHomesIn } = await import(join(dist, 'src/platform/database/postgres-place.js'));
    removePlacesOfHomesIn(folder);
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function runAll(files, specOptions, results, isStopping) {
  const waiting = [...files];
  const worker = async () => {
    for (let file = waiting.shift(); file && !isStopping(); file = waiting.shift()) {
      const result = await runSpec(file, specOptions);
      if (isStopping()) return;
      results.push(result);
      printFile(nameOf(file), result);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

/** Resolves once to the signal that asks this run to stop; also when the process that started it is gone. */
function stopRequest() {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve(signal));
    process.on('disconnect', () => resolve('SIGTERM'));
  });
}

function reportLeftBehind() {
  for (const { pid, command } of endProcessesMarked('WRIT_TEST_RUN', mark))
    note(`ended a process that a test left behind: ${pid} ${command}`);
}

/** Builds, runs the chosen files and returns their results; `stop` resolves to a signal when the run is to end early. */
async function run(chosen, stop) {
  const { build } = await import('../build.mjs');
  await step('Building', () => build());
  const files = specFiles(chosen);
  const needsDatabase = !chosen.onlyUnit && files.length > 0;
  const folder = makeRunFolder();
  const results = [];
  let stopped = false;
  let database;
  try {
    if (needsDatabase) database = await step('Starting PostgreSQL for the tests', () => startDatabase(folder));
    const env = database ? { WRIT_TEST_DATABASE_URL: database.url } : {};
    const specOptions = { env, timeoutMs: chosen.timeoutMs };
    const signal = await Promise.race([runAll(files, specOptions, results, () => stopped), stop]);
    if (signal) console.log(red(`\nstopped by ${signal} after ${results.length} of ${files.length} files`));
    return { results, exitCode: signal && (signal === 'SIGINT' ? 130 : 143) };
  } finally {
    stopped = true;
    stopSpecs();
    await database?.stop();
    reportLeftBehind();
    await removeRunFolder(folder);
  }
}

const started = performance.now();
const stop = stopRequest();
process.env.WRIT_TEST_RUN = mark;
try {
  const { results, exitCode } = await run(options(process.argv.slice(2)), stop);
  const ownCode = printSummary(results, performance.now() - started, nameOf);
  process.exit(exitCode ?? ownCode);
} catch (error) {
  console.error(`\n${red('error')} ${error instanceof CommandFailure ? error.message : error.stack}`);
  printCount({ passed: 0, failed: 1, skipped: 0 });
  process.exit(1);
}
