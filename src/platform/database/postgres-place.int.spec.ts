import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { expectThat, skipWhen } from '#libs/testing';
import { fileURLToPath } from 'node:url';
import { removeEmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.js';
import { locateBinaries } from './postgres-binaries.js';
import { type PostgresPlace, preparePlace } from './postgres-place.js';

const NOBODY = 65534;
const notRoot = process.getuid?.() !== 0 && 'needs root';

skipWhen(notRoot, describe)('where root puts a database', () => {
  let closed: string;
  let log: string[];
  beforeEach(() => {
    closed = mkdtempSync(join(tmpdir(), 'writ-closed-'));
    log = [];
  });
  afterEach(async () => {
    for (const home of ['home', 'moved', 'copy']) await removeEmbeddedPostgres(join(closed, home));
    rmSync(closed, { recursive: true, force: true });
  });
  const place = async (name: string): Promise<PostgresPlace> => {
    const home = join(closed, name);
    mkdirSync(home, { recursive: true });
    return preparePlace({ home, durable: false, binaries: await locateBinaries(), log: (line) => log.push(line) });
  };

  it('leaves the data in a home that the server may enter', async () => {
    chmodSync(closed, 0o755);
    const { folder, account } = await place('home');
    expect(folder).toBe(join(closed, 'home'));
    expect(account && account.uid > 0).toBeTruthy();
    expect(log).toStrictEqual([]);
  });

  it('starts a durable server for a closed folder elsewhere, says where, finds it again and removes it', async () => {
    const home = join(closed, 'home');
    const one = await startEmbeddedPostgres({ home, durable: true, log: (line) => log.push(line) });
    const elsewhere = dirname(one.dataDir);
    expect(elsewhere.startsWith('/var/lib/writ/')).toBe(true);
    expect(log.some((line) => line.endsWith(elsewhere))).toBe(true);
    await one.stop();
    const two = await startEmbeddedPostgres({ home, durable: true });
    expect(two.dataDir).toBe(one.dataDir);
    await two.stop();
    await removeEmbeddedPostgres(home);
    expect(existsSync(elsewhere)).toBe(false);
  });

  it('keeps the place of a home that was moved', async () => {
    const { folder } = await place('home');
    renameSync(join(closed, 'home'), join(closed, 'moved'));
    expect((await place('moved')).folder).toBe(folder);
  });

  it('gives a copied home a place of its own', async () => {
    const { folder } = await place('home');
    cpSync(join(closed, 'home'), join(closed, 'copy'), { recursive: true });
    expect((await place('copy')).folder).not.toBe(folder);
    expect((await place('home')).folder).toBe(folder);
  });

  it('does not believe a record that names a folder of somebody else', async () => {
    const foreign = join(closed, 'foreign');
    mkdirSync(foreign);
    mkdirSync(join(closed, 'home'));
    writeFileSync(join(foreign, 'home'), join(closed, 'home'));
    writeFileSync(join(closed, 'home', 'postgres-place'), foreign);
    chownSync(foreign, NOBODY, NOBODY);
    expect((await place('home')).folder).not.toBe(foreign);
  });

  it('copies binaries that the account may not run, readable for it and writable for root alone', async () => {
    const binaries = await locateBinaries();
    const kept = join(closed, 'native');
    cpSync(binaries.folder, kept, { recursive: true, verbatimSymlinks: true });
    mkdirSync(join(closed, 'home'));
    const hidden = { ...binaries, folder: kept, postgres: join(kept, 'bin', 'postgres'), initdb: join(kept, 'bin', 'initdb') };
    const prepared = preparePlace({
      home: join(closed, 'home'),
      durable: false,
      binaries: hidden,
      log: (line) => log.push(line),
    });
    expect(prepared.binaries.folder.startsWith(prepared.folder)).toBe(true);
    const { uid, mode } = statSync(prepared.binaries.postgres);
    expect([uid, mode & 0o777]).toStrictEqual([0, 0o755]);
    const run = spawnSync(prepared.binaries.postgres, ['--version'], { ...prepared.account, cwd: '/', encoding: 'utf8' });
    expect(run.stdout).toMatch(/\(PostgreSQL\) 18/);
  });
});

describe('where an ordinary user puts a database', () => {
  const here = fileURLToPath(new URL('.', import.meta.url));
  const asNobody = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const canRead = spawnSync('test', ['-r', join(here, 'embedded-postgres.js')], { ...asNobody, cwd: '/' }).status === 0;

  let home: string | undefined;
  afterAll(() => {
    if (home) rmSync(home, { recursive: true, force: true });
  });

  skipWhen(!canRead && 'an ordinary user may not read this folder', it)('in the home itself', () => {
    home = mkdtempSync(join(tmpdir(), 'writ-user-'));
    if (asNobody.uid) chownSync(home, NOBODY, NOBODY);
    const program = `import(${JSON.stringify(new URL('./embedded-postgres.js', import.meta.url).href)})
      .then(({ startEmbeddedPostgres }) => startEmbeddedPostgres({ home: ${JSON.stringify(home)}, durable: false }))
      .then((server) => server.stop())`;
    const { status, stderr } = spawnSync(process.execPath, ['-e', program], { ...asNobody, cwd: '/', encoding: 'utf8' });
    expectThat(stderr, status).toBe(0);
    expect(readFileSync(join(home, 'postgres-data', 'PG_VERSION'), 'utf8').trim()).toBe('18');
    expect(statSync(join(home, 'postgres-password')).mode & 0o777).toBe(0o600);
  });
});
