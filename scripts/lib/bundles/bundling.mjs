// Makes single files of compiled code with esbuild. The same inputs give the same bytes, wherever they are made.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandFailure } from '../steps.mjs';
import { root } from '../runtime-node.mjs';
import { writeWhole } from '../write-whole.mjs';

const require = createRequire(import.meta.url);
const here = fileURLToPath(new URL('.', import.meta.url));
const STAMP = '.made-from.json';

const fileText = (path) => readFileSync(join(root, path), 'utf8');

/** Another bundler, other settings or another version make everything stale. */
function settings() {
  const { version, devDependencies } = JSON.parse(fileText('package.json'));
  const hash = createHash('sha256').update(`${version} ${devDependencies.esbuild}`);
  for (const file of readdirSync(here).sort()) hash.update(readFileSync(join(here, file)));
  return hash.digest('hex');
}

function stateOf(path) {
  const found = statSync(join(root, path), { throwIfNoEntry: false });
  return found ? `${found.mtimeMs} ${found.size}` : 'gone';
}

function isFresh(folder, wanted) {
  try {
    const { settings: used, inputs, files } = JSON.parse(readFileSync(join(folder, STAMP), 'utf8'));
    return (
      used === wanted &&
      Object.entries(inputs).every(([path, state]) => stateOf(path) === state) &&
      files.every((name) => statSync(join(folder, name), { throwIfNoEntry: false }))
    );
  } catch {
    return false;
  }
}

/** Runs `make` unless dist/<name> was made from what is there now: { inputs: paths, files: [[name, text]] }. True when it ran. */
export async function brought(name, make) {
  const folder = join(root, 'dist', name);
  const wanted = settings();
  if (isFresh(folder, wanted)) return false;
  const { inputs, files } = await make();
  mkdirSync(folder, { recursive: true });
  const write = ([file, text]) => writeWhole(join(folder, file), (path) => writeFileSync(path, text));
  files.forEach(write);
  const states = Object.fromEntries(inputs.map((path) => [path, stateOf(path)]));
  write([STAMP, JSON.stringify({ settings: wanted, inputs: states, files: files.map(([file]) => file) })]);
  // After the new ones are there: who started a moment ago may still load one of the old.
  const wantedNames = new Set([STAMP, ...files.map(([file]) => file)]);
  for (const file of readdirSync(folder)) if (!wantedNames.has(file) && !file.endsWith('.tmp')) rmSync(join(folder, file));
  return true;
}

/** Of a namespace that is imported as one, what nobody uses can be left out; of `{ z }` nothing: that is 650 kB of zod. */
const namespaces = {
  name: 'namespaces',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]dist[\\/].*\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      return { contents: text.replace(/^import \{ z \} from 'zod';$/m, "import * as z from 'zod';") };
    }),
};

/** Packages in CommonJS ask for parts of Node by `require`, which modules have not. */
export const WITH_REQUIRE = {
  js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
};

/** What comes of these entry points, as esbuild's options say: { inputs, files: [[name, text]] }. */
export async function bundle(options) {
  const { build } = require('esbuild'); // loaded only when there is something to bundle
  try {
    const { outputFiles, metafile } = await build({
      absWorkingDir: root,
      outdir: 'dist/unwritten',
      bundle: true,
      format: 'esm',
      charset: 'utf8',
      write: false,
      metafile: true,
      logLevel: 'silent',
      plugins: [namespaces],
      ...options,
    });
    const out = join(root, 'dist', 'unwritten');
    const files = outputFiles.map(({ path, text }) => [path.slice(out.length + 1), text]);
    return { inputs: Object.keys(metafile.inputs), files };
  } catch (error) {
    throw new CommandFailure(`a bundle could not be made: ${error.message}`);
  }
}
