import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { WebSocketServer } from 'ws';
import { WritUnreachable } from '../contract/problem.js';
import { anonymous, ApiClient } from './session/api-client.js';
import { followLedger, type StreamOptions } from './session/ledger-stream.js';
import { writeKept } from './session/kept-file.js';
import { OperatorAuthority, readSession, signIn } from './session/operator-session.js';
import { profilePath, removeProfile } from './session/profiles.js';

// The far side here is scripted by each test: what is under test is how the client takes answers, good and bad.
type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const folder = mkdtempSync(join(tmpdir(), 'writ-client-'));
const servers: Server[] = [];
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function serve(handle: Handler): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => handle(request, response, body));
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

function answer(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

describe('the API client', () => {
  it('rejects with the problem document, request id and time to wait', async () => {
    const { url } = await serve((_, response) =>
      answer(response, 503, { code: 'LEDGER_UNAVAILABLE', detail: 'soon' }, { 'retry-after': '2', 'x-request-id': 'r-9' }),
    );
    await expect(new ApiClient(url, anonymous).get('/v1/pins', {})).rejects.toMatchObject({
      code: 'LEDGER_UNAVAILABLE',
      detail: 'soon',
      requestId: 'r-9',
      retryAfterMs: 2000,
      isTemporary: true,
    });
  });

  it('rejects as unreachable when nothing listens, and when the answer breaks off', async () => {
    const { url, server } = await serve((request, response) => {
      if (request.url === '/healthz')
        response.writeHead(200, { 'content-length': '100' }).write('{"a":', () => request.socket.destroy());
      else request.socket.destroy();
    });
    const client = new ApiClient(url, anonymous);
    await expect(client.get('/healthz', {})).rejects.toThrow(WritUnreachable);
    await expect(client.post('/v1/policies', { body: { id: 'p', name: 'P' } })).rejects.toThrow(WritUnreachable);
    server.close();
    server.closeAllConnections();
    await expect(client.get('/v1/pins', {})).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringMatching(/ECONNREFUSED/),
    });
  });

  it('does not follow a redirect with its credential', async () => {
    const seen: string[] = [];
    const target = await serve((request, response) => {
      seen.push(String(request.headers.authorization));
      answer(response, 200, {});
    });
    const { url } = await serve((_, response) => response.writeHead(307, { location: target.url }).end());
    const client = new ApiClient(url, { authorization: () => Promise.resolve('Bearer secret') });
    await expect(client.get('/v1/pins', {})).rejects.toThrow(WritUnreachable);
    expect(seen).toStrictEqual([]);
  });
});

/** A token endpoint whose refresh tokens work once, as the real one's, and a resource that wants the newest access token. */
async function serveTokens(expiresIn: number): Promise<{ url: string; uses: string[]; revoke: () => void }> {
  const uses: string[] = [];
  let issued = 0;
  let refresh = '';
  let access = '';
  const { url } = await serve((request, response, body) => {
    if (request.url === '/v1/controls') {
      return answer(response, request.headers.authorization === `Bearer ${access}` ? 200 : 401, { code: 'UNAUTHENTICATED' });
    }
    const asked = JSON.parse(body) as { clientSecret?: string; refreshToken?: string };
    uses.push(asked.refreshToken ?? `secret ${asked.clientSecret}`);
    if (asked.refreshToken !== undefined ? asked.refreshToken !== refresh : asked.clientSecret !== 's') {
      return answer(response, 401, { code: 'SIGN_IN_FAILED' });
    }
    issued += 1;
    refresh = `refresh-${issued}`;
    access = `access-${issued}`;
    answer(response, 200, { accessToken: access, refreshToken: refresh, tokenType: 'Bearer', expiresIn });
  });
  return { url, uses, revoke: () => ((access = ''), (refresh = '')) };
}

