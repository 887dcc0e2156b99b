// npm run demo: agents to watch while they ask the running Writ before every tool call. See `npm run demo -- --help`.
import { join } from 'node:path';
import { ensureInstalled } from './lib/install.mjs';
import { requireNode20, root, runOnRuntime } from './lib/runtime-node.mjs';
import { runCommand } from './lib/steps.mjs';

await runCommand(async () => {
  requireNode20();
  await ensureInstalled();
  const { build } = await import('./build.mjs');
  await build();
  return runOnRuntime([join(root, 'dist', 'clients', 'demo-agent', 'main.js'), ...process.argv.slice(2)]);
});
