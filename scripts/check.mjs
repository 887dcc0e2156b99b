// npm run check: every gate that is not a behaviour test. Runs all of them, fails when one does.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditGate } from './lib/audit-gate.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { lockProblems } from './lib/lock-problems.mjs';
import { requireNode20, root, runtimeNode } from './lib/runtime-node.mjs';
import { CommandFailure, runCommand, step } from './lib/steps.mjs';

const SOURCES = ['libs', 'src', 'clients', 'migrations', 'test', 'scripts'];
const tool = (name) => join(root, 'node_modules', '.bin', name);

async function run(args) {
  const child = spawn(runtimeNode(), args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new CommandFailure(output.trim());
}

function lockGate() {
  const read = (file) => JSON.parse(readFileSync(join(root, file), 'utf8'));
  const problems = lockProblems(read('package.json'), read('package-lock.json'));
  if (problems.length > 0) throw new CommandFailure(problems.join('\n'));
}

/** [title, work]; what the work returns may carry a detail, which is printed. */
const GATES = [
  ['Lock file', lockGate],
  ['Build', async () => (await import('./build.mjs')).build()],
  ['Format (oxfmt)', () => run([tool('oxfmt'), '--check', ...SOURCES])],
  ['Lint, type aware (oxlint)', () => run([tool('oxlint'), '--type-aware', ...SOURCES])],
  ['Types (tsc)', () => run([tool('tsc'), '-p', '.'])],
  ['Dead code (knip)', () => run([tool('knip'), '--no-progress'])],
  ['Walls and ratchets', () => run([join(root, 'scripts', 'lib', 'run-jest.mjs'), '--selectProjects', 'architecture'])],
  ['Generated files', () => run([join(root, 'scripts', 'generate.mjs'), '--check'])],
  ['Known vulnerabilities (npm audit)', () => auditGate(root)],
];

await runCommand(async () => {
  requireNode20();
  await ensureInstalled();
  const failed = [];
  for (const [title, work] of GATES) {
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
