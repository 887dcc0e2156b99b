import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';

describe('npm start', () => {
  it('tells a taken port before it installs, builds or starts anything, and what to do instead', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const ended = await new Promise<{ code: unknown; told: string }>((resolve) =>
      execFile(process.execPath, ['scripts/start.mjs'], { env: { ...process.env, WRIT_PORT: String(port) } }, (error, out, err) =>
        resolve({ code: error?.code, told: out + err }),
      ),
    );
    taken.close();
    expect(ended.code).toBe(1);
    expect(ended.told).toMatch(
      new RegExp(`^\\s*error port ${port} on 127\\.0\\.0\\.1 is taken\\. .*WRIT_PORT=\\d+ npm start\\s*$`),
    );
  });
});
