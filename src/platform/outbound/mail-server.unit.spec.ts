import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import fc from 'fast-check';
import { isMailAddress } from './mail-address.js';
import { parseMailServerUrl, problemOfMailServerUrl } from './mail-server.js';

describe('the URL of a mail server', () => {
  it('says where it is, and how much TLS it takes', () => {
    const credentials = { user: 'writ@a.example', password: 'p:w' };
    for (const [url, server] of [
      ['smtps://mail.example', { host: 'mail.example', port: 465, security: 'tls' }],
      ['smtp://mail.example:2525/', { host: 'mail.example', port: 2_525, security: 'starttls' }],
      ['SMTP+plain://[::1]', { host: '::1', port: 25, security: 'none' }],
      ['smtp://writ%40a.example:p%3Aw@mail.example', { host: 'mail.example', port: 587, security: 'starttls', credentials }],
    ] as const)
      expectThat(url, parseMailServerUrl(url)).toStrictEqual(server);
  });

  it('that is none, or would send a password in the clear, is told without what it holds', () => {
    for (const url of [
      '',
      'mail.example',
      'https://mail.example',
      'smtp://',
      'smtp://a b',
      'smtp://mail.example:0',
      'smtp://mail.example:70000',
      'smtp://mail.example/inbox',
      'smtp://mail.example?tls.rejectUnauthorized=false',
      'smtp://mail.example#x',
      'smtp://hunter2@mail.example',
      'smtp://u:@mail.example',
      'smtp://u:hunter2:3@mail.example',
      'smtp://u:%hunter2@mail.example',
      'smtp+plain://u:hunter2@mail.example',
      'smtp://a.example,b.example',
      'smtp://a.example\nb',
    ]) {
      const problem = problemOfMailServerUrl(url);
      expectThat(url, problem).toBeDefined();
      expectThat(url, problem).not.toContain('hunter2');
    }
  });
});

describe('an e-mail address', () => {
  it('is that of one mailbox, and nothing else', () => {
    for (const good of ['ann@a.example', "o'brien+writ_1=x~y-z.b@mail.a-b.example", 'root@localhost', 'a@1.example'])
      expectThat(good, isMailAddress(good)).toBe(true);
    for (const bad of [
      '',
      'ann',
      '@a.example',
      'ann@',
      'ann@a.example,bob@b.example',
      'ann@a.example bob',
      'ann@a.example\r\nBcc: eve@b.example',
      'ann@a.example\n',
      'Ann <ann@a.example>',
      '"ann"@a.example',
      'ann@@a.example',
      'a@b@c',
      'ann@[127.0.0.1]',
      'ann@-a.example',
      'ann@a..example',
      'ann@a.example.',
      '.ann@a.example',
      'a..b@a.example',
      'änn@a.example',
      'ann@ä.example',
      'ann@a.example?subject=x',
      'ann%40b@a.example',
      'ann(x)@a.example',
      `${'a'.repeat(65)}@a.example`,
      `a@${'a'.repeat(64)}.example`,
      `a@${'a.'.repeat(130)}example`,
    ])
      expectThat(bad, isMailAddress(bad)).toBe(false);
  });

  it('holds nothing that means something in a header or a command', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.emailAddress(),
      fc.stringMatching(/^[a-z<>,;:"\\()[\]@. \r\n\t%]{1,12}@[a-z.\r\n >]{1,9}$/),
    );
    fc.assert(
      fc.property(texts, (text) => {
        fc.pre(isMailAddress(text));
        expect(text).toMatch(/^[\w+=~'.-]+@[a-zA-Z0-9.-]+$/);
      }),
      { numRuns: 300 },
    );
  });
});
