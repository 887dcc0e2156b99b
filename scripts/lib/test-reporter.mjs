// Loaded into every spec process (--test-reporter): tells the runner what happened, one JSON line each on descriptor 3.
// Only leaf tests are reported: node:test also counts suites and tests that merely hold other tests.
import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { inspect } from 'node:util';

const RUNNER = 3;
const send = (record) => {
  for (let rest = Buffer.from(`${JSON.stringify(record)}\n`); rest.length > 0;) {
    try {
      rest = rest.subarray(writeSync(RUNNER, rest));
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
};

/** The last word of a process that is about to be stopped for taking too long: what it is doing and still has open. */
function tellWhatIsOpen(running) {
  const deadline = Number(process.env.WRIT_TEST_FILE_TIMEOUT_MS);
  if (!deadline) return;
  const tell = () => send({ type: 'open', running: [...running], resources: process.getActiveResourcesInfo() });
  setTimeout(tell, Math.max(1, deadline - 500)).unref();
}

/** When the runner is gone, so is this process with everything in its group; the runner is the only one to wait for it. */
function endWithRunner() {
  const runner = new Socket({ fd: RUNNER, readable: true, writable: true });
  runner.on('error', () => undefined).on('close', () => process.kill(-process.pid, 'SIGKILL'));
  runner.resume().unref();
}

/** A failing test shows its cause: node wraps what was thrown into an ERR_TEST_FAILURE. */
const describe = (error) => {
  const cause = error?.cause ?? error;
  return typeof cause === 'string' ? cause : inspect(cause, { depth: 6 });
};

class Outline {
  titles = [];
  hasChildren = [];

  start({ nesting, name }) {
    this.titles.length = nesting;
    this.titles[nesting] = name;
  }

  /** Undefined when the finished entry only holds others and did not fail by itself. */
  finish({ nesting, name, details, skip, todo }, failed) {
    const held = this.hasChildren[nesting + 1] ?? false;
    this.hasChildren[nesting + 1] = false;
    this.hasChildren[nesting] = true;
    const failedItself = failed && details.error?.failureType !== 'subtestsFailed';
    const isHolder = held || (details.type === 'suite' && skip === undefined);
    if (isHolder && !failedItself) return undefined;
    const title = [...this.titles.slice(0, nesting), name].join(' › ');
    const reason = skip ?? todo;
    if (reason !== undefined)
      return { type: 'skip', title, reason: typeof reason === 'string' && reason ? reason : 'no reason given' };
    return failed ? { type: 'fail', title, error: describe(details.error), ms: details.duration_ms } : { type: 'pass', title };
  }
}

export default async function* report(events) {
  const running = new Set();
  endWithRunner();
  tellWhatIsOpen(running);
  const outline = new Outline();
  for await (const { type, data } of events) {
    if (type === 'test:dequeue') running.add(data.name);
    if (type === 'test:complete') running.delete(data.name);
    if (type === 'test:start') outline.start(data);
    if (type === 'test:pass' || type === 'test:fail') {
      const record = outline.finish(data, type === 'test:fail');
      if (record) send(record);
    }
    if (type === 'test:diagnostic' && !isCounter(data.message)) send({ type: 'note', text: data.message });
    if (type === 'test:summary') send({ type: 'end' });
  }
  yield '';
}

const isCounter = (message) => /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/.test(message);
