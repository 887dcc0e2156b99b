// Completes package-lock.json after an install that changed it: node scripts/lock-platforms.mjs
//
// npm leaves optional packages out of the lock that the registry at hand does not offer (the binaries for other operating
// systems, often), and npm ci then refuses that lock everywhere. Each is entered here with its version and platform.
// The entries carry no integrity hash, because the package was not seen.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './lib/runtime-node.mjs';

const lockFile = join(root, 'package-lock.json');
const OS_OF = { windows: 'win32' };
const SYSTEMS = 'darwin win32 windows linux android freebsd openharmony netbsd openbsd sunos aix'.split(' ');
const CPUS = 'x64 arm64 ia32 arm ppc64 riscv64 s390x loong64 mips64el wasm32'.split(' ');
const NO_SYSTEM = 'none';

/** The folders in which a package at `at` finds its dependencies, nearest first. */
function* lookupFolders(at) {
  for (let dir = at; ; dir = dir.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, '')) {
    yield dir ? `${dir}/node_modules` : 'node_modules';
    if (!dir) return;
  }
}

/** What the name of a binary package says about where it runs: '@swc/core-linux-x64-gnu' is linux, x64. */
function entryFor(name, version, parent) {
  const words = name.split('/').pop().split('-');
  const system = words.find((word) => SYSTEMS.includes(word));
  const cpu = words.find((word) => CPUS.includes(word));
  const os = system ? [OS_OF[system] ?? system] : cpu === 'wasm32' ? undefined : [NO_SYSTEM];
  return { version, ...(cpu && { cpu: [cpu] }), ...(parent.dev && { dev: true }), optional: true, ...(os && { os }) };
}

/** Adds what is missing to `packages` and returns the names added. Only exact versions can be entered unseen. */
function complete(packages) {
  const added = [];
  for (const [at, parent] of Object.entries(packages)) {
    for (const [name, range] of Object.entries(parent.optionalDependencies ?? {})) {
      const isLocked = [...lookupFolders(at)].some((folder) => packages[`${folder}/${name}`]);
      if (isLocked || !/^[~^]?\d/.test(range)) continue;
      packages[`node_modules/${name}`] = entryFor(name, range.replace(/^[~^]/, ''), parent);
      added.push(name);
    }
  }
  return added;
}

/** Names of the optional packages that a lock should have and has not. */
export const missingPlatforms = (packages) => complete({ ...packages });

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lock = JSON.parse(readFileSync(lockFile, 'utf8'));
  const added = complete(lock.packages);
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(lockFile, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(added.length > 0 ? `entered ${added.length} packages for other platforms` : 'package-lock.json is complete');
}
