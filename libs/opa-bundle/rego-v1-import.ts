import { packageClause } from './package-path.js';

const COMMENT_OR_STRING = /#[^\n]*|"(?:[^"\\\n]|\\.)*"|`[^`]*`/g;
const IMPORT = /(?<![\w.])import\s+rego(?:\s*\.\s*v1\b|\s*\[\s*"v1"\s*\])/;

/**
 * The module with `import rego.v1`, on the line of its package, so that every row keeps its number. An OPA before 1.0 reads
 * a bundle by the version in its manifest, but when it replaces the bundle it reads the modules again without it: it could
 * activate a first bundle and never a second one. A module that imports it already is left as it is: twice is an error.
 */
export function importingRegoV1(module: string): string {
  const { end } = packageClause(module);
  if (IMPORT.test(withoutTexts(module.slice(end)))) return module;
  return `${module.slice(0, end)} import rego.v1${module.slice(end)}`;
}

/** The code alone. Of its texts only `"v1"` could be part of that import. */
function withoutTexts(code: string): string {
  return code.replaceAll(COMMENT_OR_STRING, (text) => (text.startsWith('#') ? ' ' : text.slice(1, -1) === 'v1' ? '"v1"' : '""'));
}
