// npm run admin -- <command>: operate a deployment on a database of your own. See `npm run admin -- --help`.
import { join } from 'node:path';
import { ensureInstalled } from './lib/install.mjs';
import { requireNode20, root, runOnRuntime } from './lib/runtime-node.mjs';
import { runCommand } from './lib/steps.mjs';

await runCommand(async () => {
  requireNode20();
  await ensureInstalled();
  const { build } = await import('./build.mjs');
  await build();
  return runOnRuntime([join(root, 'dist', 'src', 'apps', 'admin', 'main.js'), ...process.argv.slice(2)]);
});
