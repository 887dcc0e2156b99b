// Which Node runs what: the commands start on the machine's Node (>= 20); everything after the install runs on the
// Node 24 that npm put into node_modules, or on the machine's own when that package has no binary for it.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandFailure } from './steps.mjs';

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

const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const PARENT_CHECK_MS = 200;

/** The process above `pid`, and above the shell that npm puts between itself and a script. */
function npmAbove(pid) {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    const isShell = command.includes('-c\0') && command.includes(process.env.npm_lifecycle_script);
    return isShell ? Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) : pid;
  } catch {
    return pid;
  }
}

/**
 * npm passes signals on to the shell between itself and this process, and the shell passes them no further. So a command
 * that npm started takes the end of npm as SIGTERM. Returns the function that stops watching.
 */
function whenNpmIsGone(react) {
  if (!process.env.npm_lifecycle_event) return () => undefined;
  const npm = npmAbove(process.ppid);
  const timer = setInterval(() => npmAbove(process.ppid) !== npm && react(), PARENT_CHECK_MS);
  return () => clearInterval(timer);
}

/**
 * Passes signals on to a child until the returned function is called, which tells the last one passed. A child that is
 * still there `patienceMs` later is killed; by default it may take as long as it needs.
 */
export function passSignalsTo(child, patienceMs) {
  let passed;
  let patience;
  const pass = (signal) => {
    passed = signal;
    child.kill(signal);
    if (patienceMs) patience ??= setTimeout(() => child.kill('SIGKILL'), patienceMs);
  };
  const stopWatching = whenNpmIsGone(() => {
    stopWatching();
    pass('SIGTERM');
  });
  for (const signal of PASSED_ON) process.on(signal, pass);
  return () => {
    clearTimeout(patience);
    stopWatching();
    for (const signal of PASSED_ON) process.off(signal, pass);
    return passed;
  };
}

/** The exit code of a process that a signal ended. */
export const signalCode = (signal) => 128 + constants.signals[signal];

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
