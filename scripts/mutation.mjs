// npm run mutation [-- PATHS] [--raise]: the mutation score of what decides and proves, file by file: npm run mutation -- libs/evidence.
// Fails when a file is below its floor, which may only rise: --raise writes what was reached to test/mutation/floor.json.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled } from './lib/install.mjs';
import { found, groupsOf } from './lib/mutation-groups.mjs';
import { mutationPage } from './lib/mutation-page.mjs';
import { resultsOf, scoreOf } from './lib/mutation-results.mjs';
import { requireNode20, root, runOnRuntime } from './lib/runtime-node.mjs';
import { CommandFailure, runCommand } from './lib/steps.mjs';

const REPORT = join(root, '.cache', 'mutation.json');
const [FLOOR, RESULTS, EQUIVALENT] = ['floor', 'results', 'equivalent'].map((name) =>
  join(root, 'test', 'mutation', `${name}.json`),
);
const PAGE = join(root, 'docs', 'reference', 'mutation.md');

const CODE = /^(?!index\.ts|.*\.spec\.ts).*\.ts$/;
const evidence = (...names) => names.map((name) => `libs/evidence/${name}.unit.spec.ts`);
/**
 * What is mutated together, and the specs that are about it, quick ones first: a mutant ends at the first test that fails. Damage at
 * random places is left out: what it finds in one run it may miss in the next.
 */
const LIBS = [
  {
    mutated: found('libs/evidence', /^(byte|export|line|verif)[^.]*\.ts$/).concat(found('libs/evidence/stretches', CODE)),
    specs: evidence(
      'byte-forms',
      'export-lines',
      'telling-results',
      'verify-export',
      'verification-words',
      'line-blocks',
      'stretches/good-stretch',
      'stretches/block-readers',
    ),
  },
  {
    mutated: found('libs/evidence', /^(canonical|ledger)[^.]*\.ts$/),
    specs: evidence('canonical-json', 'canonical-reader', 'ledger-hash', 'verify-export', 'verification-words'),
  },
];
/** What is mutated file by file. */
const FILES = [
  ...['append-planning', 'event-sourcing', 'decision-guards'].flatMap((lib) => found(`libs/${lib}`, CODE)),
  'libs/replay/deciders.ts',
  'libs/ruling/policy-answer.ts',
];

const read = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {});
const sorted = (entries) => Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
const write = (path, value) => writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);

/** Results of one group; what is known of other files stays. */
async function mutate({ files, specs }) {
  rmSync(REPORT, { force: true });
  const stryker = join(root, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
  const env = { WRIT_MUTATION_SPECS: specs.join(',') };
  const exitCode = await runOnRuntime([stryker, 'run', '--mutate', files.join(',')], env);
  if (exitCode !== 0 || !existsSync(REPORT)) throw new CommandFailure(`Stryker ended with ${exitCode}`);
  return resultsOf(read(REPORT));
}

function raise(results) {
  const floor = read(FLOOR);
  const raised = Object.entries(results).map(([path, result]) => [path, Math.max(scoreOf(result), floor[path] ?? 0)]);
  write(FLOOR, sorted(Object.entries({ ...floor, ...Object.fromEntries(raised) })));
}

await runCommand(async () => {
  requireNode20();
  await ensureInstalled();
  const args = process.argv.slice(2);
  const groups = groupsOf(
    args.filter((arg) => !arg.startsWith('--')),
    { together: LIBS, alone: FILES },
  );
  if (groups.length === 0) throw new CommandFailure('nothing that is mutated has such a path');
  const below = [];
  for (const group of groups) {
    const results = await mutate(group);
    const floor = read(FLOOR);
    for (const [path, result] of Object.entries(results)) {
      const score = scoreOf(result);
      console.log(
        `${String(score).padStart(3)} %  ${path}  ${result.survivors.length} of ${result.mutants} survived; floor ${floor[path] ?? 'none yet'}`,
      );
      if (score < (floor[path] ?? 0)) below.push(path);
    }
    write(RESULTS, sorted(Object.entries({ ...read(RESULTS), ...results }).filter(([path]) => existsSync(join(root, path)))));
    if (args.includes('--raise')) raise(results);
    writeFileSync(PAGE, mutationPage(read(RESULTS), read(FLOOR), read(EQUIVALENT)));
  }
  if (below.length > 0) console.log(`below the floor: ${below.join(', ')}`);
  return below.length > 0 ? 1 : 0;
});
