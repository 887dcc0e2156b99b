// npm run bench [name ...]: the speed of this machine's Writ as a table of ratios from one run. Nothing else should run meanwhile.
import { join } from 'node:path';
import { ensureInstalled } from './lib/install.mjs';
import { requireNode20, root, runOnRuntime } from './lib/runtime-node.mjs';
import { runCommand, step } from './lib/steps.mjs';

await runCommand(async () => {
  requireNode20();
  await ensureInstalled();
  const { build } = await import('./build.mjs');
  await step('Building', () => build());
  return runOnRuntime(['--enable-source-maps', join(root, 'dist', 'test', 'bench', 'main.js'), ...process.argv.slice(2)]);
});
