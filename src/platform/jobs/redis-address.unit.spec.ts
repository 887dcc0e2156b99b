import { describe, expect, it } from '@jest/globals';
import { expectThat, thrownBy } from '#libs/testing';
import fc from 'fast-check';
import { parseRedisUrl, RedisUrlError, type RedisAddress } from './redis-address.js';

const at = (host: string, port = 6_379) => ({ host, port });
const plain = { form: 'single', tls: false, database: 0 } as const;

const READ: readonly (readonly [string, RedisAddress])[] = [
  ['redis://cache', { ...plain, hosts: [at('cache')] }],
  ['redis://cache/', { ...plain, hosts: [at('cache')] }],
  ['redis://127.0.0.1:7000/3', { ...plain, hosts: [at('127.0.0.1', 7_000)], database: 3 }],
  ['redis://[::1]:7000', { ...plain, hosts: [at('::1', 7_000)] }],
  ['redis://:secret@cache', { ...plain, hosts: [at('cache')], password: 'secret' }],
  ['redis://jobs:p%40ss%2Fw%3Ard@cache:1/0', { ...plain, hosts: [at('cache', 1)], username: 'jobs', password: 'p@ss/w:rd' }],
  ['redis://jobs:a:b@cache', { ...plain, hosts: [at('cache')], username: 'jobs', password: 'a:b' }],
  ['rediss://cache', { ...plain, tls: true, hosts: [at('cache')] }],
  ['REDISS://Cache', { ...plain, tls: true, hosts: [at('Cache')] }],
  [
    'redis+sentinel://s1,s2:1,[fe80::1]/mymaster',
    { ...plain, form: 'sentinel', hosts: [at('s1', 26_379), at('s2', 1), at('fe80::1', 26_379)], master: 'mymaster' },
  ],
  [
    'rediss+sentinel://u:p@s1/my%20master/2?sentinelPassword=q%26&sentinelUsername=w',
    {
      form: 'sentinel',
      tls: true,
      hosts: [at('s1', 26_379)],
      username: 'u',
      password: 'p',
      master: 'my master',
      database: 2,
      sentinelUsername: 'w',
      sentinelPassword: 'q&',
    },
  ],
  ['redis+cluster://a,b:2', { ...plain, form: 'cluster', hosts: [at('a'), at('b', 2)] }],
  ['rediss+cluster://:p@a/0', { ...plain, form: 'cluster', tls: true, hosts: [at('a')], password: 'p' }],
];

const REFUSED = [
  '',
  'cache:6379',
  'http://cache',
  'redis://',
  'redis:///0',
  'redis://a,b',
  'redis://a:0',
  'redis://a:65536',
  'redis://a:x',
  'redis://a b',
  'redis://user@a',
  'redis://u:%zz@a',
  'redis://a/x',
  'redis://a/0/1',
  'redis://a/-1',
  'redis://a?tls=false',
  'redis://a?sentinelPassword=p',
  'redis://a#b',
  'redis://u:p@ss@a',
  'redis://[::1',
  'redis+sentinel://a',
  'redis+sentinel://a/',
  'redis+sentinel://a/m/1/2',
  'redis+sentinel://a/m?sentinelPassword=p&sentinelPassword=q',
  'redis+cluster://a/1',
  'redis+cluster://a,',
  'redis+else://a',
  `redis+cluster://${Array.from({ length: 33 }, (_, i) => `h${i}`).join(',')}`,
];

describe('the URL of a Redis', () => {
  it('is read in each of its forms', () => {
    for (const [url, address] of READ) expectThat(url, parseRedisUrl(url)).toStrictEqual(address);
  });

  it('is refused when it is none, or says something that would be overlooked', () => {
    for (const url of REFUSED)
      expectThat(
        url,
        thrownBy(() => parseRedisUrl(url)),
      ).toBeInstanceOf(RedisUrlError);
  });

  it('gives back any user and password, and never tells one', () => {
    const secret = fc.string({ minLength: 1, unit: 'binary' });
    fc.assert(
      fc.property(secret, secret, fc.constantFrom('', '/x', ',b', '?a=b'), (username, password, more) => {
        const url = `redis://${encodeURIComponent(username)}:${encodeURIComponent(password)}@cache`;
        expect(parseRedisUrl(url)).toMatchObject({ username, password });
        const words = 'hunter2secret';
        const wrong = thrownBy(() => parseRedisUrl(`redis://u:${words}@ca${more || ' '}che`)) as Error;
        expect(wrong.message).not.toContain(words);
      }),
    );
  });
});
