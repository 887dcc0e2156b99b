// Compiles every TypeScript file to dist/ with SWC and copies the files that are read at run time.
// Only files whose source is newer than their output are compiled; output without a source is removed.
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformFileSync } from '@swc/core';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
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

function isStale(source, output) {
  return !existsSync(output) || statSync(source).mtimeMs > statSync(output).mtimeMs;
}

function emit(source, output) {
  mkdirSync(dirname(output), { recursive: true });
  if (!source.endsWith('.ts')) return copyFileSync(source, output);
  const { code, map } = transformFileSync(source, { swcrc: true, root, cwd: root, sourceFileName: relative(dirname(output), source) });
  writeFileSync(output, `${code}\n//# sourceMappingURL=${output.split('/').at(-1)}.map\n`);
  if (map) writeFileSync(`${output}.map`, map);
}

export function build() {
  const started = performance.now();
  const wanted = new Set();
  let compiled = 0;
  for (const path of SOURCES.filter((dir) => existsSync(join(root, dir))).flatMap((dir) => [...walk(dir)])) {
    if (path.endsWith('.d.ts') || !(path.endsWith('.ts') || ASSETS.test(path))) continue;
    const output = join(root, 'dist', path.replace(/\.ts$/, '.js'));
    wanted.add(output);
    if (!isStale(join(root, path), output)) continue;
    emit(join(root, path), output);
    compiled += 1;
  }
  removeOrphans(wanted);
  return { compiled, files: wanted.size, ms: Math.round(performance.now() - started) };
}

function removeOrphans(wanted) {
  for (const dir of SOURCES) {
    if (!existsSync(join(root, 'dist', dir))) continue;
    for (const path of walk(join('dist', dir))) {
      const output = join(root, path.replace(/\.map$/, ''));
      if (!wanted.has(output)) rmSync(join(root, path), { force: true });
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { compiled, files, ms } = build();
  console.log(`built ${compiled} of ${files} files in ${ms} ms`);
}
