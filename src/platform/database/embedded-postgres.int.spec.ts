import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat, skipWhen } from '#libs/testing';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { type EmbeddedPostgres, removeEmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.js';
import { isRunning, processCommand } from '#libs/process-lock';

async function query<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Waits for a condition of another process. */
async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!(await condition())) {
    expectThat(`waited 20 s for: ${what}`, performance.now()).toBeLessThan(deadline);
    await delay(20);
  }
}

const marks = async (url: string): Promise<string[]> =>
  (await query<{ mark: string }>(url, 'SELECT mark FROM marks ORDER BY mark')).map(({ mark }) => mark);

const noProc = !existsSync('/proc/self') && 'finds the watch through /proc';

/** A supervisor in a process of its own, which can be killed. */
async function superviseElsewhere(home: string): Promise<{ supervisor: ChildProcess; url: string; pid: number }> {
  const program = `import(${JSON.stringify(new URL('./embedded-postgres.js', import.meta.url).href)})
    .then(({ startEmbeddedPostgres }) => startEmbeddedPostgres({ home: ${JSON.stringify(home)}, durable: true }))
    .then(({ url, pid }) => { console.log(JSON.stringify({ url, pid })); setInterval(() => undefined, 1000); })`;
  const supervisor = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(supervisor.stdout, 'data')) as [Buffer];
  return { supervisor, ...(JSON.parse(String(line)) as { url: string; pid: number }) };
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('embedded PostgreSQL', () => {
  let home: string;
  let server: EmbeddedPostgres | undefined;
  const log: string[] = [];
  const start = async (port?: number): Promise<EmbeddedPostgres> => {
    server = await startEmbeddedPostgres({ home, durable: true, port, log: (line) => log.push(line) });
    return server;
  };

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'writ-embedded-'));
    chmodSync(home, 0o755);
    const { url } = await start();
    await query(url, "CREATE TABLE marks (mark text); INSERT INTO marks VALUES ('first')");
    await server?.stop();
  });
  afterEach(() => server?.stop());
  afterAll(async () => {
    await removeEmbeddedPostgres(home);
    rmSync(home, { recursive: true, force: true });
  });

  it('keeps data, port and password over a restart', async () => {
    const one = await start();
    expect(await marks(one.url)).toStrictEqual(['first']);
    await one.stop();
    const two = await start();
    expect(two.url).toBe(one.url);
    expect(await marks(two.url)).toStrictEqual(['first']);
  });

  it('is gone after stop, and stopping again changes nothing', async () => {
    const running = await start();
    const { pid, url } = running;
    await running.stop();
    expect(isRunning(pid)).toBe(false);
    await expect(marks(url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await running.stop();
  });

  it('asks for the password, listens on the loopback address alone and writes durably', async () => {
    const { url, port } = await start();
    const wrong = new URL(url);
    wrong.password = 'guess';
    await expect(marks(wrong.href)).rejects.toMatchObject({ code: '28P01' });
    const settings = await query<{ name: string; setting: string }>(url, 'SELECT name, setting FROM pg_settings');
    const of = (name: string): string | undefined => settings.find((row) => row.name === name)?.setting;
    expect(
      ['listen_addresses', 'unix_socket_directories', 'port', 'fsync', 'synchronous_commit', 'full_page_writes', 'jit'].map(of),
    ).toStrictEqual(['127.0.0.1', '', String(port), 'on', 'on', 'on', 'off']);
  });

  it('refuses a second supervisor while the first one lives, and does not disturb it', async () => {
    const first = await superviseElsewhere(home);
    await expect(start()).rejects.toMatchObject({ name: 'HomeInUse', pid: first.supervisor.pid });
    expect(await marks(first.url)).toStrictEqual(['first']);
    await kill(first.supervisor);
    await until(() => !isRunning(first.pid), 'the server stops when its supervisor was killed');
  });

  it('starts the server again on the same port when it is killed, with every acknowledged row', async () => {
    const { url, pid } = await start();
    await query(url, "INSERT INTO marks VALUES ('second')");
    process.kill(pid, 'SIGKILL');
    await until(
      () =>
        marks(url)
          .then((all) => all.length === 2)
          .catch(() => false),
      'the server is back',
    );
    expect(server?.pid).not.toBe(pid);
    expect(await marks(url)).toStrictEqual(['first', 'second']);
  });

  skipWhen(noProc, it)('stops a server whose supervisor was killed together with its watch, then recovers', async () => {
    const lost = await superviseElsewhere(home);
    await query(lost.url, "INSERT INTO marks VALUES ('third')");
    process.kill(watchOf(lost.pid), 'SIGKILL');
    await kill(lost.supervisor);
    expect(isRunning(lost.pid)).toBe(true);
    const { url } = await start();
    expect(isRunning(lost.pid)).toBe(false);
    expect(log.some((line) => line.includes(`process ${lost.pid}`))).toBe(true);
    expect(await marks(url)).toStrictEqual(['first', 'second', 'third']);
  });

  it('starts although postmaster.pid names a living process that is something else', async () => {
    const earlier = await start();
    await earlier.stop();
    writeFileSync(join(earlier.dataDir, 'postmaster.pid'), `${process.pid}\n${earlier.dataDir}\n`);
    expect(await marks((await start()).url)).toStrictEqual(['first', 'second', 'third']);
  });

  it('sets a new password when the old one was lost', async () => {
    rmSync(join(home, 'postgres-password'));
    const { url } = await start();
    expect(await marks(url)).toHaveLength(3);
    expect(new URL(url).password).toBe(readFileSync(join(home, 'postgres-password'), 'utf8').trim());
  });

  it('takes another port when the remembered one is taken, but not when it was asked for', async () => {
    const occupant = createServer().listen(Number(readFileSync(join(home, 'postgres-port'), 'utf8')), '127.0.0.1');
    await once(occupant, 'listening');
    const { port } = occupant.address() as { port: number };
    await expect(start(port)).rejects.toThrow(/Address already in use/);
    expect((await start()).port).not.toBe(port);
    occupant.close();
  });
});

/** The shell that stops the server when its supervisor ends. */
function watchOf(server: number): number {
  const found = readdirSync('/proc').find(
    (pid) => /^\d+$/.test(pid) && processCommand(Number(pid))?.endsWith(`writ-stops-postgres ${server}`),
  );
  expectThat('no watch runs', found).toBeTruthy();
  return Number(found);
}
