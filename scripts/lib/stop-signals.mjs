// How a command is asked to stop: by a signal, or by the end of the npm that started it.
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';

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
