// Compiles every TypeScript file to dist/ with SWC and copies the files that are read at run time.
// Then bundles, from the compiled code, what has to work by itself.
// Only files whose source changed since their output was written are compiled; output without a source is removed.
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cliBundle } from './lib/bundles/cli.mjs';
import { graphiqlFiles } from './lib/bundles/graphiql.mjs';
import { guidePages } from './lib/bundles/guides.mjs';
import { verifierBundles } from './lib/bundles/verifier.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { CommandFailure } from './lib/steps.mjs';
import { writeWhole } from './lib/write-whole.mjs';

const require = createRequire(import.meta.url);
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const SOURCES = ['libs', 'src', 'clients', 'migrations', 'test'];
const SKIPPED = new Set(['node_modules', 'fixtures']);
const ASSETS = /\.(json|rego|html|css|svg|graphql|yaml)$/;

/** Every file below `dir`, as paths relative to the repository. */
function* walk(dir) {
  for (const entry of readdirSync(join(root, dir), { withFileTypes: true })) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) {
      if (!SKIPPED.has(entry.name)) yield* walk(path);
    } else yield path;
  }
}

/** Output carries the time of its source, so that an older source put back in place counts as changed, too. */
function isStale(source, output) {
  const written = statSync(output, { throwIfNoEntry: false });
  return !written || Math.abs(statSync(source).mtimeMs - written.mtimeMs) > 1;
}

function compile(source, output) {
  const { transformFileSync } = require('@swc/core'); // loaded only when there is something to compile
  const sourceFileName = relative(dirname(output), source);
  const { code, map } = transformFileSync(source, { swcrc: true, root, cwd: root, sourceFileName });
  if (map) writeWhole(`${output}.map`, (path) => writeFileSync(path, map));
  return `${code}\n//# sourceMappingURL=${basename(output)}.map\n`;
}

function emit(source, output) {
  const { atime, mtime } = statSync(source);
  mkdirSync(dirname(output), { recursive: true });
  const code = source.endsWith('.ts') ? compile(source, output) : undefined;
  writeWhole(output, (path) => {
    if (code === undefined) copyFileSync(source, path);
    else writeFileSync(path, code);
    utimesSync(path, atime, mtime);
  });
}

/** Another compiler or other compiler settings make all output stale. */
function dropOutputOfOtherSettings() {
  const stamp = join(dist, '.build-settings');
  const wanted = createHash('sha256')
    .update(require('@swc/core/package.json').version)
    .update(readFileSync(join(root, '.swcrc')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  for (const dir of SOURCES) rmSync(join(dist, dir), { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  writeFileSync(stamp, wanted);
}

function removeOrphans(wanted) {
  for (const dir of SOURCES.filter((name) => existsSync(join(dist, name)))) {
    for (const path of walk(join('dist', dir))) {
      const output = join(root, path.replace(/\.map$/, ''));
      if (!wanted.has(output) && !path.endsWith('.tmp')) rmSync(join(root, path), { force: true });
    }
  }
}

/** The code in dist/ alone. Compiles all it can, then throws one CommandFailure naming every file it could not. */
function compileAll() {
  dropOutputOfOtherSettings();
  const wanted = new Set();
  const failures = [];
  let compiled = 0;
  for (const path of SOURCES.filter((dir) => existsSync(join(root, dir))).flatMap((dir) => [...walk(dir)])) {
    if (path.endsWith('.d.ts') || !(path.endsWith('.ts') || ASSETS.test(path))) continue;
    const output = join(dist, path.replace(/\.ts$/, '.js'));
    wanted.add(output);
    if (!isStale(join(root, path), output)) continue;
    try {
      emit(join(root, path), output);
      compiled += 1;
    } catch (error) {
      failures.push(`${path}: ${error.message.split(/\n\s*Caused by|\n\s*Stack backtrace/)[0].trimEnd()}`);
    }
  }
  removeOrphans(wanted);
  if (failures.length > 0) throw new CommandFailure(`${failures.length} files do not compile\n${failures.join('\n')}`);
  return { compiled, files: wanted.size };
}

/** Brings dist/ up to date. Throws a CommandFailure that says what could not be made. */
export async function build({ isCodeAlone = false } = {}) {
  const started = performance.now();
  const { compiled, files } = compileAll();
  if (!isCodeAlone) {
    await verifierBundles();
    await cliBundle();
    await graphiqlFiles();
    await guidePages();
  }
  const detail = compiled > 0 ? `${compiled} of ${files} files` : 'nothing changed';
  return { compiled, files, ms: Math.round(performance.now() - started), detail };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // What Stryker puts faults into stands below the repository, whose packages it finds, and has no pages to bundle.
  const isCodeAlone = process.argv.includes('--code-alone');
  try {
    if (!isCodeAlone) await ensureInstalled();
    const { compiled, files, ms } = await build({ isCodeAlone });
    console.log(`built ${compiled} of ${files} files in ${ms} ms`);
  } catch (error) {
    console.error(error instanceof CommandFailure ? error.message : error);
    process.exitCode = 1;
  }
}
