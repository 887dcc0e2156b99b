import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, describe, it } from 'node:test';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import type { startLiveDeployment } from '../support/live-deployment.js';

const COPIED = [
  'libs',
  'src',
  'migrations',
  'scripts',
  'test/support',
  'package.json',
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

/** A copy of the repository's code, so that the new feature meets everything it has to live with and leaves nothing behind. */
function copyRepository(): string {
  const copy = mkdtempSync(join(tmpdir(), 'writ-new-feature-'));
  for (const path of COPIED) if (existsSync(path)) cpSync(path, join(copy, path), { recursive: true });
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
  return copy;
}

function run(copy: string, ...args: string[]): Promise<Run> {
  return new Promise((done) => {
    execFile(
      process.execPath,
      args,
      { cwd: copy, env: { ...process.env, NODE_TEST_CONTEXT: undefined } },
      (error, stdout, stderr) => done({ ok: !error, output: stdout + stderr }),
    );
  });
}

const tool = (name: string) => join('node_modules', '.bin', name);

describe('npm run new:feature', () => {
  let copy: string;
  let told: Run;

  before(async () => {
    copy = copyRepository();
    told = await run(copy, 'scripts/new-feature.mjs', 'late-fees');
    addTheTwoLines(copy, told.output);
  });
  after(() => rmSync(copy, { recursive: true, force: true, maxRetries: 5 }));

  it('writes the files that features have, and refuses to write them twice', async () => {
    assert.ok(told.ok, told.output);
    for (const file of ['contract.ts', 'decider.ts', 'operations.ts', 'handlers.ts', 'late-fees.projection.ts', 'README.md'])
      assert.ok(existsSync(join(copy, FEATURE, file)), file);
    const again = await run(copy, 'scripts/new-feature.mjs', 'late-fees');
    assert.match(again.output, /exists already/);
    assert.equal(again.ok, false);
  });

  it('refuses names that say nothing', async () => {
    for (const noun of ['', 'Invoices', 'shared-things', 'news', 'sheep', '../invoices']) {
      const { ok, output } = await run(copy, 'scripts/new-feature.mjs', noun);
      assert.equal(ok, false, output);
    }
  });

  it('compiles, is formatted and clean', async () => {
    const types = await run(copy, tool('tsc'), '-p', '.');
    const own = types.output
      .split('\n')
      .filter((line) => line.startsWith(FEATURE) || line.startsWith('src/apps/features.module'));
    assert.deepEqual(own, []);
    const format = await run(copy, tool('oxfmt'), '--check', FEATURE);
    assert.ok(format.ok, format.output);
    const lint = await run(copy, tool('oxlint'), FEATURE);
    assert.ok(lint.ok, lint.output);
  });

  it('keeps to the walls', async () => {
    const { forbidden, options } = (await import(pathToFileURL(join(copy, '.dependency-cruiser.mjs')).href)) as {
      forbidden: [];
      options: ICruiseOptions;
    };
    const result = await cruise([FEATURE], { ...options, baseDir: copy, ruleSet: { forbidden }, validate: true });
    const { violations, totalCruised } = (result.output as ICruiseResult).summary;
    assert.ok(totalCruised > 20, 'it was looked at with what it imports');
    assert.deepEqual(
      violations.filter(({ from }) => from.startsWith(FEATURE)),
      [],
    );
  });

  it('passes its own specs', async () => {
    const built = await run(copy, 'scripts/build.mjs');
    assert.ok(built.ok, built.output);
    const specs = ['decider.unit.spec.js', 'late-fees.projection.unit.spec.js'].map((file) => join('dist', FEATURE, file));
    const { ok, output } = await run(copy, '--test', '--test-reporter=tap', ...specs);
    assert.ok(ok, output);
    assert.match(output, /# pass [5-9]/);
  });

  it('works, from the route through the ledger to the list', async () => {
    const support = (await import(pathToFileURL(join(copy, 'dist/test/support/live-deployment.js')).href)) as {
      startLiveDeployment: typeof startLiveDeployment;
    };
    const live = await support.startLiveDeployment();
    try {
      const { operator } = await live.addTenant('acme');
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
      assert.equal((await call('', { id: 'f-1', name: 'First' })).status, 201);
      assert.equal((await call('', { id: 'f-1', name: 'First' })).status, 409);
      const archived = await call('/f-1/archive', {});
      assert.equal(archived.status, 200);
      const { ledger } = (await archived.json()) as { ledger: { position: number } };
      const list = (await (await call('', undefined, ledger.position)).json()) as {
        items: { id: string; archivedAt: string | null }[];
      };
      assert.deepEqual(
        list.items.map(({ id, archivedAt }) => [id, archivedAt !== null]),
        [['f-1', true]],
      );
      assert.equal((await call('/f-2/archive', {})).status, 404);
    } finally {
      await live.close();
    }
  });
});

/** As the command tells its user to. */
function addTheTwoLines(copy: string, output: string): void {
  const importLine = /^ {2}(import \{ \w+ \} from '[^']+';)$/m.exec(output)?.[1];
  const module = /imports: \[\.\.\., (\w+)\]/.exec(output)?.[1];
  assert.ok(importLine && module, output);
  const path = join(copy, 'src/apps/features.module.ts');
  const text = readFileSync(path, 'utf8');
  const wired = `${importLine}\n${text}`.replace(/imports: \[/, `imports: [${module}, `);
  writeFileSync(path, wired);
}
