import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { expectThat } from '#libs/testing';
import { startLiveDeployment, type LiveDeployment, type LiveTenant } from '#test/support/live-deployment';
import { closeReason } from './close-reason.js';

let live: LiveDeployment;
let tenant: LiveTenant;
let good: string;
beforeAll(async () => {
  live = await startLiveDeployment();
  tenant = await live.addTenant('acme');
  good = `Bearer ${tenant.operator}`;
});
afterAll(() => live.close());

const UPGRADE = ['connection', 'Upgrade', 'upgrade', 'websocket', 'sec-websocket-version', '13'];
const KEY = ['sec-websocket-key', 'dGhlIHNhbXBsZSBub25jZQ=='];

/** What the request that opens a socket is answered with; `headers` are names and values in turns. */
function upgraded(path: string, headers: readonly string[]): Promise<{ status: number; body: string; type: string }> {
  const { host, hostname, port } = new URL(live.url);
  const all = ['host', host, ...UPGRADE, ...KEY, 'sec-websocket-protocol', 'graphql-transport-ws', ...headers];
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, headers: all });
    sent.on('error', reject);
    sent.on('upgrade', (_answer, socket) => {
      socket.destroy();
      resolve({ status: 101, body: '', type: '' });
    });
    sent.on('response', (answer) => {
      let body = '';
      answer.on('data', (chunk) => (body += String(chunk)));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body, type: String(answer.headers['content-type']) }));
    });
    sent.end();
  });
}

describe('the request that opens a socket', () => {
  it('is held to what every other request is held to, on both paths', async () => {
    const token = ['authorization', good];
    const cases: [string, readonly string[], RegExp][] = [
      ['', [...token, 'Authorization', good], /the header authorization was sent more than once/],
      ['', [...token, 'authorization', `Bearer ${tenant.agentKey}`], /authorization was sent more than once/],
      ['', [...token, 'Host', 'other'], /the header host was sent more than once/],
      ['', ['writ-version', '2026-11-01', 'writ-version', '2026-11-01'], /writ-version was sent more than once/],
      ['', [...token, 'writ-version', 'latest'], /UNSUPPORTED_VERSION/],
      [`?access_token=${tenant.operator}`, [], /a socket takes no parameters/],
      ['?', token, /a socket takes no parameters/],
    ];
    for (const path of ['/v1/stream', '/graphql']) {
      for (const [query, headers, says] of cases) {
        const { status, body, type } = await upgraded(path + query, headers);
        expectThat(`${path}${query} ${headers.join(' ')}: ${body}`, [status, type]).toStrictEqual([
          400,
          'application/problem+json',
        ]);
        expect(body).toMatch(says);
        expect(body).not.toContain(tenant.operator);
      }
      expect((await upgraded(path, [...token, 'writ-version', '2026-11-01'])).status).toBe(101);
    }
  });
});

describe('a socket for subscriptions', () => {
  interface Opened {
    readonly socket: WebSocket;
    readonly closed: Promise<[number, string]>;
    readonly next: (type: string) => Promise<Record<string, unknown>>;
  }
  async function opened(headers: Record<string, string> = {}): Promise<Opened> {
    const socket = new WebSocket(`${live.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers });
    const closed = new Promise<[number, string]>((resolve) =>
      socket.on('close', (code, reason) => resolve([code, String(reason)])),
    );
    await once(socket, 'open');
    const next = (type: string) =>
      new Promise<Record<string, unknown>>((resolve) => {
        socket.on('message', (data) => {
          const message = JSON.parse(String(data)) as Record<string, unknown>;
          if (message['type'] === type) resolve(message);
        });
      });
    return { socket, closed, next };
  }
  const initialised = async (headers: Record<string, string>, payload: object): Promise<Opened> => {
    const it = await opened(headers);
    it.socket.send(JSON.stringify({ type: 'connection_init', payload }));
    return it;
  };

  it('is closed for two credentials that differ, however they are spelt, and takes one that comes twice', async () => {
    const other = `Bearer ${tenant.viewer}`;
    for (const [headers, payload] of [
      [{ authorization: good }, { authorization: other }],
      [{ authorization: good }, { Authorization: other }],
      [{ authorization: good }, { authorization: ['x'] }],
      [{}, { authorization: good, Authorization: good }],
    ] as const) {
      const [code, reason] = await (await initialised(headers, payload)).closed;
      expect([code, reason]).toStrictEqual([4400, expect.stringMatching(/two credentials/)]);
    }
    for (const [headers, payload] of [
      [{ authorization: good }, { authorization: good }],
      [{ authorization: good }, {}],
      [{}, { Authorization: good }],
    ] as const) {
      const { socket, next } = await initialised(headers, payload);
      await next('connection_ack');
      socket.terminate();
    }
  });

  it('is closed as a bad request, never as a fault, for what no client says', async () => {
    const id = 'é'.repeat(200);
    const subscribe = { type: 'subscribe', id, payload: { query: 'subscription { ledgerEvents { position } }' } };
    for (const [messages, code] of [
      [[{ type: 'next', id: 'a', payload: {} }], 4400],
      [[{ type: 'error', id: 'a', payload: [{ message: 'x' }] }], 4400],
      [[{ type: 'connection_ack' }], 4400],
      [[{ type: 'x' }], 4400],
      [[1], 4400],
      // The reason names the id, which has more bytes than a closing frame.
      [[subscribe, subscribe], 4409],
    ] as const) {
      const { socket, closed, next } = await initialised({ authorization: good }, {});
      await next('connection_ack');
      for (const message of messages) socket.send(JSON.stringify(message));
      expectThat(JSON.stringify(messages), (await closed)[0]).toBe(code);
    }
  });

  it('refuses a subscription with variables or members that nobody reads, with the name that was meant', async () => {
    const query = 'subscription ($after: Position) { ledgerEvents(after: $after) { position } }';
    for (const [payload, says] of [
      [{ query, variables: { aftr: 0 } }, /declares no ..aftr..; did you mean after/],
      [{ query, variabels: { after: 0 } }, /no member ..variabels..; did you mean variables/],
    ] as const) {
      const told = JSON.stringify(await refusalOf(payload));
      expect(told).toMatch(says);
      expect(told).toMatch(/"INVALID_INPUT"/);
    }
  });

  async function refusalOf(payload: object): Promise<unknown> {
    const { socket, next } = await initialised({ authorization: good }, {});
    await next('connection_ack');
    socket.send(JSON.stringify({ type: 'subscribe', id: 's', payload }));
    const { payload: told } = await next('error');
    socket.terminate();
    return told;
  }
});

it('a reason fits into a closing frame, in whole characters', () => {
  for (const [text, kept] of [
    ['x'.repeat(200), 123],
    ['é'.repeat(100), 122],
    ['\u{1f600}'.repeat(40), 120],
    ['\ud800', 3],
    ['short', 5],
  ] as const)
    expectThat(text, Buffer.byteLength(closeReason(text))).toBe(kept);
});
