import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat, rejectionOf, skipWhen } from '#libs/testing';
import { createPostgresEventStore } from '#libs/event-store-postgres';
import { assertLedgerIsSound, newEvents } from '#libs/event-sourcing/testing';
import { TEST_SECRET } from '#test/support/running-writ';
import { tamper } from '#test/support/tampering';
import { migrate } from '../migrations.js';
import { rolePassword, type RoleName } from '../role-urls.js';

const TOOLS = ['initdb', 'pg_ctl', 'postgres', 'pg_dump', 'pg_restore', 'psql'];
const PAGE = 'docs/how-to/back-up.md';

/** A whole PostgreSQL of one version that is installed here: what comes with the dependencies has no pg_dump. */
function installedPostgres(): string | undefined {
  const packaged = '/usr/lib/postgresql';
  const folders = existsSync(packaged) ? readdirSync(packaged).map((version) => join(packaged, version, 'bin')) : [];
  const all = [...folders, ...(process.env['PATH'] ?? '').split(delimiter)];
  return all.find((folder) => TOOLS.every((tool) => existsSync(join(folder, tool))) && majorOf(folder) >= 15);
}

function majorOf(folder: string): number {
  const version = execFileSync(join(folder, 'postgres'), ['--version'], { encoding: 'utf8' });
  return Number(/(\d+)\./.exec(version)?.[1] ?? 0);
}

const bin = installedPostgres();

/** The commands of the page, as they stand there, under a heading. */
function commandsUnder(heading: string): string {
  const [, section = ''] = readFileSync(PAGE, 'utf8').split(new RegExp(`^## ${heading}$`, 'm'));
  return [...section.matchAll(/^```sh[^\n]*\n([\s\S]*?)^```$/gm)].map(([, text]) => text).join('\n');
}

skipWhen(bin === undefined && 'there is no PostgreSQL with pg_dump, 15 or later', describe)('a ledger on another server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'writ-restore-'));
  const key = Buffer.from(TEST_SECRET, 'hex');
  // PostgreSQL does not run as root.
  const account = process.getuid?.() === 0 ? accountOf('postgres') : undefined;
  const servers: string[] = [];

  function tool(name: string, args: readonly string[]): void {
    const { status, stderr } = spawnSync(join(bin ?? '', name), args, { ...account, cwd: folder, encoding: 'utf8' });
    expectThat(`${name} ${args.join(' ')}: ${stderr}`, status).toBe(0);
  }

  /** Reached by a socket in its own folder: no port to be taken. Its owner is no superuser, as on a managed server. */
  async function startServer(name: string): Promise<void> {
    const place = join(folder, name);
    mkdirSync(place);
    writeFileSync(join(folder, 'password'), 'secret');
    if (account) for (const path of [folder, place, join(folder, 'password')]) chownSync(path, account.uid, account.gid);
    tool('initdb', [
      '-D',
      join(place, 'data'),
      '-U',
      'postgres',
      '-A',
      'scram-sha-256',
      `--pwfile=${join(folder, 'password')}`,
      '-E',
      'UTF8',
      '--locale=C',
      '--no-sync',
    ]);
    const settings = `-c listen_addresses='' -c unix_socket_directories='${place}' -c fsync=off`;
    tool('pg_ctl', ['-D', join(place, 'data'), '-l', join(place, 'log'), '-w', '-o', settings, 'start']);
    servers.push(place);
    await tamper(urlOf(name, 'postgres', 'secret', 'postgres'), `create role owner login createrole password 'owned'`);
    await tamper(urlOf(name, 'postgres', 'secret', 'postgres'), `create database writ owner owner`);
  }
  const urlOf = (server: string, user: string, password: string, database = 'writ') =>
    `postgres://${user}:${password}@localhost/${database}?host=${encodeURIComponent(join(folder, server))}`;
  const superuser = (server: string) => urlOf(server, 'postgres', 'secret');
  const owner = (server: string) => urlOf(server, 'owner', 'owned');
  const roleUrl = (server: string, role: RoleName) => urlOf(server, role, rolePassword(key, role));
  const storeOn = (server: string) =>
    createPostgresEventStore({ ledger: roleUrl(server, 'writ_ledger'), app: roleUrl(server, 'writ_app') });
  const appending = (store: ReturnType<typeof storeOn>) =>
    store.append({ tenant: 'acme', writes: [{ stream: 's/1', expect: 'any', events: newEvents(3) }] });

  function bash(script: string, env: Readonly<Record<string, string>>): { status: number | null; said: string } {
    const npm = `npm() { command npm --prefix ${JSON.stringify(process.cwd())} "$@"; }`;
    const { status, stdout, stderr } = spawnSync('bash', ['-c', `set -e\n${npm}\n${script}`], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, PATH: [bin, process.env['PATH']].join(delimiter), WRIT_SECRET: TEST_SECRET, ...env },
    });
    return { status, said: stdout + stderr };
  }

  beforeAll(async () => {
    await Promise.all([startServer('old'), startServer('new'), startServer('bare')]);
    await migrate(owner('old'), key);
    const store = storeOn('old');
    await appending(store);
    await store.close();
  }, 120_000);
  afterAll(() => {
    for (const place of servers)
      spawnSync(join(bin ?? '', 'pg_ctl'), ['-D', join(place, 'data'), '-m', 'immediate', 'stop'], { ...account });
    rmSync(folder, { recursive: true, force: true });
  });

  it('is what it was, and goes on, after the commands of the page', async () => {
    const before = storeOn('old');
    const head = await before.head('acme');
    await before.close();
    const { status, said } = bash(commandsUnder('On another server'), {
      OLD: superuser('old'),
      NEW: superuser('new'),
      OWNER: owner('new'),
    });
    expectThat(said, status).toBe(0);
    expect(said).toMatch(/0 applied, \d+ already there/);
    const store = storeOn('new');
    expect(await store.head('acme')).toStrictEqual(head);
    await appending(store);
    expect(await assertLedgerIsSound(store, 'acme')).toHaveLength(6);
    await store.close();
  }, 120_000);

  it('that was put back before there were roles is refused by migrate, which names what is missing', async () => {
    const { said } = bash('pg_dump --format=custom --file=bare.dump "$OLD"; pg_restore --dbname="$NEW" bare.dump', {
      OLD: superuser('old'),
      NEW: superuser('bare'),
    });
    expect(said).toMatch(/role "writ_app" does not exist/);
    const error = (await rejectionOf(migrate(owner('bare'), key))) as Error;
    expect(error.message).toMatch(
      /^the database lacks rights that migrations gave: .* and \d+ more\. It was restored on a server where/,
    );
  }, 120_000);
});

function accountOf(name: string): { uid: number; gid: number } {
  const [uid = 0, gid = 0] = ['-u', '-g'].map((which) => Number(execFileSync('id', [which, name], { encoding: 'utf8' })));
  return { uid, gid };
}
