import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { withFileLock } from './file-lock.js';

const folder = mkdtempSync(join(tmpdir(), 'writ-file-lock-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('what is done under a file lock', () => {
  it('waits for the process that does it now, minutes if need be, and not for one that was killed', async () => {
    const path = join(folder, 'session.json.owner');
    const program = `const { withFileLock } = await import('${new URL('./file-lock.js', import.meta.url).href}');
      setInterval(() => undefined, 1000);
      await withFileLock(${JSON.stringify(path)}, () => { console.log('held'); return new Promise(() => undefined); });`;
    const holder = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    utimesSync(path, Date.now() / 1000 - 600, Date.now() / 1000 - 600);
    let done = 0;
    const work = (): Promise<number> => Promise.resolve((done += 1));
    const refused = { code: 'LOCKED', exit: 2, message: new RegExp(`held by process ${holder.pid}`) };
    await expect(withFileLock(path, work, 200)).rejects.toMatchObject(refused);
    expect(done).toBe(0);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    expect(await withFileLock(path, work)).toBe(1);
  });

  it('is given free when it fails', async () => {
    const path = join(folder, 'failing');
    await expect(withFileLock(path, () => Promise.reject(new Error('no')))).rejects.toThrow(/no/);
    expect(await withFileLock(path, () => Promise.resolve('fine'), 0)).toBe('fine');
  });
});
