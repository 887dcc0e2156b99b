// npm run packages: makes dist/packages/writ-sdk-<version>.tgz and writ-cli-<version>.tgz, which need nothing of this repository.
import { ensureInstalled } from './lib/install.mjs';
import { requireNode20, root, runOnRuntime } from './lib/runtime-node.mjs';
import { runCommand, step } from './lib/steps.mjs';
import { join } from 'node:path';

await runCommand(async () => {
  requireNode20();
  await ensureInstalled();
  const { build } = await import('./build.mjs');
  await step('Building', () => build());
  return runOnRuntime([join(root, 'scripts', 'lib', 'packages', 'make-packages.mjs'), ...process.argv.slice(2)]);
});
