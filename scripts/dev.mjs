// npm run dev: npm start that rebuilds and restarts whenever a source file changes, by Nest's own command line.
import { delimiter, dirname, join } from 'node:path';
import { ensureInstalled } from './lib/install.mjs';
import { requireNode20, root, runOnRuntime, runtimeNode } from './lib/runtime-node.mjs';
import { runCommand } from './lib/steps.mjs';

await runCommand(async () => {
  requireNode20();
  await ensureInstalled();
  const nest = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  // Without a shell in between, which would keep signals from the application; `node` is then looked up on the path.
  const path = `${dirname(runtimeNode())}${delimiter}${process.env.PATH}`;
  return runOnRuntime([nest, 'start', 'local', '--watch', '--no-shell', ...process.argv.slice(2)], { PATH: path });
});
