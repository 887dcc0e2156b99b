// npm start: installs when needed, builds, and runs Writ (database, API and worker) until Ctrl-C.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { requireFreePort } from './lib/free-port.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { requireNode20, root, runOnRuntime } from './lib/runtime-node.mjs';
import { CommandFailure, runCommand, step } from './lib/steps.mjs';

const main = join(root, 'dist', 'src', 'apps', 'local', 'main.js');

await runCommand(async () => {
  requireNode20();
  const [option] = process.argv.slice(2);
  if (option !== undefined)
    throw new CommandFailure(
      `npm start takes no options (${option}): settings are environment variables, such as WRIT_PORT=7421; see docs/reference/configuration.md`,
    );
  await requireFreePort();
  await ensureInstalled();
  const { build } = await import('./build.mjs');
  await step('Building', () => build());
  if (!existsSync(main)) throw new CommandFailure(`there is no ${main}: src/apps/local/main.ts is missing`);
  return runOnRuntime(['--enable-source-maps', main]);
});
