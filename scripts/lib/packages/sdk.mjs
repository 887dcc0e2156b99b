// The TypeScript SDK as a package without dependencies: modules, types that name nothing of this repository, and its README.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brought, bundle, WITH_REQUIRE } from '../bundles/bundling.mjs';
import { root } from '../runtime-node.mjs';
import { declarationsOf } from './declarations.mjs';
import { writePackage } from './manifest.mjs';

const NAME = 'writ-sdk';

/** Kept as the bundles are. */
async function types() {
  await brought('bundles/sdk-types', () => {
    const { text, inputs } = declarationsOf('clients/sdk-typescript/index.ts');
    return { inputs, files: [['index.d.ts', text]] };
  });
  return readFileSync(join(root, 'dist', 'bundles', 'sdk-types', 'index.d.ts'), 'utf8');
}

/** The page in the repository, whose links lead nowhere from a package. */
const readme = () =>
  readFileSync(join(root, 'clients', 'sdk-typescript', 'README.md'), 'utf8').replaceAll(
    /\[([^\]]+)\]\((?!https?:)[^)]+\)/g,
    '$1',
  );

export async function sdkPackage(folder) {
  const { files } = await bundle({
    entryPoints: ['dist/clients/sdk-typescript/index.js'],
    platform: 'node',
    banner: WITH_REQUIRE,
    target: 'node20',
    minifySyntax: true,
  });
  const manifest = {
    name: NAME,
    description: 'Writ for a service that asks before it calls a tool, or decides by itself by a policy that Writ publishes.',
    exports: { '.': { types: './index.d.ts', default: './index.js' }, './package.json': './package.json' },
    types: './index.d.ts',
    sideEffects: false,
  };
  writePackage(folder, manifest, [...files, ['index.d.ts', await types()], ['README.md', readme()]]);
}
