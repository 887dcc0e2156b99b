// npm run new:feature <noun> [its singular]: writes a feature in the shape of the others and the migration of its table.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { featureNames } from './lib/feature-names.mjs';
import { root, runtimeNode } from './lib/runtime-node.mjs';
import { CommandFailure, runCommand } from './lib/steps.mjs';

const TEMPLATES = join(root, 'scripts', 'lib', 'feature-template');
const MIGRATION = 'MIGRATION.template';
const STEP = 10;

/** `0070-invoices-create-invoices`: the next ten after the highest number there is. */
function nextMigration(nouns) {
  const numbers = readdirSync(join(root, 'migrations')).map((file) => Number(file.slice(0, 4)) || 0);
  const next = (Math.floor(Math.max(0, ...numbers) / STEP) + 1) * STEP;
  return `${String(next).padStart(4, '0')}-${nouns}-create-${nouns}`;
}

function filled(template, names) {
  return readFileSync(join(TEMPLATES, template), 'utf8').replaceAll(/\{\{(\w+)\}\}/g, (_, name) => {
    if (names[name] === undefined) throw new Error(`${template}: there is no name ${name}`);
    return names[name];
  });
}

function filesFor(names) {
  const templates = readdirSync(TEMPLATES, { recursive: true }).filter((template) => template.endsWith('.template'));
  const files = templates.map((template) => {
    const path =
      template === MIGRATION
        ? `migrations/${names.migration}.ts`
        : `src/features/${names.nouns}/${template
            .replace('NOUNS', names.nouns)
            .replace('ONE', names.one)
            .replace(/\.template$/, '')}`;
    return [path, filled(template, names)];
  });
  return files.sort(([a], [b]) => (a < b ? -1 : 1));
}

function write(files) {
  for (const [path, text] of files) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text, { flag: 'wx' });
  }
  const paths = files.map(([path]) => path);
  const { status, stderr } = spawnSync(runtimeNode(), [join(root, 'node_modules', '.bin', 'oxfmt'), ...paths], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new CommandFailure(stderr);
}

await runCommand(() => {
  const names = featureNames(...process.argv.slice(2));
  const { nouns, Nouns } = names;
  if (existsSync(join(root, 'src', 'features', nouns))) throw new CommandFailure(`src/features/${nouns} exists already`);
  const files = filesFor({ ...names, migration: nextMigration(nouns) });
  write(files);
  for (const [path] of files) console.log(`  ${path}`);
  console.log(`
Two lines are yours, in src/apps/features.module.ts:

  import { ${Nouns}Module } from '#features/${nouns}/${nouns}.module';
  imports: [..., ${Nouns}Module],

Then: npm run generate && npm run check && npm test -- ${nouns}`);
});
