// npm run rego:packages: the tests of Rego packages, in the engine and in OPA. Without folders it says how to use it.
import { join } from 'node:path';
import { ensureInstalled } from './lib/install.mjs';
import { requireNode20, root, runOnRuntime } from './lib/runtime-node.mjs';
import { runCommand, step } from './lib/steps.mjs';

await runCommand(async () => {
  requireNode20();
  await ensureInstalled();
  const { build } = await import('./build.mjs');
  await step('Building', () => build());
  return runOnRuntime([
    '--enable-source-maps',
    join(root, 'dist', 'test', 'policy', 'packages', 'main.js'),
    ...process.argv.slice(2),
  ]);
});
