#!/usr/bin/env node
// Starts the command: its bundle, or else the compiled modules. Only syntax that old Node versions read: this file has to run before
// it can say what is wrong.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const bundle = join(root, 'dist', 'bundles', 'cli', 'main.js');
const modules = join(root, 'dist', 'clients', 'cli', 'main.js');
const ownNode = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
const version = process.versions.node.split('.').map(Number);
const isBundled = existsSync(bundle);
const isOld = isBundled ? version[0] < 20 || (version[0] === 20 && version[1] < 12) : version[0] < 22;

if (!isBundled && !existsSync(modules)) {
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
  console.error(
    'writ needs Node ' +
      (isBundled ? '20.12' : '22') +
      ' or later; this is ' +
      process.version +
      '. `npm install` in ' +
      root +
      ' brings one.',
  );
  process.exit(2);
}
// A fault is no answer: 1 would say "no".
process.on('uncaughtException', (error) => {
  console.error(error);
  process.exit(2);
});
// Compiled once for all later starts, beside the code itself; without effect where this user may not write.
if (nodeModule.enableCompileCache) nodeModule.enableCompileCache(join(root, 'dist', '.compile-cache'));
const { main } = await import(pathToFileURL(isBundled ? bundle : modules).href);
await main(process.argv.slice(2));
