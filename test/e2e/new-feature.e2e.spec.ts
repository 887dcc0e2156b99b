import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { eventually } from '#test/support/conditions';
import ts from 'typescript';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';

const COPIED = [
  'libs',
  'src',
  'clients',
  'migrations',
  'docs',
  'scripts',
  'test/jest',
  'test/architecture',
  'test/support',
  // What was built of all this, so that only what is new has to be.
  'dist',
  'jest.config.mjs',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  '.swcrc',
  '.oxlintrc.json',
  '.oxfmtrc.json',
  '.dependency-cruiser.mjs',
];
const FEATURE = 'src/features/late-fees';

interface Run {
  readonly ok: boolean;
  readonly output: string;
}

const isNoCache = (path: string): boolean => basename(path) !== '.compile-cache';

/** A copy of the repository's code, so that the new feature meets everything it has to live with and leaves nothing behind. */
function copyRepository(): string {
  const copy = mkdtempSync(join(tmpdir(), 'writ-new-feature-'));
  for (const path of COPIED)
    if (existsSync(path)) cpSync(path, join(copy, path), { recursive: true, preserveTimestamps: true, filter: isNoCache });
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
  return copy;
}

function run(copy: string, ...args: string[]): Promise<Run> {
  return new Promise((done) => {
    execFile(
      process.execPath,
      args,
      // A test run below this one is a run of its own, which ends nothing and removes nothing of this one.
      { cwd: copy, env: { ...process.env, WRIT_TEST_FOLDER: undefined, WRIT_TEST_RUN: undefined, JEST_WORKER_ID: undefined } },
      (error, stdout, stderr) => done({ ok: !error, output: stdout + stderr }),
    );
  });
}

const tool = (name: string) => join('node_modules', '.bin', name);

/** In what is new, with the types of all it imports; what was there before is not looked at for it. */
function wrongTypes(copy: string): string[] {
  const configHost: ts.ParseConfigFileHost = {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => assert.fail(String(messageText)),
  };
  const config = ts.getParsedCommandLineOfConfigFile(join(copy, 'tsconfig.json'), { incremental: false }, configHost);
  const { options, fileNames } = config ?? assert.fail();
  delete options.tsBuildInfoFile;
  const isNew = (path: string): boolean => path.startsWith(join(copy, FEATURE)) || path.endsWith('src/apps/features.module.ts');
  const program = ts.createProgram(fileNames.filter(isNew), options);
  const files = program.getSourceFiles().filter(({ fileName }) => isNew(fileName));
  expectThat('there are files to look at', files.length).toBeGreaterThan(10);
  const found = files.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]);
  return found.map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
}

