// Compiled code is resolved as Node resolves it. Sources are looked at only by jest --watch and --findRelatedTests, which want
// to know which specs a changed file concerns: there './x.js' is x.ts, and '#libs/x' is the door of that lib.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..', '..');
const compiled = join(root, 'dist');
const packages = join(root, 'node_modules');

function sourceOf(request, from) {
  const [, area, rest] = /^#(libs|platform|features|migrations|test)\/(.+)$/.exec(request) ?? [];
  if (area === 'libs') return join(root, 'libs', rest, 'index.ts');
  if (area) return join(root, ['platform', 'features'].includes(area) ? 'src' : '', area, `${rest}.ts`);
  return /^\.{1,2}\/.*\.js$/.test(request) ? resolve(from, request.replace(/\.js$/, '.ts')) : undefined;
}

export function sync(request, options) {
  const { basedir } = options;
  const isSource = basedir.startsWith(root) && !basedir.startsWith(compiled) && !basedir.startsWith(packages);
  const source = isSource ? sourceOf(request, basedir) : undefined;
  return source && existsSync(source) ? source : options.defaultResolver(request, options);
}
