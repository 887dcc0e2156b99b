// Jest is given the source of a spec and runs its compiled form, which imports compiled code alone.
import { createHash } from 'node:crypto';
import { relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..', '..');

export default {
  process(_source, path) {
    const compiled = resolve(root, 'dist', relative(root, path).replace(/\.ts$/, '.js'));
    return { code: `import ${JSON.stringify(compiled)};\n` };
  },
  getCacheKey: (_source, path) => createHash('sha256').update(path).digest('hex'),
};
