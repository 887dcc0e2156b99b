import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { expectThat, thrownBy } from '#libs/testing';
import { LockHeld, takeLock, takeLockWithin } from './process-lock.js';

const LIB = new URL('./process-lock.js', import.meta.url).href;

describe('a lock of processes', () => {
  let folder: string;
  let path: string;
  const children: ChildProcess[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'writ-lock-'));
    path = join(folder, 'lock');
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  function run(program: string) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    return child;
  }

  async function holder() {
    const child = run(
      `const { takeLock } = await import('${LIB}');
       takeLock(${JSON.stringify(path)}); console.log('held'); setInterval(() => undefined, 1000);`,
    );
    await once(child.stdout, 'data');
    return child;
  }

  it('is not taken over from a living process, however long that holds it', async () => {
    const child = await holder();
    utimesSync(path, 0, 0);
    const held = thrownBy(() => takeLock(path));
    expect(held).toBeInstanceOf(LockHeld);
    expect(held).toMatchObject({ pid: child.pid });
    await expect(takeLockWithin(path, 100)).rejects.toThrow(LockHeld);
    child.kill('SIGKILL');
    await once(child, 'exit');
    takeLock(path)();
    expect(readdirSync(folder)).toStrictEqual([]);
  });

  it('is held within one process, too', () => {
    const release = takeLock(path);
    expect(() => takeLock(path)).toThrow(LockHeld);
    release();
    takeLock(path)();
  });

  it('that is given back twice, or late, is not taken away from who has it by then', () => {
    const release = takeLock(path);
    release();
    const release2 = takeLock(path);
    release();
    expect(() => takeLock(path)).toThrow(LockHeld);
    release2();
    expect(existsSync(path)).toBe(false);
  });

  it('goes to one after the other of those who want what killed processes left', async () => {
    const ended = spawnSync(process.execPath, ['-e', '']).pid;
    const left = Array.from({ length: 20 }, (_, n) => `${path}-${n}`);
    for (const [n, each] of left.entries()) writeFileSync(each, JSON.stringify({ pid: ended, identity: 'x', token: `t-${n}` }));
    const contender = `
      import { rmSync, writeFileSync } from 'node:fs';
      import { setImmediate } from 'node:timers/promises';
      const { takeLockWithin } = await import('${LIB}');
      for (const path of ${JSON.stringify(left)}) {
        const release = await takeLockWithin(path, 60_000);
        writeFileSync(path + '.inside', '', { flag: 'wx' });
        await setImmediate();
        rmSync(path + '.inside');
        release();
      }`;
    const codes = Array.from({ length: 4 }, async () => (await once(run(contender), 'exit'))[0] as number);
    expectThat('nobody was inside together with another', await Promise.all(codes)).toStrictEqual([0, 0, 0, 0]);
    expect(readdirSync(folder)).toStrictEqual([]);
  });

  it('is free when its file is no longer what a holder wrote', () => {
    for (const text of ['', '{"pid":', '{"pid":-1,"identity":""}', '[]', 'null']) {
      writeFileSync(path, text);
      takeLock(path)();
      expectThat(text, existsSync(path)).toBe(false);
    }
  });

  it('is free when the id of its process belongs to another one now', () => {
    const release = takeLock(path);
    const mine = JSON.parse(readFileSync(path, 'utf8')) as { identity: string };
    writeFileSync(path, JSON.stringify({ ...mine, identity: `${mine.identity}0` }));
    const other = takeLock(path);
    release();
    expectThat('who lost it takes nothing away', existsSync(path)).toBe(true);
    other();
  });
});
