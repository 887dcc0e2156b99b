// npm test on the runtime Node: Jest with every argument passed on, a deadline that Jest does not have, and an end that leaves
// nothing behind and tells the count, however Jest ended.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { root } from './runtime-node.mjs';
import { note, red, step } from './steps.mjs';
import { signalCode } from './stop-signals.mjs';
import { printCount } from './test-count.mjs';
import { endRun } from './test-run-end.mjs';

/** Jest cannot end a test that never gives control back. A run in which nothing happens for so long is at an end. */
const SILENCE_MS = Number(process.env.WRIT_TEST_SILENCE_MS ?? 240_000);
/** Jest waits for what a spec left open, for ever; after its last word it has this long to end, its tear-down included. */
const LAST_WORD_MS = 15_000;
/** How long Jest may take to stop when asked, before it is killed. */
const PATIENCE_MS = 5_000;
const JEST = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const NODE_OPTIONS = ['--experimental-vm-modules', '--enable-source-maps', '--disable-warning=ExperimentalWarning'];

const isWatching = (args) => args.some((arg) => /^--watch(All)?(=true)?$/.test(arg));
const isRun = (args) => !args.some((arg) => /^--(listTests|showConfig|clearCache|help|version|init)\b|^-[hv]$/.test(arg));

function startJest(args, { folder, mark }) {
  return spawn(process.execPath, [...NODE_OPTIONS, JEST, ...args], {
    cwd: root,
    env: { ...process.env, WRIT_TEST_FOLDER: folder, WRIT_TEST_RUN: mark },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
}

/** Resolves once to why Jest is to be stopped: a signal, the end of whoever started this, or silence. */
function reasonsToStop(child, args) {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve({ signal }));
    process.on('disconnect', () => resolve({ signal: 'SIGTERM' }));
    if (isWatching(args)) return;
    let running = [];
    const silent = () => resolve({ silence: running.map((path) => relative(root, path)) });
    let timer = setTimeout(silent, SILENCE_MS);
    child.on('message', (message) => {
      running = message.running ?? running;
      clearTimeout(timer);
      timer = message.counts ? setTimeout(() => resolve({ isOver: true }), LAST_WORD_MS) : setTimeout(silent, SILENCE_MS);
    });
    child.on('exit', () => clearTimeout(timer));
  });
}

async function stop(child, ended) {
  child.kill('SIGTERM');
  const patience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  await ended;
  clearTimeout(patience);
}

function tellWhy({ signal, silence, isOver }) {
  if (isOver) return note('a spec left something open that kept Jest from ending; --detectOpenHandles tells what');
  if (signal) return console.log(red(`\nstopped by ${signal}`));
  const files = silence.length > 0 ? silence.join(', ') : 'no file';
  console.log(red(`\nstopped: no test has ended for ${SILENCE_MS / 1_000} seconds; running: ${files}`));
}

async function run(args) {
  const place = { folder: mkdtempSync(join(tmpdir(), 'writ-test-')), mark: randomBytes(8).toString('hex') };
  const child = startJest(args, place);
  let counts;
  child.on('message', (message) => (counts = message.counts ?? counts));
  const ended = new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 1, error }));
    child.on('exit', (code, signal) => resolve({ code: code ?? signalCode(signal) }));
  });
  try {
    const first = await Promise.race([ended, reasonsToStop(child, args)]);
    if (first.code !== undefined) return { exitCode: first.code, counts };
    await stop(child, ended);
    tellWhy(first);
    if (first.isOver) return { exitCode: counts.failed > 0 ? 1 : 0, counts };
    return { exitCode: first.signal ? signalCode(first.signal) : 1, counts };
  } finally {
    await endRun(place);
  }
}

const args = process.argv.slice(2);
const { build } = await import('../build.mjs');
try {
  await step('Building', () => build());
  const { exitCode, counts = { passed: 0, failed: 0, skipped: 0 } } = await run(args);
  // What is wrong beside the tests (none was found, a set-up failed, the run was stopped) is a failure that no test stands for.
  const failed = exitCode === 0 ? counts.failed : Math.max(counts.failed, 1);
  if (isRun(args)) printCount({ ...counts, failed });
  process.exit(exitCode || (failed > 0 ? 1 : 0));
} catch (error) {
  console.error(`\n${red('error')} ${error.message}`);
  printCount({ passed: 0, failed: 1, skipped: 0 });
  process.exit(1);
}
