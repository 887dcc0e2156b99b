// npm run mutation [-- --mutate FILES]: the mutation score of what decides and proves, file by file. Fails when a file is below
// its floor, which may only rise: --raise writes what was reached to test/mutation-floor.json and docs/reference/mutation.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled } from './lib/install.mjs';
import { requireNode20, root, runOnRuntime } from './lib/runtime-node.mjs';
import { runCommand } from './lib/steps.mjs';

const REPORT = join(root, '.cache', 'mutation.json');
const FLOOR = join(root, 'test', 'mutation-floor.json');
const PAGE = join(root, 'docs', 'reference', 'mutation.md');
const KILLED = ['Killed', 'Timeout'];
const COUNTED = [...KILLED, 'Survived', 'NoCoverage'];

/** [path, score in whole percent, mutants, survivors], sorted by path. */
function scores({ files }) {
  return Object.entries(files)
    .map(([path, { mutants }]) => {
      const counted = mutants.filter(({ status }) => COUNTED.includes(status));
      const killed = counted.filter(({ status }) => KILLED.includes(status)).length;
      return [
        path,
        counted.length === 0 ? 100 : Math.floor((100 * killed) / counted.length),
        counted.length,
        counted.length - killed,
      ];
    })
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function writePage(floor) {
  const rows = Object.entries(floor).map(([path, score]) => `| \`${path}\` | ${score} % |`);
  const text = `<!-- Written by npm run mutation -- --raise. Change the specs, not this file. -->

# Mutation score

How many of the faults that were put into a file on purpose its unit specs find, by the last run that raised the floor.
No file may fall below it.

| File | Score |
| --- | --- |
${rows.join('\n')}
`;
  writeFileSync(PAGE, text);
}

await runCommand(async () => {
  requireNode20();
  await ensureInstalled();
  const args = process.argv.slice(2);
  const stryker = join(root, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
  const exitCode = await runOnRuntime([stryker, 'run', ...args.filter((arg) => arg !== '--raise')]);
  if (exitCode !== 0) return exitCode;
  const floor = JSON.parse(readFileSync(FLOOR, 'utf8'));
  const found = scores(JSON.parse(readFileSync(REPORT, 'utf8')));
  for (const [path, score, mutants, survivors] of found)
    console.log(
      `${String(score).padStart(3)} %  ${path}  ${survivors} of ${mutants} survived; floor ${floor[path] ?? 'none yet'}`,
    );
  const below = found.filter(([path, score]) => score < (floor[path] ?? 0));
  if (args.includes('--raise')) {
    const raised = { ...floor, ...Object.fromEntries(found.map(([path, score]) => [path, Math.max(score, floor[path] ?? 0)])) };
    const sorted = Object.fromEntries(Object.entries(raised).sort(([a], [b]) => (a < b ? -1 : 1)));
    writeFileSync(FLOOR, `${JSON.stringify(sorted, null, 2)}\n`);
    writePage(sorted);
  }
  if (below.length > 0) console.log(`below the floor: ${below.map(([path]) => path).join(', ')}`);
  return below.length > 0 ? 1 : 0;
});
