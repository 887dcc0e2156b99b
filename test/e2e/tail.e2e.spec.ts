import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { WritClient } from '#test/support/writ-client';
import { followLedger, type StreamOptions } from '../../clients/cli/session/ledger-stream.js';
import { OperatorAuthority, readSession, sessionPath, signIn } from '../../clients/cli/session/operator-session.js';

describe('writ tail on a real server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'writ-tail-'));
  let writ: RunningWrit;
  let owner: WritClient;
  let tenant: SeededTenant;

  beforeAll(async () => {
    writ = await RunningWrit.start({ worker: false });
    owner = await writ.owner();
    tenant = await writ.seedTenant(owner);
  });
  afterAll(async () => {
    await writ.close();
    rmSync(folder, { recursive: true });
  });

  /** A session that the client takes for good and whose access token is not. */
  async function spoiledSession(name: string, refreshToken?: string): Promise<string> {
    const path = sessionPath({ XDG_CONFIG_HOME: join(folder, name) });
    const { clientId, clientSecret } = tenant.credentials;
    const session = await signIn(path, writ.url, clientId, clientSecret);
    mkdirSync(dirname(path), { recursive: true });
    const spoiled = { ...session, accessToken: `${session.accessToken}x`, ...(refreshToken !== undefined && { refreshToken }) };
    writeFileSync(path, JSON.stringify(spoiled));
    return path;
  }

  const options = (path: string, more: Partial<StreamOptions>): StreamOptions => ({
    url: writ.url,
    authority: new OperatorAuthority(path, writ.url, undefined),
    channels: [],
    after: 0,
    signal: AbortSignal.timeout(60_000),
    waitMs: () => assert.fail('nothing was lost'),
    onReconnect: () => undefined,
    onEvent: () => false,
    ...more,
  });

  it('renews a token the server closes the socket for, and goes on', async () => {
    const path = await spoiledSession('renewed');
    const seen: number[] = [];
    await followLedger(options(path, { onEvent: (position) => seen.push(position) < 3 }));
    expect(seen).toStrictEqual([1, 2, 3]);
    const renewed = readSession(path)?.accessToken ?? assert.fail();
    expect(renewed.endsWith('x')).toBe(false);
  });

  it('ends with 2 and says what to do when there is no way to renew it', async () => {
    await spoiledSession('ended', `wrr_${tenant.id}_${'0'.repeat(64)}`);
    const args = ['tail', '--after', '0', '--url', writ.url];
    const env = { ...process.env, XDG_CONFIG_HOME: join(folder, 'ended'), WRIT_HOME: join(folder, 'none') };
    const child = spawn(process.execPath, [join(process.cwd(), 'clients/cli/bin/writ.mjs'), ...args], { env });
    let told = '';
    child.stderr.on('data', (chunk) => (told += String(chunk)));
    const [code] = (await once(child, 'close')) as [number];
    expectThat(told, [code, told.includes('NOT_SIGNED_IN: sign in first: npx writ login')]).toStrictEqual([2, true]);
  });

  it('ends with 1 and the code when the operator may not see what was asked for', async () => {
    const path = sessionPath({ XDG_CONFIG_HOME: join(folder, 'viewer') });
    const { clientId, clientSecret } = await writ.registerOperator(owner, tenant.id, ['viewer']);
    await signIn(path, writ.url, clientId, clientSecret);
    await expect(followLedger(options(path, { channels: ['ledger'] }))).rejects.toMatchObject({ code: 'FORBIDDEN', exit: 1 });
    await followLedger(options(path, { channels: ['controls', 'policies', 'operators', 'agents'] }));
  });

  it('does not spend the refresh token when another command has renewed the session meanwhile', async () => {
    const path = await spoiledSession('shared');
    const [first, second] = [1, 2].map(() => new OperatorAuthority(path, writ.url, undefined));
    const spoiled = [await first?.authorization(), await second?.authorization()];
    expect(spoiled[0]).toBe(spoiled[1]);
    await first?.renew();
    const renewed = readFileSync(path, 'utf8');
    await second?.renew();
    expect(readFileSync(path, 'utf8')).toBe(renewed);
  });
});
