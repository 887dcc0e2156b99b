import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { parseJson } from '#libs/exact-json';
import { expectThat } from '#libs/testing';
import { WritClient } from '#test/support/writ-client';

/** Root gives its processes to nobody, who owns nothing but the volume; everybody else is an ordinary user already. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
const dockerfile = readFileSync('Dockerfile', 'utf8')
  .split(/^FROM .*$/m)
  .at(-1) as string;

interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

describe('the image', () => {
  const image = mkdtempSync(join(tmpdir(), 'writ-image-'));
  const secret = randomBytes(32).toString('hex');
  const running: ChildProcess[] = [];
  let env: Record<string, string>;

  beforeAll(async () => {
    chmodSync(image, 0o755);
    for (const [, from = '', to = ''] of dockerfile.matchAll(/^COPY --from=build .*\/build\/(\S+) (\S+)$/gm))
      copy(from, join(image, to));
    rmSync(join(image, 'dist', 'test'), { recursive: true, force: true });
    mkdirSync(join(image, '.writ'));
    if (NOBODY.uid) chownSync(join(image, '.writ'), NOBODY.uid, NOBODY.gid);
    const ownNode = join(image, 'node_modules', 'node', 'bin');
    const node = existsSync(ownNode) ? ownNode : dirname(process.execPath);
    env = {
      NODE_ENV: 'production',
      PATH: `${join(image, 'bin')}:${node}:/usr/bin:/bin`,
      WRIT_SECRET: secret,
      WRIT_HOST: '127.0.0.1',
      WRIT_PORT: String(await freePort()),
      WRIT_DRAIN_MS: '0',
    };
  });
  afterAll(async () => {
    await Promise.all(running.map(stop));
    rmSync(image, { recursive: true, force: true });
  });

  function start(
    command: readonly string[],
    more: Readonly<Record<string, string>> = {},
  ): { child: ChildProcess; told: () => string } {
    const [program = '', ...given] = command;
    const child = spawn(program, given, { cwd: image, env: { ...env, ...more }, ...NOBODY, stdio: ['ignore', 'pipe', 'pipe'] });
    running.push(child);
    let told = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (told += String(chunk)));
    return { child, told: () => told };
  }
  /** Resolves when it says so; fails with all that it said when it ends first. */
  async function saying(pattern: RegExp, { child, told }: ReturnType<typeof start>): Promise<string> {
    for (;;) {
      if (pattern.test(told())) return told();
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`ended before it said ${String(pattern)}:\n${told()}`);
      await Promise.race([once(child.stdout as NonNullable<typeof child.stdout>, 'data'), once(child, 'exit')]);
    }
  }
  function run(command: readonly string[], more: Readonly<Record<string, string>> = {}): string {
    const [program = '', ...given] = command;
    const ended = spawnSync(program, given, { cwd: image, env: { ...env, ...more }, ...NOBODY, encoding: 'utf8' });
    expectThat(`${command.join(' ')}: ${ended.stderr}`, ended.status).toBe(0);
    return ended.stdout;
  }
  const anyone = () => new WritClient(`http://127.0.0.1:${env['WRIT_PORT']}`);
  const signIn = (given: object) => anyone().post<{ accessToken: string }>('/v1/auth/token', given);

  it('starts by its CMD on an empty volume in production, and its first owner comes in once by what it printed', async () => {
    const cmd = parseJson((/^CMD (.*)$/m.exec(dockerfile) as RegExpExecArray)[1] as string) as string[];
    const server = start(cmd);
    const told = await saying(/Writ is ready/, server);
    const clientId = /the first owner is (op_\S+)/.exec(told)?.[1] as string;
    const refreshToken = /one-time token, shown only here: (wrr_\S+)/.exec(told)?.[1] as string;
    const { accessToken } = await signIn({ refreshToken });
    const owner = new WritClient(anyone().url, accessToken);
    const rotate = `/v1/tenants/_deployment/operators/${clientId.split('.')[1]}/rotate-secret`;
    const kept = await owner.post<Credentials>(rotate);
    expect(kept.clientId).toBe(clientId);
    const lasting = new WritClient(anyone().url, (await signIn({ clientId, clientSecret: kept.clientSecret })).accessToken);
    await lasting.post('/v1/tenants', { id: 'acme', name: 'Acme' });
    expect((await anyone().send('POST', '/v1/auth/token', { refreshToken })).status).toBe(401);

    const { clientId: second, clientSecret } = parseJson(run(['admin', 'create-owner'])) as unknown as Credentials;
    await signIn({ clientId: second, clientSecret });
    expect(run(['writ', '--version'])).toMatch(/\d/);

    await onOwnDatabase();
    server.child.kill('SIGTERM');
    expect((await once(server.child, 'exit'))[0]).toBe(0);
    expect(run(['admin', 'bootstrap'])).toMatch(/^0 applied, \d+ already there\nthere was an owner before\n$/);
  });

  /** One process each, as the manifests have it, on a PostgreSQL; the embedded one serves as that. */
  async function onOwnDatabase(): Promise<void> {
    const [password, port] = ['password', 'port'].map((name) =>
      readFileSync(join(image, '.writ', `postgres-${name}`), 'utf8').trim(),
    );
    const url = `postgres://postgres:${password}@127.0.0.1:${port}`;
    const client = new pg.Client({ connectionString: `${url}/postgres` });
    await client.connect();
    await client.query('create database other').finally(() => client.end());
    const WRIT_BOOTSTRAP_OWNER = randomBytes(32).toString('hex');
    const own = {
      DATABASE_URL: `${url}/other`,
      WRIT_HOME: '/nowhere',
      WRIT_PORT: String(await freePort()),
      WRIT_LOG_LEVEL: 'info',
    };
    const told = run(['admin', 'bootstrap'], { ...own, WRIT_BOOTSTRAP_OWNER });
    const clientId = /the first owner is (op_\S+); its secret is WRIT_BOOTSTRAP_OWNER\n$/.exec(told)?.[1];
    expectThat('the secret is printed nowhere', told.includes(WRIT_BOOTSTRAP_OWNER)).toBe(false);
    expect(run(['admin', 'bootstrap'], own)).toMatch(/there was an owner before/);
    const processes = [start(['api'], own), start(['worker'], own)] as const;
    await Promise.all([saying(/"serving"/, processes[0]), saying(/"following the ledgers"/, processes[1])]);
    const there = new WritClient(`http://127.0.0.1:${own.WRIT_PORT}`);
    await there.post('/v1/auth/token', { clientId, clientSecret: WRIT_BOOTSTRAP_OWNER });
    expect((await there.send('GET', '/readyz')).status).toBe(200);
    await Promise.all(processes.map(({ child }) => stop(child)));
    expect(processes.map(({ child }) => child.exitCode)).toStrictEqual([0, 0]);
  }
});

/** As COPY does after `npm prune --omit=dev`: packages that are for development alone stay behind. */
function copy(from: string, to: string): void {
  if (from !== 'node_modules') return link(from, to.endsWith('/') ? join(to, from.split('/').at(-1) as string) : to);
  const { packages } = parseJson(readFileSync('package-lock.json', 'utf8')) as unknown as {
    packages: Record<string, { dev?: boolean; link?: boolean }>;
  };
  for (const [path, { dev }] of Object.entries(packages)) {
    // A package inside of another one comes along with it.
    const isNested = path.lastIndexOf('node_modules/') > 0;
    if (path.startsWith('node_modules/') && !dev && !isNested && existsSync(path)) link(path, join(to, '..', path));
  }
}

/** Linked where that is possible: nothing here is changed. */
function link(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  if (spawnSync('cp', ['-al', from, to]).status === 0) return;
  rmSync(to, { recursive: true, force: true });
  const { status, stderr } = spawnSync('cp', ['-a', from, to], { encoding: 'utf8' });
  expectThat(`${from}: ${stderr}`, status).toBe(0);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
