#!/usr/bin/env node
// Starts the compiled command. Only syntax that old Node versions read: this file has to run before it can say what is wrong.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const main = join(root, 'dist', 'clients', 'cli', 'main.js');
const ownNode = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
const isOld = Number(process.versions.node.split('.')[0]) < 22;

if (!existsSync(main)) {
  console.error('writ is not built yet: run `npm start` (installs, builds and serves) or `npm run build` in ' + root);
  process.exit(2);
}
if (isOld && !process.env.WRIT_NODE_CHOSEN && existsSync(ownNode)) {
  const env = Object.assign({}, process.env, { WRIT_NODE_CHOSEN: '1' });
  const child = spawn(ownNode, [fileURLToPath(import.meta.url)].concat(process.argv.slice(2)), { stdio: 'inherit', env });
  // Ctrl-C reaches both from the terminal; the child decides what it means. Other signals reach only this process.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(process.exit(code === null ? 128 + constants.signals[signal] : code)));
  });
}
if (isOld) {
  console.error('writ needs Node 22 or later; this is ' + process.version + '. `npm install` in ' + root + ' brings one.');
  process.exit(2);
}
// A fault is no answer: 1 would say "no".
process.on('uncaughtException', (error) => {
  console.error(error);
  process.exit(2);
});
const nodeModule = await import('node:module');
// Compiled once for all later starts, beside the code itself; without effect where this user may not write.
if (nodeModule.enableCompileCache) nodeModule.enableCompileCache(join(root, 'dist', '.compile-cache'));
const { main: run } = await import(pathToFileURL(main).href);
await run(process.argv.slice(2));
