import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { thrownBy } from '#libs/testing';
import { HomeInUse, takeSupervisorLock } from './supervisor-lock.js';

describe('supervisor lock', () => {
  let home: string;
  let path: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'writ-lock-'));
    path = join(home, 'postgres.lock');
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('refuses a second holder and names the first', () => {
    const release = takeSupervisorLock(home, path);
    const error = thrownBy(() => takeSupervisorLock(home, path));
    expect(error).toBeInstanceOf(HomeInUse);
    expect(error).toMatchObject({ pid: process.pid, home });
    release();
    takeSupervisorLock(home, path)();
  });

  it('leaves nothing behind when it is given back', () => {
    takeSupervisorLock(home, path)();
    expect(readdirSync(home)).toStrictEqual([]);
  });

  it('is taken over from a process that was killed', async () => {
    const program = `import(${JSON.stringify(new URL('./supervisor-lock.js', import.meta.url).href)})
      .then(({ takeSupervisorLock }) => takeSupervisorLock(${JSON.stringify(home)}, ${JSON.stringify(path)}))
      .then(() => { console.log('held'); setInterval(() => undefined, 1000); })`;
    const holder = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    expect(() => takeSupervisorLock(home, path)).toThrow(expect.objectContaining({ name: 'HomeInUse', pid: holder.pid }));
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    expect(existsSync(path)).toBe(true);
    takeSupervisorLock(home, path)();
  });

  it('is taken over when the id of its process belongs to another process now', () => {
    takeSupervisorLock(home, path);
    const holder = JSON.parse(readFileSync(path, 'utf8')) as { pid: number; identity: string };
    writeFileSync(path, JSON.stringify({ ...holder, identity: `${holder.identity}0` }));
    takeSupervisorLock(home, path)();
  });

  it('is taken over when its file was cut short by a crash', () => {
    writeFileSync(path, '{"pid":');
    takeSupervisorLock(home, path)();
  });
});
