// Jest is given the source of a spec and has its compiled form run by Node itself: test/jest/environment.mjs.
import { createHash } from 'node:crypto';
import { relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = resolve(import.meta.dirname, '..', '..');

export default {
  process(_source, path) {
    const compiled = resolve(root, 'dist', relative(root, path).replace(/\.ts$/, '.js'));
    const spec = JSON.stringify(pathToFileURL(compiled).href);
    return { code: `import * as jest from '@jest/globals';\nawait globalThis[Symbol.for('writ.spec')](${spec}, jest);\n` };
  },
  getCacheKey: (_source, path) => createHash('sha256').update(`by Node ${path}`).digest('hex'),
};