describe('npm run new:feature', () => {
  let copy: string;
  let told: Run;

  beforeAll(async () => {
    copy = copyRepository();
    told = await run(copy, 'scripts/new-feature.mjs', 'late-fees');
    addTheTwoLines(copy, told.output);
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true, maxRetries: 5 }));

  it('writes the files that features have, and refuses to write them twice', async () => {
    expectThat(told.output, told.ok).toBe(true);
    for (const file of ['contract.ts', 'decider.ts', 'operations.ts', 'handlers.ts', 'late-fees.projection.ts', 'README.md'])
      expectThat(file, existsSync(join(copy, FEATURE, file))).toBe(true);
    const again = await run(copy, 'scripts/new-feature.mjs', 'late-fees');
    expect(again.output).toMatch(/exists already/);
    expect(again.ok).toBe(false);
  });

  it('refuses names that say nothing', async () => {
    for (const noun of ['', 'Invoices', 'shared-things', 'news', 'sheep', '../invoices']) {
      const { ok, output } = await run(copy, 'scripts/new-feature.mjs', noun);
      expectThat(output, ok).toBe(false);
    }
  });

  it('compiles, is formatted and clean', async () => {
    expect(wrongTypes(copy)).toStrictEqual([]);
    const format = await run(copy, tool('oxfmt'), '--check', FEATURE);
    expectThat(format.output, format.ok).toBe(true);
    const lint = await run(copy, tool('oxlint'), FEATURE);
    expectThat(lint.output, lint.ok).toBe(true);
  });

  it('keeps to the walls', async () => {
    const { forbidden, options } = (await import(pathToFileURL(join(copy, '.dependency-cruiser.mjs')).href)) as {
      forbidden: [];
      options: ICruiseOptions;
    };
    const result = await cruise([FEATURE], { ...options, baseDir: copy, ruleSet: { forbidden }, validate: true });
    const { violations, totalCruised } = (result.output as ICruiseResult).summary;
    expectThat('it was looked at with what it imports', totalCruised).toBeGreaterThan(20);
    expect(violations.filter(({ from }) => from.startsWith(FEATURE))).toStrictEqual([]);
  });

  it('passes its own specs', async () => {
    const built = await run(copy, 'scripts/build.mjs');
    expectThat(built.output, built.ok).toBe(true);
    const { ok, output } = await run(copy, 'scripts/lib/run-jest.mjs', '--selectProjects', 'unit', '-i', FEATURE);
    expectThat(output, ok).toBe(true);
    expect(output).toMatch(/^[5-9] passed, 0 failed, 0 skipped$/m);
  });

  it('is a verb of the command as soon as the references are written', async () => {
    const written = await run(copy, 'scripts/generate.mjs');
    expectThat(written.output, written.ok).toBe(true);
    const { output } = await run(copy, 'clients/cli/bin/writ.mjs', 'call');
    for (const operation of ['lateFees.create', 'lateFees.archive', 'lateFees.list']) expect(output).toContain(operation);
  });

  it('works, from the route through the ledger to the list', async () => {
    const live = await startDeployment(copy);
    try {
      const { operator } = live;
      const call = (path: string, body?: object, position = 0) =>
        fetch(`${live.url}/v1/late-fees${path}`, {
          method: body ? 'POST' : 'GET',
          headers: {
            authorization: `Bearer ${operator}`,
            'writ-min-position': String(position),
            ...(body && { 'content-type': 'application/json' }),
          },
          ...(body && { body: JSON.stringify(body) }),
        });
      expect((await call('', { id: 'f-1', name: 'First' })).status).toBe(201);
      expect((await call('', { id: 'f-1', name: 'First' })).status).toBe(409);
      const archived = await call('/f-1/archive', {});
      expect(archived.status).toBe(200);
      const { ledger } = (await archived.json()) as { ledger: { position: number } };
      // A worker that is behind is waited for no longer than a moment.
      const answer = await eventually('the list is there', async () => {
        const listed = await call('', undefined, ledger.position);
        return listed.status === 200 && listed;
      });
      const list = (await (answer as Response).json()) as { items: { id: string; archivedAt: string | null }[] };
      expect(list.items.map(({ id, archivedAt }) => [id, archivedAt !== null])).toStrictEqual([['f-1', true]]);
      expect((await call('/f-2/archive', {})).status).toBe(404);
      const asked = { query: 'mutation { createLateFee(input: { id: "f-3", name: "Third" }) { lateFee { id } } }' };
      const headers = { authorization: `Bearer ${operator}`, 'content-type': 'application/json' };
      const field = await fetch(`${live.url}/graphql`, { method: 'POST', headers, body: JSON.stringify(asked) });
      expect(await field.json()).toStrictEqual({ data: { createLateFee: { lateFee: { id: 'f-3' } } } });
    } finally {
      await live.close();
    }
  });
});

/** Writ as it is in the copy, with a tenant; in a process of its own, which must not know the types of two copies. */
async function startDeployment(copy: string): Promise<{ url: string; operator: string; close(): Promise<void> }> {
  const main = `
    const { startLiveDeployment } = await import(${JSON.stringify(pathToFileURL(join(copy, 'dist/test/support/live-deployment.js')).href)});
    const live = await startLiveDeployment();
    const { operator } = await live.addTenant('acme');
    process.send({ url: live.url, operator });
    process.once('disconnect', () => void live.close());
  `;
  const stdio = ['ignore', 'inherit', 'inherit', 'ipc'] as const;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', main], { cwd: copy, stdio: [...stdio] });
  const ended = once(child, 'exit');
  const said = await Promise.race([once(child, 'message'), ended.then(([code]) => expect(code).toBe('running'))]);
  const [{ url, operator }] = said as [{ url: string; operator: string }];
  return {
    url,
    operator,
    close: async () => {
      child.disconnect();
      expect(await ended).toStrictEqual([0, null]);
    },
  };
}

/** As the command tells its user to. */
function addTheTwoLines(copy: string, output: string): void {
  const importLine = /^ {2}(import \{ \w+ \} from '[^']+';)$/m.exec(output)?.[1];
  const module = /imports: \[\.\.\., (\w+)\]/.exec(output)?.[1];
  expectThat(output, importLine && module).toBeTruthy();
  const path = join(copy, 'src/apps/features.module.ts');
  const text = readFileSync(path, 'utf8');
  const wired = `${importLine}\n${text}`.replace(/imports: \[/, `imports: [${module}, `);
  writeFileSync(path, wired);
}
