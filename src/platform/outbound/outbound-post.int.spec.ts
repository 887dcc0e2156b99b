import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { expectThat } from '#libs/testing';
import { outboundPost, problemOfTarget, type OutboundRules } from './outbound-post.js';
import { signedHeaders, writtenSecret } from './webhook-signature.js';

const ANYWHERE: OutboundRules = { allowsPrivate: true };

describe('what is sent to a stranger', () => {
  const paths: string[] = [];
  const verified: unknown[] = [];
  const secrets = [1, 2].map((n) => writtenSecret(Buffer.alloc(32, n)));
  const server = createServer((request, response) => void answer(request, response));
  let at: string;
  let port: number;
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
    at = `http://127.0.0.1:${port}`;
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    paths.push(request.url ?? '');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    if (request.url === '/verify')
      verified.push(secrets.map((secret) => new Webhook(secret).verify(body, request.headers as Record<string, string>)));
    if (request.url === '/silent') return;
    if (request.url === '/redirect') return void response.writeHead(307, { location: `${at}/elsewhere` }).end();
    if (request.url === '/endless') {
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', more);
      return more();
    }
    response.writeHead(request.url === '/broken' ? 500 : 204).end();
  }
  const post = (path: string, rules = ANYWHERE) => outboundPost(at + path, {}, '{}', rules);

  it('is known by its signature, also while secrets change', async () => {
    const body = JSON.stringify({ type: 'approval.requested', text: 'ü' });
    const headers = signedHeaders(secrets, 'msg-1', new Date(), body);
    expect(await outboundPost(`${at}/verify`, headers, body, ANYWHERE)).toMatchObject({ status: 204 });
    expect(verified).toStrictEqual([[JSON.parse(body), JSON.parse(body)]]);
  });

  it('ends with the status that came first: no redirect is followed, and no answer read for ever', async () => {
    expect(await post('/redirect')).toMatchObject({ status: 307 });
    expect(paths).not.toContain('/elsewhere');
    expect(await post('/broken')).toMatchObject({ status: 500 });
    expect(await post('/endless')).toMatchObject({ status: 200 });
    expect(await post('/silent', { ...ANYWHERE, withinMs: 100 })).toMatchObject({ status: null, reason: 'timeout' });
    expect(await outboundPost('http://127.0.0.1:1/', {}, '', ANYWHERE)).toMatchObject({ status: null, reason: 'connection' });
  });

  it('does not go to this machine or network, whatever a name says and said before', async () => {
    const before = paths.length;
    const answers = ['93.184.216.34', '127.0.0.1'];
    const rebinding: OutboundRules = {
      allowsPrivate: false,
      withinMs: 2_000,
      resolver: ((_: string, __: object, found: (error: null, addresses: object[]) => void) =>
        found(null, [{ address: answers[1], family: 4 }])) as unknown as NonNullable<OutboundRules['resolver']>,
    };
    const mixed: OutboundRules = {
      ...rebinding,
      resolver: ((_: string, __: object, found: (error: null, addresses: object[]) => void) =>
        found(
          null,
          answers.map((address) => ({ address, family: 4 })),
        )) as unknown as NonNullable<OutboundRules['resolver']>,
    };
    for (const rules of [rebinding, mixed])
      expect(await outboundPost(`https://hooks.example:${port}/`, {}, '', rules)).toMatchObject({ reason: 'target-refused' });
    expect(await outboundPost(`https://localhost:${port}/`, {}, '', { allowsPrivate: false })).toMatchObject({
      reason: 'target-refused',
    });
    for (const host of ['127.0.0.1', '[::1]', '0', '127.1', '0x7f000001', '2130706433', '169.254.169.254', '[::ffff:10.0.0.1]'])
      expectThat(host, await outboundPost(`https://${host}:${port}/`, {}, '', { allowsPrivate: false })).toMatchObject({
        reason: 'target-refused',
      });
    expect(paths).toHaveLength(before);
  });

  it('is not taken on for a URL that is wrong in itself', () => {
    const [strict, free] = [{ allowsPrivate: false }, { allowsPrivate: true }];
    for (const url of [
      '',
      'x',
      'ftp://a/',
      'file:///etc/passwd',
      'https://u:p@a/',
      'https://a/#b',
      `https://a/${'x'.repeat(2_048)}`,
    ])
      for (const rules of [strict, free]) expectThat(url, problemOfTarget(url, rules)).toBeDefined();
    for (const url of ['http://a.example/', 'https://10.0.0.1/', 'https://[fe80::1]/']) {
      expectThat(url, problemOfTarget(url, strict)).toBeDefined();
      expectThat(url, problemOfTarget(url, free)).toBeUndefined();
    }
    expect(problemOfTarget('https://hooks.example/a?b=c', strict)).toBeUndefined();
  });
});
