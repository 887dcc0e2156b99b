// Which Node runs what: the commands start on the machine's Node (>= 20); everything after the install runs on the
// Node 24 that npm put into node_modules, or on the machine's own when that package has no binary for it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandFailure } from './steps.mjs';
import { passSignalsTo, signalCode } from './stop-signals.mjs';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const bundled = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');

function olderThan(major, minor = 0) {
  const [ownMajor, ownMinor] = process.versions.node.split('.').map(Number);
  return ownMajor < major || (ownMajor === major && ownMinor < minor);
}

/** Throws when the machine's Node cannot even start the commands. */
export function requireNode20() {
  if (olderThan(20)) throw new CommandFailure(`Writ needs Node 20 or newer to start; this is ${process.version}.`);
}

/** Path of the Node that runs compiled code. Call it after the install. */
export function runtimeNode() {
  if (existsSync(bundled)) return bundled;
  if (!olderThan(22, 18)) return process.execPath;
  throw new CommandFailure(
    `Writ runs on Node 24. The npm package "node" brings it, but its install script left no binary\n` +
      `(scripts are blocked, or there is none for ${process.platform}-${process.arch}), and this Node is ${process.version}.\n` +
      `Allow install scripts (npm config get ignore-scripts) and remove node_modules, or install Node 22.18 or newer.`,
  );
}

/**
 * Runs a script on the runtime Node with this terminal, passes signals on and resolves to its exit code. A child may see
 * one Ctrl-C twice (from the terminal and from here) and must take it as one. It also gets an IPC channel that closes
 * when this process is killed, so that it can stop by itself.
 */
export function runOnRuntime(args, env = {}) {
  const child = spawn(runtimeNode(), args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  const stopPassing = passSignalsTo(child);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? signalCode(signal)));
  }).finally(stopPassing);
}
