// dist/bundles/graphiql: what the page at /graphql loads, as it is published. The hundred packages behind it are not needed to run.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../runtime-node.mjs';
import { brought } from './bundling.mjs';

const FILES = [
  ['react.js', 'node_modules/react/umd/react.production.min.js'],
  ['react-dom.js', 'node_modules/react-dom/umd/react-dom.production.min.js'],
  ['graphiql.js', 'node_modules/graphiql/graphiql.min.js'],
  ['graphiql.css', 'node_modules/graphiql/graphiql.min.css'],
];

export function graphiqlFiles() {
  return brought('bundles/graphiql', async () => ({
    inputs: FILES.map(([, path]) => path),
    files: FILES.map(([name, path]) => [name, readFileSync(join(root, path))]),
  }));
}
