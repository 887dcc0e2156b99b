// The types of an entry point as one file. Declarations are made file by file, from what each says itself, so that no implementation
// has to be understood: what does not state its type would be `any`, and is refused where it gets out.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { root } from '../runtime-node.mjs';
import { CommandFailure } from '../steps.mjs';

const require = createRequire(import.meta.url);
const SPECIFIER = /(\bfrom |\bimport\()(['"])([^'"]+)\2/g;

/** The source that a module of ours is made from; undefined for a package. */
function sourceOf(specifier, importer) {
  const lib = /^#libs\/(.+)$/.exec(specifier)?.[1];
  const path = lib ? join('libs', lib, 'index.ts') : specifier.startsWith('.') ? join(dirname(importer), specifier) : undefined;
  return path && [path.replace(/\.js$/, '.ts'), path.replace(/\.js$/, '.d.ts')].find((each) => existsSync(join(root, each)));
}

/** The text of a source's declarations, its imports written as paths, and the sources these lead to. */
function declared(ts, source) {
  const text = readFileSync(join(root, source), 'utf8');
  if (source.endsWith('.d.ts')) return { text, leadsTo: [] };
  const compilerOptions = { target: 'es2024', module: 'nodenext', isolatedDeclarations: true, strict: true, stripInternal: true };
  const { outputText } = ts.transpileDeclaration(text, { fileName: source, compilerOptions });
  const leadsTo = [];
  const written = outputText.replace(SPECIFIER, (whole, before, quote, specifier) => {
    const to = sourceOf(specifier, source);
    if (!to) return whole;
    leadsTo.push(to);
    const path = relative(dirname(source), to)
      .replaceAll('\\', '/')
      .replace(/(\.d)?\.ts$/, '.js');
    return `${before}${quote}${path.startsWith('.') ? path : `./${path}`}${quote}`;
  });
  return { text: written, leadsTo };
}

/** { text, inputs }: the declarations of `entry`, a source, and every source they came from. */
export function declarationsOf(entry) {
  const ts = require('typescript');
  const { generateDtsBundle } = require('dts-bundle-generator');
  const folder = mkdtempSync(join(tmpdir(), 'writ-types-'));
  try {
    const found = new Set([entry]);
    for (const source of found) {
      const { text, leadsTo } = declared(ts, source);
      const file = join(folder, source.replace(/(\.d)?\.ts$/, '.d.ts'));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      for (const each of leadsTo) found.add(each);
    }
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    const filePath = join(folder, entry.replace(/\.ts$/, '.d.ts'));
    const config = join(folder, 'tsconfig.json');
    const compilerOptions = {
      target: 'es2024',
      lib: ['es2024'],
      module: 'nodenext',
      strict: true,
      skipLibCheck: true,
      types: [],
    };
    writeFileSync(config, JSON.stringify({ compilerOptions, files: [relative(folder, filePath)] }));
    const output = { exportReferencedTypes: false, noBanner: true };
    const [text] = generateDtsBundle([{ filePath, output }], { preferredConfigPath: config });
    const wrong = /^import .*|from ["'][#.].*|\bimport\(.*|.*\bany\b.*/m.exec(text.replaceAll(/\/\*[^]*?\*\//g, ''))?.[0];
    if (wrong) throw new CommandFailure(`the types of ${entry} lead out of them, or do not say what they are: ${wrong}`);
    return { text, inputs: [...found] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