describe('the operator session', () => {
  it('is kept where only its user can read it', async () => {
    const path = join(folder, 'private', 'session.json');
    const { url } = await serveTokens(900);
    await signIn(path, url, 'me', 's');
    chmodSync(path, 0o644);
    await signIn(path, url, 'me', 's');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expectThat('the secret itself is not kept', readFileSync(path, 'utf8').includes('"s"')).toBe(false);
  });

  it('is renewed before it expires, once for all who ask at the same time', async () => {
    const path = join(folder, 'shared', 'session.json');
    const { url, uses } = await serveTokens(60);
    await signIn(path, url, 'me', 's');
    const later = (): number => Date.now() + 31_000;
    const asking = Array.from({ length: 6 }, () => new OperatorAuthority(path, url, undefined, later).authorization());
    const headers = await Promise.all(asking);
    expect(new Set(headers)).toStrictEqual(new Set(['Bearer access-2']));
    expect(uses).toStrictEqual(['secret s', 'refresh-1']);
  });

  it('is not taken for ended, and nobody else is signed in, when a renewal was answered something else', async () => {
    const path = join(folder, 'busy', 'session.json');
    let status = 200;
    const { url } = await serve((_, response) =>
      answer(response, status, status === 200 ? { accessToken: 'a', refreshToken: 'r', expiresIn: 1 } : { code: 'BUSY' }),
    );
    await signIn(path, url, 'me', 's');
    status = 404;
    const other = { clientId: 'other', clientSecret: 's' };
    const local = { url, tenant: 't', agentId: 'a', agentKey: 'k', operator: other, owner: other };
    const authority = new OperatorAuthority(path, url, local, () => Date.now() + 60_000);
    await expect(authority.authorization()).rejects.toMatchObject({ status: 404 });
    expect(readSession(path)?.clientId).toBe('me');
  });

  it('is renewed and the request repeated after a 401', async () => {
    const path = join(folder, 'stale', 'session.json');
    const { url, uses } = await serveTokens(900);
    await signIn(path, url, 'me', 's');
    const client = new ApiClient(url, new OperatorAuthority(path, url, undefined));
    await new ApiClient(url, anonymous).post('/v1/auth/token', { body: { refreshToken: readSession(path)?.refreshToken ?? '' } });
    await expect(client.get('/v1/controls', {})).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' });
    await signIn(path, url, 'me', 's');
    await client.get('/v1/controls', {});
    expect(uses).toStrictEqual(['secret s', 'refresh-1', 'refresh-1', 'secret s']);
  });

  /** A server that gives tokens for a secret at once, and renews only once let go. */
  async function serveSlowRenewal(): Promise<{ url: string; asked: Promise<unknown>; letGo: () => void }> {
    const [asked, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let issued = 0;
    const { url } = await serve((_, response, body) => {
      const token = (issued += 1);
      const give = (): void =>
        answer(response, 200, { accessToken: `access-${token}`, refreshToken: `refresh-${token}`, expiresIn: 900 });
      if (!body.includes('refreshToken')) return give();
      asked.resolve();
      void held.promise.then(give);
    });
    return { url, asked: asked.promise, letGo: () => held.resolve() };
  }

  it('is not undone, when somebody signs in or removes it, by a renewal under way', async () => {
    for (const isRemoved of [false, true]) {
      const home = join(folder, `meanwhile-${isRemoved}`);
      const path = profilePath({ WRIT_HOME: home }, 'a');
      const { url, asked, letGo } = await serveSlowRenewal();
      await signIn(path, url, 'me', 's');
      const renewal = new OperatorAuthority(path, url, undefined, () => Date.now() + 3_600_000).authorization();
      await asked;
      const change = isRemoved ? removeProfile({ WRIT_HOME: home }, 'a') : signIn(path, url, 'other', 's');
      // One that does not wait for the renewal is through by then.
      await Promise.race([change, setTimeout(300)]);
      letGo();
      await Promise.all([renewal, change]);
      expect(readSession(path)?.clientId).toBe(isRemoved ? undefined : 'other');
    }
  });

  it('is not written where it is gone or somebody else is, also of those who take no lock', async () => {
    for (const isRemoved of [false, true]) {
      const path = join(folder, `unlocked-${isRemoved}`, 'session.json');
      const { url, asked, letGo } = await serveSlowRenewal();
      const session = await signIn(path, url, 'me', 's');
      const renewal = new OperatorAuthority(path, url, undefined, () => Date.now() + 3_600_000).authorization();
      await asked;
      if (isRemoved) rmSync(path);
      else writeKept(path, { ...session, clientId: 'other', refreshToken: 'of the other' });
      letGo();
      await expect(renewal).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' });
      expect(readSession(path)?.clientId).toBe(isRemoved ? undefined : 'other');
    }
  });

  it('is of one person while a command runs, whoever signs in to it meanwhile', async () => {
    const path = join(folder, 'another', 'session.json');
    const { url } = await serveTokens(900);
    await signIn(path, url, 'me', 's');
    const authority = new OperatorAuthority(path, url, undefined);
    const first = await authority.authorization();
    await signIn(path, url, 'me', 's');
    expectThat('the same person is followed', await authority.authorization()).not.toBe(first);
    await signIn(path, url, 'other', 's');
    for (const asked of [() => authority.authorization(), () => authority.renew()])
      await expect(asked()).rejects.toMatchObject({
        code: 'SIGNED_IN_AS_ANOTHER',
        message: /^other signed in meanwhile, .* acts as me/,
      });
    expect(await new OperatorAuthority(path, url, undefined).authorization()).toBe(`Bearer ${readSession(path)?.accessToken}`);
  });

  it('is not begun where what is kept by then says no', async () => {
    const path = join(folder, 'checked', 'session.json');
    const { url, uses } = await serveTokens(900);
    const no = () => {
      throw new Error('taken');
    };
    await expect(signIn(path, url, 'me', 's', no)).rejects.toThrow('taken');
    expect([uses, readSession(path)]).toStrictEqual([[], undefined]);
  });

  it('falls back to local credentials of this very server only', async () => {
    const path = join(folder, 'local', 'session.json');
    const { url, revoke } = await serveTokens(900);
    const operator = { clientId: 'op', clientSecret: 's' };
    const local = { url, tenant: 't', agentId: 'a', agentKey: 'k', operator, owner: operator };
    await signIn(path, url, 'me', 's');
    revoke();
    await new ApiClient(url, new OperatorAuthority(path, url, local)).get('/v1/controls', {});
    expect(readSession(path)?.clientId).toBe('op');
    revoke();
    const elsewhere = new OperatorAuthority(path, url, { ...local, url: 'http://127.0.0.1:1' });
    await expect(new ApiClient(url, elsewhere).get('/v1/controls', {})).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' });
  });
});

describe('following the ledger', () => {
  const TOTAL = 10;

  async function serveEvents(perConnection: number): Promise<{ url: string; asked: unknown[] }> {
    const asked: unknown[] = [];
    const { url, server } = await serve((_, response) => answer(response, 404, { code: 'NOT_FOUND' }));
    const sockets = new WebSocketServer({
      server,
      path: '/v1/stream',
      verifyClient: ({ req }: { req: IncomingMessage }) => req.headers.authorization === 'Bearer good',
    });
    sockets.on('connection', (socket) =>
      socket.on('message', (data) => {
        const message = JSON.parse(String(data)) as { type: string; id: string; after: number };
        asked.push(message);
        if (message.type !== 'subscribe') return;
        socket.send('{"type":"ping"}');
        // One event the client has seen already, then the next ones, then the connection is lost.
        for (let position = message.after; position <= Math.min(TOTAL, message.after + perConnection); position += 1) {
          socket.send(JSON.stringify({ type: 'event', subscription: message.id, position, event: { position } }));
        }
        socket.close(4008);
      }),
    );
    return { url, asked };
  }

  const options = (url: string, more: Partial<StreamOptions>): StreamOptions => ({
    url,
    channels: [],
    after: 2,
    signal: AbortSignal.timeout(10_000),
    waitMs: () => 0,
    onReconnect: () => undefined,
    onEvent: () => true,
    authority: { authorization: () => Promise.resolve('Bearer good') },
    ...more,
  });

  it('resumes after the last event seen, and shows each once, in order', async () => {
    const { url, asked } = await serveEvents(3);
    const seen: number[] = [];
    await followLedger(options(url, { channels: ['decisions'], onEvent: (position) => seen.push(position) < TOTAL - 2 }));
    expect(seen).toStrictEqual([3, 4, 5, 6, 7, 8, 9, 10]);
    const subscriptions = asked.filter((message) => (message as { type: string }).type === 'subscribe');
    expect(subscriptions).toStrictEqual(
      [2, 5, 8].map((after) => ({ type: 'subscribe', id: 'tail', channels: ['decisions'], after })),
    );
    expect(asked.some((message) => (message as { type: string }).type === 'pong')).toBe(true);
  });

  it('shows no event after it was told to stop', async () => {
    const { url } = await serveEvents(8);
    const seen: number[] = [];
    await followLedger(options(url, { onEvent: (position) => seen.push(position) < 2 }));
    expect(seen).toStrictEqual([3, 4]);
  });

  it('renews its credential once when that is refused, then says so', async () => {
    const { url } = await serveEvents(3);
    let renewals = 0;
    const authority = { authorization: () => Promise.resolve('Bearer bad'), renew: () => Promise.resolve((renewals += 1) > 0) };
    await expect(followLedger(options(url, { authority }))).rejects.toMatchObject({ code: 'UNAUTHENTICATED', exit: 1 });
    expect(renewals).toBe(1);
  });

  /** A server that answers each subscription with what comes next in `turns`: a message, or a code to close with. */
  async function serveTurns(turns: (object | number)[][]): Promise<{ url: string }> {
    const { url, server } = await serve((_, response) => answer(response, 404, { code: 'NOT_FOUND' }));
    new WebSocketServer({ server, path: '/v1/stream' }).on('connection', (socket) =>
      socket.once('message', () => {
        for (const turn of turns.shift() ?? []) {
          if (typeof turn === 'number') socket.close(turn, 'why');
          else socket.send(JSON.stringify(turn));
        }
      }),
    );
    return { url };
  }

  const error = (code: string, id?: string): object => ({ type: 'error', code, detail: code.toLowerCase(), id, requestId: 'r' });
  const event = { type: 'event', subscription: 'tail', position: 3, event: {} };

  it('renews its credential when the server closes for it, without a message, too', async () => {
    const { url } = await serveTurns([[{ type: 'ping' }, 4001], [error('UNAUTHENTICATED', 'tail'), 4001], [event]]);
    let renewals = 0;
    const authority = { authorization: () => Promise.resolve('Bearer t'), renew: () => Promise.resolve((renewals += 1) > 0) };
    // The second refusal in a row is final, whatever could still be renewed.
    await expect(followLedger(options(url, { authority }))).rejects.toMatchObject({ code: 'UNAUTHENTICATED', exit: 1 });
    expect(renewals).toBe(1);
    await followLedger(options(url, { authority, onEvent: () => false }));
  });

  it('comes back to a server that is too busy or stops, with the same credential', async () => {
    const turns = [[error('OVERLOADED'), 1013], [error('LEDGER_UNAVAILABLE', 'tail')], [1001], [event]];
    const { url } = await serveTurns([[{ type: 'ping' }, 1001], ...turns]);
    const reasons: string[] = [];
    await followLedger(options(url, { onReconnect: (_, reason) => reasons.push(reason), onEvent: () => false }));
    expect(reasons).toStrictEqual([
      'connection closed (1001 why)',
      'connection closed (1013 why)',
      'ledger_unavailable',
      'connection closed (1001 why)',
    ]);
  });

  it('comes back also when nothing was heard on the first connection, or the server had no time for one', async () => {
    const { url } = await serveTurns([[1012], [1011], [event]]);
    const reasons: string[] = [];
    const onReconnect = (_: number, reason: string): unknown => reasons.push(reason);
    await followLedger(options(url, { onReconnect, onEvent: () => false }));
    expect(reasons).toStrictEqual(['connection closed (1012 why)', 'connection closed (1011 why)']);

    let asked = 0;
    const { url: busy, server } = await serve((_, response) => answer(response, 404, {}));
    const sockets = new WebSocketServer({ noServer: true });
    server.on('upgrade', (request, socket, head) => {
      if ((asked += 1) < 3) return void socket.end('HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\r\n');
      sockets.handleUpgrade(request, socket, head, (opened) => opened.send(JSON.stringify(event)));
    });
    await followLedger(options(busy, { onReconnect, onEvent: () => false }));
    expect(reasons.slice(2)).toStrictEqual(Array(2).fill('the server answered with status 503'));
  });

  it('ends when the subscription is refused', async () => {
    const { url } = await serveTurns([[error('FORBIDDEN', 'tail')]]);
    await expect(followLedger(options(url, {}))).rejects.toMatchObject({ code: 'FORBIDDEN', exit: 1 });
  });

  it('waits for a server that is away while its credential has to be renewed', async () => {
    const { url } = await serveTurns([[{ type: 'ping' }, 4001], [event]]);
    let renewals = 0;
    const renew = (): Promise<boolean> =>
      (renewals += 1) === 1 ? Promise.reject(new WritUnreachable('away')) : Promise.resolve(true);
    const authority = { authorization: () => Promise.resolve('Bearer t'), renew };
    const reasons: string[] = [];
    const onReconnect = (_: number, reason: string): unknown => reasons.push(reason);
    await followLedger(options(url, { authority, onReconnect, onEvent: () => false }));
    expect(reasons).toStrictEqual(['away']);
  });

  it('rejects at once when there is no server in the first place', async () => {
    await expect(followLedger(options('http://127.0.0.1:1', {}))).rejects.toThrow(WritUnreachable);
  });
});
