// npm run dev: npm start that rebuilds and restarts the application whenever a source file changes.
import { spawn } from 'node:child_process';
import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled } from './lib/install.mjs';
import { requireNode20, root, runtimeNode } from './lib/runtime-node.mjs';
import { note, runCommand, step } from './lib/steps.mjs';
import { stopRequested } from './lib/stop-signals.mjs';

const SOURCES = ['libs', 'src', 'clients', 'migrations'].filter((dir) => existsSync(join(root, dir)));
const main = join(root, 'dist', 'src', 'apps', 'local', 'main.js');
const QUIET_MS = 150;

function startApplication() {
  const child = spawn(runtimeNode(), ['--enable-source-maps', main], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve(signal ?? `exit code ${code}`)));
  let asked = false;
  const stop = () => {
    asked = true;
    child.kill('SIGTERM');
    return ended;
  };
  /** Resolves only when the application ends by itself. */
  const unasked = new Promise((resolve) => void ended.then((how) => asked || resolve(how)));
  return { stop, unasked };
}

/** Resolves when files changed and then stayed as they are for a moment; false when `stop` came first. */
function nextChange(changes, stop) {
  return Promise.race([changes.next(), stop.then(() => false)]);
}

/** Collects changes, also those that happen while nobody waits. */
function watchSources() {
  let wake = () => undefined;
  let changed = false;
  let quiet;
  const settle = () => {
    changed = true;
    wake();
  };
  const watchers = SOURCES.map((dir) =>
    watch(join(root, dir), { recursive: true }, (_event, name) => {
      if (!name || !/\.(ts|json|rego|html|css|svg|graphql|yaml)$/.test(name)) return;
      clearTimeout(quiet);
      quiet = setTimeout(settle, QUIET_MS);
    }),
  );
  const next = async () => {
    if (!changed) await new Promise((resolve) => (wake = resolve));
    changed = false;
    return true;
  };
  return { next, close: () => watchers.forEach((watcher) => watcher.close()) };
}

/** A build that fails leaves the application that runs alone. */
async function tryBuild(build) {
  try {
    await step('Building', () => build());
    return true;
  } catch (error) {
    console.error(error.message);
    return false;
  }
}

await runCommand(async () => {
  requireNode20();
  await ensureInstalled();
  const { build } = await import('./build.mjs');
  const stop = stopRequested();
  const changes = watchSources();
  let application;
  do {
    if (!(await tryBuild(build))) continue;
    await application?.stop();
    application = startApplication();
    void application.unasked.then((how) => note(`the application ended (${how}); waiting for a change`));
  } while (await nextChange(changes, stop));
  changes.close();
  await application?.stop();
  process.exit();
});
