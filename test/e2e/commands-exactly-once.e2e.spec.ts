import { once } from 'node:events';
import { createServer, request as forward, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { ApiClient, type Repetition } from '../../clients/cli/session/api-client.js';

/** What becomes of an answer on its way: it is passed on, it is lost, or a gateway says that it was. */
type Fate = 'passed' | 'lost' | 'gateway';

describe('a mutation of the command', () => {
  let writ: RunningWrit;
  let tenant: SeededTenant;
  let token: string;
  let way: Server;
  let url: string;
  let fates: Fate[] = [];
  const seen: IncomingHttpHeaders[] = [];

  beforeAll(async () => {
    writ = await RunningWrit.start({ worker: false });
    tenant = await writ.seedTenant(await writ.owner());
    const signedIn = await fetch(`${writ.url}/v1/auth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(tenant.credentials),
    });
    token = ((await signedIn.json()) as { accessToken: string }).accessToken;
    way = createServer((request, response) => {
      seen.push(request.headers);
      const { method, headers } = request;
      const onward = forward(`${writ.url}${request.url}`, { method: method ?? '', headers }, (answer) => {
        answer.on('error', () => undefined);
        const fate = fates.shift() ?? 'passed';
        if (fate === 'passed') answer.pipe(response.writeHead(answer.statusCode ?? 0, answer.headers));
        else answer.resume().on('end', () => (fate === 'lost' ? response.destroy() : response.writeHead(504).end()));
      });
      request.pipe(onward);
    }).listen(0, '127.0.0.1');
    await once(way, 'listening');
    url = `http://127.0.0.1:${(way.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    way.closeAllConnections();
    way.close();
    await writ.close();
  });
  beforeEach(() => {
    seen.length = 0;
  });

  const authority = { authorization: () => Promise.resolve(`Bearer ${token}`) };
  const repetition = (times = 4): Repetition => ({ times, waitMs: () => 0, onRepeat: () => undefined });
  const keys = (): unknown[] => seen.map((headers) => headers['idempotency-key']);
  const head = async (): Promise<number> => (await writ.store.head(tenant.id)).position;

  it('whose answer is lost on its way is asked for again under one key, and done once', async () => {
    const client = new ApiClient(url, authority, repetition());
    const before = await head();
    fates = ['lost', 'gateway', 'passed'];
    const answer = await client.post('/v1/controls/pause', { body: { scope: 'agent', target: 'agent-1', reason: 'once' } });
    const { position } = (answer as { ledger: { position: number } }).ledger;
    expect([position, await head()]).toStrictEqual([before + 1, before + 1]);
    expect(seen).toHaveLength(3);
    expect(new Set(keys()).size).toBe(1);
    await client.post('/v1/controls/resume', { body: { scope: 'agent', target: 'agent-1', reason: 'again' } });
    expectThat('another invocation has another key', new Set(keys()).size).toBe(2);
  });

  it('keeps its key when the credential is renewed', async () => {
    const given = ['Bearer none', `Bearer ${token}`];
    const renewing = { authorization: () => Promise.resolve(given.shift()), renew: () => Promise.resolve(true) };
    await new ApiClient(url, renewing).post('/v1/policies', { body: { id: 'renewed', name: 'Renewed' } });
    expect(seen).toHaveLength(2);
    expect(new Set(keys()).size).toBe(1);
  });

  it('is not repeated when it was refused, when nothing listens, or more often than agreed', async () => {
    const client = new ApiClient(url, authority, repetition(2));
    const kill = { body: { scope: 'tenant', reason: 'x' } } as const;
    await expect(client.post('/v1/controls/restore', kill)).rejects.toMatchObject({ code: 'CONTROL_NOT_SET' });
    expect(seen).toHaveLength(1);
    fates = ['lost', 'lost', 'lost'];
    await expect(client.post('/v1/policies', { body: { id: 'lost', name: 'Lost' } })).rejects.toMatchObject({
      code: 'UNREACHABLE',
    });
    expect(seen).toHaveLength(4);
    let repeats = 0;
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const closed = `http://127.0.0.1:${(gone.address() as AddressInfo).port}`;
    gone.close();
    await once(gone, 'close');
    const nowhere = new ApiClient(closed, authority, { ...repetition(), onRepeat: () => (repeats += 1) });
    await expect(nowhere.post('/v1/controls/restore', kill)).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect(repeats).toBe(0);
  });
});
