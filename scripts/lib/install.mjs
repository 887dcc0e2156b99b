// Installs the dependencies when, and only when, package-lock.json asks for something that node_modules does not hold.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './runtime-node.mjs';
import { CommandFailure, duration, note, step } from './steps.mjs';
import { passSignalsTo, signalCode } from './stop-signals.mjs';

const lockFile = join(root, 'package-lock.json');
const stampFile = join(root, 'node_modules', '.writ-install.json');
const NETWORK_FAILURE = /\b(ENOTFOUND|ETIMEDOUT|ECONNRESET|ECONNREFUSED|EAI_AGAIN|ERR_SOCKET_TIMEOUT|E50[0-9]|E429)\b|network/i;

/** npm may take its time to undo what it did; an install that was cut short is done again by the next command. */
const STOP_PATIENCE_MS = 3_000;

/** What the stamp must say: another lock, machine type or C library needs another install. */
function wantedStamp() {
  const lock = createHash('sha256').update(readFileSync(lockFile)).digest('hex');
  return JSON.stringify({ lock, platform: `${process.platform}-${process.arch}` });
}

function isStamped(wanted) {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted;
}

/** True when somebody ran npm by hand and every package of the lock is there in the locked version. */
function isInstalledByHand() {
  const hidden = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const present = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  const locked = Object.entries(JSON.parse(readFileSync(lockFile, 'utf8')).packages).filter(([at]) => at !== '');
  return locked.every(([at, entry]) => present[at]?.version === entry.version || (entry.optional && !present[at]));
}

/** Resolves to { exitCode, output }. npm's own output is kept and shown only when it fails. */
function npm(args, report) {
  const execPath = process.env.npm_execpath;
  const isNpm = execPath?.endsWith('npm-cli.js') && existsSync(execPath);
  const [command, prefix] = isNpm ? [process.execPath, [execPath]] : ['npm', []];
  const child = spawn(command, [...prefix, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: !isNpm && process.platform === 'win32',
  });
  const started = performance.now();
  const ticking = setInterval(() => report(duration(performance.now() - started)), 1000);
  const stopPassing = passSignalsTo(child, STOP_PATIENCE_MS);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new CommandFailure(`npm could not be started: ${error.message}`)));
    child.on('close', (code) => {
      const signal = stopPassing();
      if (signal) reject(new CommandFailure(`stopped by ${signal}`, signalCode(signal)));
      else resolve({ exitCode: code ?? 1, output });
    });
  }).finally(() => clearInterval(ticking));
}

/** What npm says went wrong, without its usage text and the address of its log. */
const lastLines = (text) =>
  text
    .split(/\n.*(?:Clean install a project|A complete log)/)[0]
    .trim()
    .split('\n')
    .slice(-12)
    .join('\n');
// The compiler and the database are development and optional packages: NODE_ENV=production must not drop them.
const COMPLETE = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];

/** npm ci refuses a lock that does not fit package.json; npm install takes it. The lock is put back afterwards. */
async function installWithoutLock(report, failure) {
  note(`npm ci refused this lock file, trying npm install (versions outside the lock are possible):\n${lastLines(failure)}`);
  const lock = readFileSync(lockFile);
  const result = await npm(['install', '--no-save', ...COMPLETE], report);
  writeFileSync(lockFile, lock);
  return result;
}

async function install(report) {
  let result = await npm(['ci', ...COMPLETE], report);
  if (result.exitCode !== 0 && NETWORK_FAILURE.test(result.output)) {
    note('The registry could not be reached; trying once more.');
    result = await npm(['ci', ...COMPLETE], report);
  }
  if (result.exitCode !== 0 && /EUSAGE|in sync/.test(result.output)) result = await installWithoutLock(report, result.output);
  if (result.exitCode !== 0) throw new CommandFailure(`npm ci failed:\n${lastLines(result.output)}`);
  const packages = /added (\d+) packages/.exec(result.output)?.[1];
  return { detail: packages && `${packages} packages` };
}

/** Returns at once (a few milliseconds) when node_modules fits the lock. */
export async function ensureInstalled() {
  const wanted = wantedStamp();
  if (isStamped(wanted)) return;
  if (!isInstalledByHand()) await step('Installing dependencies', install);
  writeFileSync(stampFile, wanted);
}
