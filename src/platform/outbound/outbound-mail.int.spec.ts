import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SMTPServerOptions } from 'smtp-server';
import { expectThat } from '#libs/testing';
import { MailReceiver } from '#test/support/mail-receiver';
import type { MailServer } from './mail-server.js';
import { outboundMail, type MailRules, type OutboundMail } from './outbound-mail.js';

const MAIL: OutboundMail = {
  from: 'writ@a.example',
  to: 'ann@b.example',
  id: '0199-x',
  at: new Date('2026-11-29T03:00:00.000Z'),
  subject: 'A call waits',
  text: 'Look.\n.\nQUIT\n',
  html: '<p>Look.</p>',
};

describe('a mail', () => {
  const ends: (() => Promise<void>)[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'writ-mail-'));
  let key: string;
  let cert: string;
  let plain: MailReceiver;
  beforeAll(async () => {
    const made = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=localhost'.split(' ');
    const files = [join(folder, 'key.pem'), join(folder, 'cert.pem')] as const;
    const names = ['-addext', 'subjectAltName=DNS:localhost', '-keyout', files[0], '-out', files[1]];
    execFileSync('openssl', [...made, ...names], { stdio: 'ignore' });
    [key, cert] = files.map((file) => readFileSync(file, 'utf8')) as [string, string];
    plain = await receiver({ hideSTARTTLS: true });
  });
  afterAll(async () => {
    for (const end of ends) await end();
    rmSync(folder, { recursive: true });
  });

  async function receiver(options: SMTPServerOptions): Promise<MailReceiver> {
    const started = await MailReceiver.start(options);
    ends.push(() => started.close());
    return started;
  }
  /** A server that says what a script has it say. */
  async function scripted(say: (socket: Socket) => void): Promise<MailServer> {
    const sockets = new Set<Socket>();
    const server: Server = createServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
      say(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ends.push(async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return at(server.address() as AddressInfo);
  }
  const at = ({ port }: { readonly port: number }, more: Partial<MailServer> = {}): MailServer => ({
    host: 'localhost',
    port,
    security: 'none',
    ...more,
  });
  const send = (server: MailServer, mail: Partial<OutboundMail> = {}, rules?: MailRules) =>
    outboundMail(server, { ...MAIL, ...mail }, rules);

  it('is taken on as it was meant, once, under its id', async () => {
    expect(await send(at(plain))).toMatchObject({ status: 250 });
    const [{ raw, ...mail }] = plain.mails as [MailReceiver['mails'][number]];
    expect(mail).toStrictEqual({ from: 'writ@a.example', to: ['ann@b.example'], secure: false, user: undefined });
    for (const line of [
      'From: Writ <writ@a.example>',
      'To: ann@b.example',
      'Subject: A call waits',
      'Message-ID: <0199-x@a.example>',
      'Date: Sun, 29 Nov 2026 03:00:00 +0000',
      'Auto-Submitted: auto-generated',
    ])
      expect(raw.split('\r\n')).toContain(line);
    expectThat('a line with a dot ends nothing', raw).toContain('Look.\r\n.\r\nQUIT\r\n');
    expect(raw).toContain('<p>Look.</p>');
  });

  it('has no headers and no receivers but its own, whatever its words are', async () => {
    const before = plain.mails.length;
    const subject = 'x\r\nBcc: eve@c.example\n\n<script>\u2028To: eve@c.example\u0000\u202Eüber';
    expect(await send(at(plain), { subject })).toMatchObject({ status: 250 });
    const raw = plain.mails.at(-1)?.raw ?? '';
    const headers = raw.slice(0, raw.indexOf('\r\n\r\n'));
    expect(headers.split('\r\n').filter((line) => /^(bcc|cc|to)\s*:/i.test(line))).toStrictEqual(['To: ann@b.example']);
    expect(headers.match(/^\S+(?=:)/gm)?.sort()).toStrictEqual([
      'Auto-Submitted',
      'Content-Type',
      'Date',
      'From',
      'MIME-Version',
      'Message-ID',
      'Subject',
      'To',
    ]);
    for (const to of ['ann@b.example, eve@c.example', 'ann@b.example\r\nRCPT TO:<eve@c.example>', 'Ann <ann@b.example>', ''])
      expectThat(to, await send(at(plain), { to })).toMatchObject({ status: null, reason: 'target-refused' });
    expectThat('from', await send(at(plain), { from: 'a@b> SIZE=1' })).toMatchObject({ reason: 'target-refused' });
    expect(plain.mails).toHaveLength(before + 1);
  });

  it('that is not taken on says whether it may be later', async () => {
    plain.answers.set('full@b.example', 452).set('gone@b.example', 550);
    plain.afterData.set('spam@b.example', 554).set('slow@b.example', 451);
    for (const [to, status] of [
      ['full@b.example', 452],
      ['gone@b.example', 550],
      ['spam@b.example', 554],
      ['slow@b.example', 451],
    ] as const)
      expectThat(to, await send(at(plain), { to })).toMatchObject({ status });
  });

  it('goes out under TLS alone when it is to, to a server that is who it says', async () => {
    const tls = await receiver({ secure: true, key, cert });
    const starttls = await receiver({ key, cert });
    const rules = { ca: cert };
    expect(await send(at(tls, { security: 'tls' }), {}, rules)).toMatchObject({ status: 250 });
    expect(await send(at(starttls, { security: 'starttls' }), {}, rules)).toMatchObject({ status: 250 });
    expect([tls, starttls].map(({ mails }) => mails.map(({ secure }) => secure))).toStrictEqual([[true], [true]]);
    for (const [what, server, given] of [
      ['unknown to us', at(tls, { security: 'tls' }), {}],
      ['unknown to us, after STARTTLS', at(starttls, { security: 'starttls' }), {}],
      ['another name', at(tls, { security: 'tls', host: '127.0.0.1' }), rules],
      ['without TLS', at(plain, { security: 'starttls' }), rules],
      ['without TLS', at(plain, { security: 'tls' }), rules],
    ] as const)
      expectThat(what, await send(server, {}, given)).toMatchObject({
        status: null,
        reason: 'connection',
      });
    expect([...tls.mails, ...starttls.mails]).toHaveLength(2);
  });

  it('is sent by whom the server knows, and a wrong password is no word about the mail', async () => {
    const known = await receiver({
      key,
      cert,
      authOptional: false,
      onAuth: ({ username, password }, _session, done) =>
        username === 'writ' && password === 'right' ? done(null, { user: 'writ' }) : done(new Error('no')),
    });
    const server = at(known, { security: 'starttls' });
    const rules = { ca: cert };
    expect(await send({ ...server, credentials: { user: 'writ', password: 'right' } }, {}, rules)).toMatchObject({ status: 250 });
    expect(known.mails).toMatchObject([{ user: 'writ', secure: true }]);
    for (const each of [server, { ...server, credentials: { user: 'writ', password: 'wrong' } }])
      expect(await send(each, {}, rules)).toMatchObject({ status: null, reason: 'connection' });
  });

  it('ends in time, whatever the server does', async () => {
    const within = { withinMs: 200 };
    const silent = await scripted(() => undefined);
    const endless = await scripted((socket) => {
      const drip = setInterval(() => socket.write('220-wait\r\n'), 20);
      socket.on('close', () => clearInterval(drip));
    });
    const greets = await scripted((socket) => void socket.write('220 hello\r\n'));
    for (const server of [silent, endless, greets])
      expect(await send(server, {}, within)).toMatchObject({ status: null, reason: 'timeout' });
    const refuses = await scripted((socket) => void socket.end('554 not for you\r\n'));
    const lies = await scripted((socket) => void socket.end('HTTP/1.1 200 OK\r\n\r\n'));
    for (const server of [refuses, lies, at({ port: 1 })])
      expect(await send(server)).toMatchObject({ status: null, reason: 'connection' });
  });
});
