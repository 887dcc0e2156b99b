// npm run generate: writes every file that is derived from the code. --check writes nothing and fails when one is stale.
import { join } from 'node:path';
import { ensureInstalled } from './lib/install.mjs';
import { requireNode20, root, runOnRuntime } from './lib/runtime-node.mjs';
import { runCommand } from './lib/steps.mjs';

await runCommand(async () => {
  requireNode20();
  await ensureInstalled();
  const { build } = await import('./build.mjs');
  await build();
  return runOnRuntime([join(root, 'scripts', 'lib', 'write-references.mjs'), ...process.argv.slice(2)]);
});
