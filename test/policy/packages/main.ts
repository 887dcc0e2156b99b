import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findOpa } from '#libs/rego-compiler';
import { newestOpa } from '#test/support/newest-opa';
import type { Compiler } from './new-syntax.js';
import { runPackage } from './run-package.js';

const USAGE = `npm run rego:packages -- [--opa PATH] [--left-out] FOLDER…
  Runs the tests (*_test.rego) of the Rego package in each FOLDER in the engine, on the plan of OPA 0.70 and, where there is one, of
  the newest OPA (npm run opa:newest), and in OPA's own evaluation, and names every test on which they do not agree.
  --opa:      with the OPA at PATH only.
  --left-out: names the files that were not taken, and why.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { opa: { type: 'string' }, 'left-out': { type: 'boolean' } },
});

function versionOf(binary: string): string {
  return /^Version: (\S+)/m.exec(execFileSync(binary, ['version'], { encoding: 'utf8' }))?.[1] ?? 'unknown';
}

async function binaries(): Promise<string[]> {
  if (values.opa !== undefined) return [resolve(values.opa)];
  const { path, why } = newestOpa();
  if (path === undefined) console.log(why);
  return [(await findOpa()).path, ...(path === undefined ? [] : [path])];
}

/** How many disagreed. */
async function runAll(compiler: Compiler, version: string): Promise<number> {
  let [packages, tests, disagreed] = [0, 0, 0];
  for (const folder of positionals) {
    const run = await runPackage(folder, compiler);
    if (run.tests > 0) packages += 1;
    tests += run.tests;
    disagreed += run.disagreements.length;
    const told = [`${run.tests} tests`, `${run.holding} hold`, `${run.leftOut.size} files left out`];
    console.log(`OPA ${version} ${folder}: ${told.join(', ')}, ${run.disagreements.length} disagree`);
    for (const line of run.disagreements) console.log(`  ${line}`);
    if (values['left-out']) for (const [file, why] of run.leftOut) console.log(`  left out: ${file}: ${why}`);
  }
  console.log(`OPA ${version}: ${packages} packages, ${tests} tests, ${disagreed} disagree`);
  return disagreed;
}

if (positionals.length === 0) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  for (const binary of await binaries()) {
    const version = versionOf(binary);
    if ((await runAll({ binary, isOld: version.startsWith('0.') }, version)) > 0) process.exitCode = 1;
  }
}
