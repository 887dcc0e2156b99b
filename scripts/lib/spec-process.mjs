// Runs one spec file in a process (and process group) of its own and gathers what its reporter tells.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './runtime-node.mjs';

const REPORTER = join(root, 'scripts', 'lib', 'test-reporter.mjs');
const running = new Set();

/** Ends the whole group at once: a spec may have started servers. */
function kill(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Stops every spec process still running, with everything it started. */
export function stopSpecs() {
  for (const child of running) kill(child, 'SIGKILL');
}

function start(file, { env, timeoutMs }) {
  const reporting = [`--test-reporter=${REPORTER}`, '--test-reporter-destination=stdout'];
  const child = spawn(process.execPath, ['--enable-source-maps', ...reporting, file], {
    cwd: root,
    env: { ...process.env, ...env, WRIT_TEST_FILE_TIMEOUT_MS: String(timeoutMs) },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true,
  });
  running.add(child);
  return child;
}

function gather(child) {
  let output = '';
  let records = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk) => (output += chunk));
  child.stdio[3].setEncoding('utf8').on('data', (chunk) => (records += chunk));
  return () => ({
    output,
    records: records
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  });
}

function lastWords(last) {
  if (!last) return ' (it no longer reacted)';
  const resources = [...new Set(last.resources)].filter((name) => name !== 'PipeWrap').join(', ');
  return `\nrunning: ${last.running.join(', ') || 'no test'}\nstill open: ${resources || 'nothing the event loop knows of'}`;
}

/** What went wrong with the file as a whole, beyond its tests; undefined when nothing did. */
function fileFailure({ records, code, signal, timedOut, timeoutMs }) {
  const last = records.find(({ type }) => type === 'open');
  if (timedOut) return `did not finish within ${timeoutMs / 1000} s and was stopped${lastWords(last)}`;
  if (signal) return `the process was ended by ${signal}`;
  if (!records.some(({ type }) => type === 'end')) return `the process ended (exit code ${code}) before its tests did`;
  if (code !== 0 && !records.some(({ type }) => type === 'fail'))
    return `the process failed outside its tests (exit code ${code})`;
  return undefined;
}

/** Resolves to [code, signal] when the output is complete, or shortly after the end: a runaway may hold it open for ever. */
function ended(child) {
  return new Promise((resolve) => {
    child.on('close', (...how) => resolve(how));
    child.on('exit', (...how) => {
      kill(child, 'SIGKILL');
      setTimeout(() => resolve(how), 2_000).unref();
    });
  });
}

/** Resolves to { file, ms, passed, failures: [{title, error}], skipped: [{title, reason}], notes, output }; never rejects. */
export async function runSpec(file, options) {
  const started = performance.now();
  const child = start(file, options);
  const gathered = gather(child);
  let timedOut = false;
  const deadline = setTimeout(() => {
    timedOut = true;
    kill(child, 'SIGKILL');
  }, options.timeoutMs);
  const [code, signal] = await ended(child);
  clearTimeout(deadline);
  running.delete(child);
  const { output, records } = gathered();
  const of = (wanted) => records.filter(({ type }) => type === wanted);
  const broken = fileFailure({ records, code, signal, timedOut, timeoutMs: options.timeoutMs });
  return {
    file,
    ms: performance.now() - started,
    passed: of('pass').length,
    failures: [...of('fail'), ...(broken ? [{ title: 'the file itself', error: broken }] : [])],
    skipped: of('skip'),
    notes: of('note').map(({ text }) => text),
    output,
  };
}
