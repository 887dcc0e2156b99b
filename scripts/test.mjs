// npm test: installs when needed, builds, and runs every spec under Jest, whose arguments are these: npm test -- decisions,
// npm test -- -t "part of a title", --watch, --coverage, --selectProjects unit.
import { join } from 'node:path';
import { ensureInstalled } from './lib/install.mjs';
import { requireNode20, root, runOnRuntime } from './lib/runtime-node.mjs';
import { runCommand } from './lib/steps.mjs';
import { printCount } from './lib/test-count.mjs';

await runCommand(
  async () => {
    requireNode20();
    await ensureInstalled();
    return runOnRuntime([join(root, 'scripts', 'lib', 'run-jest.mjs'), ...process.argv.slice(2)]);
  },
  () => printCount({ passed: 0, failed: 1, skipped: 0 }),
);
