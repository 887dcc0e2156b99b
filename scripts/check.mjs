// npm run check: every gate that is not a behaviour test. Runs all of them, fails when one does.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled } from './lib/install.mjs';
import { requireNode20, root, runtimeNode } from './lib/runtime-node.mjs';
import { CommandFailure, runCommand, step } from './lib/steps.mjs';

const SOURCES = ['libs', 'src', 'clients', 'migrations', 'test', 'scripts'].filter((dir) => existsSync(join(root, dir)));
const tool = (name) => join(root, 'node_modules', '.bin', name);

function architectureSpecs() {
  const folder = join(root, 'dist', 'test', 'architecture');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .filter((path) => path.endsWith('.spec.js'))
    .map((path) => join(folder, path));
}

/** [title, arguments for the runtime Node]; a gate whose files are not there yet is left out. */
function gates() {
  const specs = architectureSpecs();
  const generate = join(root, 'scripts', 'generate.mjs');
  return [
    ['Format (oxfmt)', [tool('oxfmt'), '--check', ...SOURCES]],
    ['Lint, type aware (oxlint)', [tool('oxlint'), '--type-aware', ...SOURCES]],
    ['Types (tsc)', [tool('tsc'), '-p', '.']],
    ...(specs.length > 0 ? [['Walls', ['--enable-source-maps', '--test', '--test-reporter=dot', ...specs]]] : []),
    ...(existsSync(generate) ? [['Generated files', [generate, '--check']]] : []),
  ];
}

async function run(args) {
  const child = spawn(runtimeNode(), args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new CommandFailure(output.trim());
}

await runCommand(async () => {
  requireNode20();
  await ensureInstalled();
  const { build } = await import('./build.mjs');
  const failed = [];
  for (const [title, work] of [['Build', () => build()], ...gates().map(([name, args]) => [name, () => run(args)])]) {
    try {
      await step(title, work);
    } catch (error) {
      console.log(error.message);
      failed.push(title);
    }
  }
  console.log(failed.length > 0 ? `\nnot clean: ${failed.join(', ')}` : '\nclean');
  return failed.length > 0 ? 1 : 0;
});
