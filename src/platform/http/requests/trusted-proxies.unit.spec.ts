import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { TrustedProxies } from './trusted-proxies.js';

const request = (remoteAddress: string, forwarded?: string) =>
  ({ socket: { remoteAddress }, headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } }) as IncomingMessage;

describe('trusted proxies', () => {
  const proxies = new TrustedProxies(['10.0.0.0/8', '192.0.2.7', '2001:db8::/32']);

  it('tell who the client is, and nobody else does', () => {
    const cases: readonly [remote: string, forwarded: string | undefined, client: string][] = [
      ['203.0.113.9', undefined, '203.0.113.9'],
      ['203.0.113.9', '198.51.100.1', '203.0.113.9'],
      ['10.1.2.3', undefined, '10.1.2.3'],
      ['10.1.2.3', '198.51.100.1', '198.51.100.1'],
      ['::ffff:10.1.2.3', '198.51.100.1', '198.51.100.1'],
      // What the client put there itself stands to the left of what the proxy says of it.
      ['10.1.2.3', '1.1.1.1, 198.51.100.1', '198.51.100.1'],
      ['10.1.2.3', '1.1.1.1, 198.51.100.1, 192.0.2.7', '198.51.100.1'],
      ['192.0.2.7', '2001:db9::1, 2001:db8::5', '2001:db9::1'],
      ['192.0.2.8', '198.51.100.1', '192.0.2.8'],
      ['10.1.2.3', '10.9.9.9', '10.9.9.9'],
      ['10.1.2.3', '198.51.100.1, unknown', '10.1.2.3'],
      ['10.1.2.3', '198.51.100.1:4411', '198.51.100.1'],
      ['10.1.2.3', '[2001:db9::1]:4411', '2001:db9::1'],
      ['10.1.2.3', '[2001:db9::1]', '2001:db9::1'],
      ['10.1.2.3', '198.51.100.1,,10.0.0.1', '10.0.0.1'],
      ['10.1.2.3', 'evil-text, 10.0.0.2', '10.0.0.2'],
      ['10.1.2.3', '198.51.100.1, ', '10.1.2.3'],
      ['10.1.2.3', '"198.51.100.1\\r\\nx"', '10.1.2.3'],
    ];
    for (const [remote, forwarded, client] of cases)
      expectThat(`${remote} ${forwarded}`, proxies.clientOf(request(remote, forwarded))).toBe(client);
  });

  it('are none when none are named', () => {
    expect(new TrustedProxies([]).clientOf(request('10.1.2.3', '198.51.100.1'))).toBe('10.1.2.3');
  });

  it('are named by addresses and networks, never by all addresses there are', () => {
    for (const wrong of [
      'proxy',
      '10.0.0.0/33',
      '10.0.0.0/',
      '10.0.0.0/8/8',
      '0.0.0.0/0',
      '::/0',
      '2001:db8::/129',
      '10.0.0',
      '-1/8',
    ])
      expectThat(wrong, () => new TrustedProxies([wrong])).toThrow(RangeError);
  });
});
