// npm run coverage: runs the specs (arguments as of npm test) and tells what none of them reaches. There is no target but this:
// nothing may be out of reach in what decides, proves and stores. Child processes are not looked into.
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ensureInstalled } from './lib/install.mjs';
import { requireNode20, root, runOnRuntime } from './lib/runtime-node.mjs';
import { runCommand } from './lib/steps.mjs';
import { unreachedLines } from './lib/unreached-lines.mjs';

const REPORT = join(root, 'coverage', 'coverage-final.json');
/** Only their own specs reach them, so they are judged when the whole suite ran. */
const REACHED_WHOLLY = [/^src\/features\/.*\bdecider\.ts$/, /^libs\/evidence\//, /^libs\/event-store-postgres\//];
// Before the arguments: what stands after a -- of theirs is a path.
const COVERAGE = ['--coverageReporters=json', '--coverageProvider=v8', '--coverage'];

await runCommand(async () => {
  requireNode20();
  await ensureInstalled();
  const args = process.argv.slice(2);
  const exitCode = await runOnRuntime([join(root, 'scripts', 'lib', 'run-jest.mjs'), ...COVERAGE, ...args]);
  if (!existsSync(REPORT)) return exitCode || 1;
  const files = Object.values(JSON.parse(readFileSync(REPORT, 'utf8')))
    .map((file) => ({ path: relative(root, file.path), lines: unreachedLines(file) }))
    .filter(({ lines }) => lines.length > 0)
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  console.log('\nNo test reaches:');
  for (const { path, lines } of files) console.log(`  ${path}: ${lines.join(', ')}`);
  const owed = files.filter(({ path }) => REACHED_WHOLLY.some((wanted) => wanted.test(path)));
  if (args.length > 0) return exitCode;
  console.log(
    owed.length > 0 ? `\nmust be reached: ${owed.map(({ path }) => path).join(', ')}` : '\nwhat must be reached is reached',
  );
  return exitCode || (owed.length > 0 ? 1 : 0);
});
