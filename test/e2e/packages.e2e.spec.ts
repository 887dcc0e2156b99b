import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sampleExport, sampleLedger } from '#libs/evidence/testing';
import { expectThat, skipWhen } from '#libs/testing';
import { otherNode } from '#test/support/other-nodes';
import { publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';

const ROOT = resolve('.');
const POLICY = `package writ

default decision := {"verdict": "DENY", "rule": "no", "reason": "no"}

decision := {"verdict": "MODIFY", "rule": "capped", "reason": "at most 10", "changes": {"amount": 10}} if input.tool == "pay"
`;

/** What a service does with the package; it prints what came of it. */
const CONSUMER = `import { CallDenied, PolicyMirror, Writ } from 'writ-sdk';

interface Payment { readonly amount: number; readonly to: string }

const writ: Writ = Writ.fromEnv();
const pay = writ.guard('pay', async (given: Payment): Promise<number> => given.amount, {
  sessionId: 'service',
  result: (paid) => ({ paid }),
});
const paid: number = await pay({ amount: 5000, to: 'x' });
const burn = writ.guard('burn', () => 'burnt', { sessionId: ({ place }: { place: string }) => place });
const refused: string = await burn({ place: 'service' }).catch((error: unknown) =>
  error instanceof CallDenied ? error.decision.rule : String(error),
);
const { verdict, decisionId } = await writ.decide({ sessionId: 'service', tool: 'pay', arguments: { amount: 1 } });
const { status } = await writ.outcome(decisionId, { status: 'refused' });
const mirror = await PolicyMirror.open({ client: writ, policy: 'capped' });
const here = mirror.decide({ tool: 'pay', arguments: {} }).verdict;
await mirror.close();
console.log(JSON.stringify({ paid, refused, verdict, status, here }));
`;
/** What must not compile. */
const WRONG = `import { Writ } from 'writ-sdk';
const writ = new Writ({ url: 'http://x', agentKey: 'k' });
// @ts-expect-error a tool needs arguments
await writ.decide({ sessionId: 's', tool: 't' });
// @ts-expect-error there is no such status
await writ.outcome('d', { status: 'done' });
// @ts-expect-error what is guarded takes what it is guarded for
await writ.guard('pay', ({ amount }: { amount: number }) => amount, { sessionId: 's' })({ amount: '1' });
// @ts-expect-error a verdict is one of five
if ((await writ.decide({ sessionId: 's', tool: 't', arguments: {} })).verdict === 'MAYBE') throw new Error();
`;

const nodes: Readonly<Record<string, string | undefined>> = {
  'Node 20': otherNode(20),
  'Node 22': process.env['WRIT_NODE_22'] ?? otherNode(22),
  'the Node of this repository': process.execPath,
};

describe('the packages', () => {
  const folder = mkdtempSync(join(tmpdir(), 'writ-packages-'));
  const service = join(folder, 'service');
  let writ: RunningWrit;
  let acme: SeededTenant;
  let tarballs: string[];

  /** Runs a program away from the repository, with nothing of this environment; its output. */
  const run = (program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}, cwd = service) =>
    new Promise<{ status: number; stdout: string; stderr: string }>((done) => {
      const path = [dirname(program), process.env['PATH'] ?? ''].join(delimiter);
      execFile(program, args, { cwd, env: { PATH: path, HOME: folder, ...env } }, (error, stdout, stderr) =>
        done({ status: error ? Number(error.code ?? -1) : 0, stdout, stderr }),
      );
    });
  /** Offline, with a cache that nobody has filled. */
  const npm = (...args: string[]) =>
    run('npm', [...args, '--offline', '--no-audit', '--no-fund', '--cache', join(folder, 'cache')], {
      PATH: (process.env['PATH'] ?? '')
        .split(delimiter)
        .filter((part) => !part.includes('node_modules'))
        .join(delimiter),
    });

  beforeAll(async () => {
    mkdirSync(service);
    const made = await run(process.execPath, [resolve('scripts/lib/packages/make-packages.mjs'), folder], {}, ROOT);
    expectThat(made.stderr, made.status).toBe(0);
    tarballs = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
    writeFileSync(join(service, 'package.json'), '{"name":"service","private":true,"type":"module"}');
    writeFileSync(join(service, 'service.ts'), CONSUMER);
    writeFileSync(join(service, 'wrong.ts'), WRONG);
    writeFileSync(join(service, 'ledger.ndjson'), sampleExport(sampleLedger(5)).join(''));
    const installed = await npm('install', ...tarballs.map((file) => join(folder, file)));
    expectThat(installed.stderr, installed.status).toBe(0);
    const everywhere = await npm('install', '--global', '--prefix', join(folder, 'prefix'), join(folder, tarballs[0] ?? ''));
    expectThat(everywhere.stderr, everywhere.status).toBe(0);
    writ = await RunningWrit.start({ worker: false });
    acme = await writ.seedTenant(await writ.owner());
    await publishPolicy(acme.operator, 'capped', POLICY);
  });
  afterAll(async () => {
    await writ.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const tsc = (files: readonly string[], ...options: string[]) =>
    run(process.execPath, [
      resolve('node_modules/typescript/bin/tsc'),
      '--strict',
      '--exactOptionalPropertyTypes',
      '--skipLibCheck',
      '--target',
      'es2022',
      '--typeRoots',
      resolve('node_modules/@types'),
      '--types',
      'node',
      ...options,
      ...files,
    ]);

  it('depend on nothing, say what they need, and name nothing of this repository', () => {
    expect(tarballs).toStrictEqual([expect.stringMatching(/^writ-cli-/), expect.stringMatching(/^writ-sdk-/)]);
    for (const name of ['writ-cli', 'writ-sdk']) {
      const at = (file: string) => readFileSync(join(service, 'node_modules', name, file), 'utf8');
      const { dependencies, optionalDependencies, engines, license } = JSON.parse(at('package.json')) as Record<string, object>;
      expect([dependencies, optionalDependencies, engines, license]).toStrictEqual([
        undefined,
        undefined,
        { node: '>=20.12' },
        'MIT',
      ]);
      expect(at('LICENSE')).toMatch(/MIT/);
      expect(at('README.md').length).toBeGreaterThan(100);
      // Whoever has no types of Node compiles against it, too.
      if (name === 'writ-sdk') expect(at('index.d.ts')).not.toMatch(/\b(Buffer|NodeJS)\b/);
    }
    expect(readdirSync(join(service, 'node_modules')).filter((entry) => !entry.startsWith('.'))).toStrictEqual([
      'writ-cli',
      'writ-sdk',
    ]);
    const sdk = readdirSync(join(service, 'node_modules/writ-sdk')).filter((file) => /\.(ts|js)$/.test(file));
    expect(sdk.sort()).toStrictEqual(['index.d.ts', 'index.js']);
    for (const file of sdk) {
      const text = readFileSync(join(service, 'node_modules/writ-sdk', file), 'utf8');
      expectThat(file, /from ["'](?!node:)[^"']*["']/.exec(text)?.[0]).toBeUndefined();
      expectThat(file, text.includes(ROOT)).toBe(false);
    }
  });

  it('are understood by a strict compiler, with the rules of Node and with those of bundlers', async () => {
    // As a source: what is a library is taken as it is.
    copyFileSync(join(service, 'node_modules/writ-sdk/index.d.ts'), join(service, 'types.ts'));
    for (const rules of [
      ['--module', 'nodenext'],
      ['--module', 'esnext', '--moduleResolution', 'bundler', '--noEmit'],
    ]) {
      const { status, stdout } = await tsc(['service.ts', 'wrong.ts', 'types.ts'], ...rules);
      expectThat(stdout, status).toBe(0);
    }
  });

  it.each(['docs/tutorials/enforce-in-a-service.md', 'clients/sdk-typescript/README.md'])('do what %s shows', async (path) => {
    const page = readFileSync(path, 'utf8');
    writeFileSync(join(service, 'shown.mjs'), /```js\n([^`]*from 'writ-sdk'[^]*?)```/.exec(page)?.[1] ?? '');
    const env = { WRIT_URL: writ.url, WRIT_AGENT_KEY: acme.agent.token ?? '' };
    expect(await run(process.execPath, ['shown.mjs'], env)).toStrictEqual({ status: 0, stdout: 'paid 10 to ada\n', stderr: '' });
  });

  it('say in their own words how they are installed, what to do without OPA, and where a code is explained', async () => {
    for (const [name, tarball] of [
      ['writ-sdk', tarballs[1]],
      ['writ-cli', tarballs[0]],
    ]) {
      const page = readFileSync(join(service, 'node_modules', `${name}`, 'README.md'), 'utf8');
      expectThat(page, /npm install (?:--global )?\.\/(\S+)/.exec(page)?.[1]).toBe(tarball);
    }
    const command = join(folder, 'prefix', 'bin', 'writ');
    mkdirSync(join(service, 'policy'));
    writeFileSync(join(service, 'policy', 'policy.rego'), POLICY);
    const without = await run(process.execPath, [command, 'policy', 'check', 'policy']);
    expect([without.status, without.stderr]).toStrictEqual([
      2,
      expect.stringMatching(/^OPA_UNAVAILABLE: this needs OPA.*: set OPA_BIN to /),
    ]);
    const wrong = await run(process.execPath, [command, 'policy', 'check', 'policy'], { OPA_BIN: '/nowhere/opa' });
    expect(wrong.stderr).toBe(
      'OPA_UNAVAILABLE: OPA_BIN names /nowhere/opa, which cannot be run: name an OPA binary, 0.70 or newer\n',
    );
    const env = { WRIT_URL: writ.url, WRIT_AGENT_KEY: acme.agent.token ?? '' };
    const refused = await run(process.execPath, [command, 'decide', '--tool', 'pay', '--session', ''], env);
    const page = /see (\S+)#(\S+)$/m.exec(refused.stderr) ?? [];
    expectThat(refused.stderr, page[2]).toBe('INVALID_INPUT');
    expect(await (await fetch(page[1] ?? '')).text()).toContain('id="INVALID_INPUT"');
  });

  for (const [name, node = ''] of Object.entries(nodes)) {
    skipWhen(node === '' && `there is no ${name}`, it)(`work on ${name}`, async () => {
      const env = { WRIT_URL: writ.url, WRIT_AGENT_KEY: acme.agent.token ?? '' };
      const { status, stdout, stderr } = await run(node, ['service.js'], env);
      expectThat(stderr, status).toBe(0);
      expect(JSON.parse(stdout)).toStrictEqual({ paid: 10, refused: 'no', verdict: 'MODIFY', status: 'refused', here: 'MODIFY' });
      const command = join(folder, 'prefix', 'bin', 'writ');
      const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
      for (const [args, code, says] of [
        [['--version'], 0, new RegExp(`^${version.replaceAll('.', '\\.')}\n$`)],
        [['--help'], 0, /^Usage: writ/],
        [['decide', '--tool', 'pay', '--arguments', '{"amount":1}'], 0, /^MODIFY/],
        [['decide', '--tool', 'burn'], 1, /^DENY/],
        [['verify', 'ledger.ndjson'], 0, /^good/],
        [['policy', 'new'], 0, /^default /m],
        [['call'], 0, /agents\.register/],
        [['tail'], 2, /^$/],
        [['policy', 'import', 'none.yaml'], 2, /^$/],
      ] as const) {
        const ran = await run(node, [command, ...args], env);
        expectThat(`${args.join(' ')}: ${ran.stderr}`, [ran.status, says.test(ran.stdout)]).toStrictEqual([code, true]);
        expectThat(args.join(' '), ran.stderr).not.toMatch(/^\s+at /m);
      }
    });
  }
});
