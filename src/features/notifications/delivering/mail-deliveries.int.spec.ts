import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { runAt } from '#libs/event-sourcing';
import { expectThat } from '#libs/testing';
import { eventually } from '#test/support/conditions';
import { MailReceiver } from '#test/support/mail-receiver';
import { always, publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { Decision } from '#test/support/writ-client';
import { DeliverWebhooks } from './deliver.job.js';

interface DeliveryRow {
  readonly id: string;
  readonly state: string;
  readonly attempts: number;
  readonly lastStatus: number | null;
  readonly lastProblem: string | null;
  readonly nextAt: string | null;
}
interface Given {
  readonly id: string;
  readonly secret: string | null;
}

describe('what is told', () => {
  let writ: RunningWrit;
  let acme: SeededTenant;
  let mail: MailReceiver;
  const told: { readonly raw: string; readonly headers: Record<string, string> }[] = [];
  const chat = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      told.push({ raw: Buffer.concat(chunks).toString('utf8'), headers: request.headers as Record<string, string> });
      response.end('ok');
    });
  });
  beforeAll(async () => {
    mail = await MailReceiver.start({ hideSTARTTLS: true });
    chat.listen(0, '127.0.0.1');
    await once(chat, 'listening');
    const env = {
      WRIT_SMTP_URL: `smtp+plain://127.0.0.1:${mail.port}`,
      WRIT_MAIL_FROM: 'writ@a.example',
      WRIT_PUBLIC_URL: 'https://writ.example',
      WRIT_WEBHOOK_PRIVATE_TARGETS: 'true',
    };
    writ = await RunningWrit.start({ env });
    acme = await writ.seedTenant(await writ.owner());
    await publishPolicy(acme.operator, 'holding', always('REQUIRE_APPROVAL'));
  });
  afterAll(async () => {
    await writ.close();
    await mail.close();
    chat.close();
    chat.closeAllConnections();
  });

  const register = (url: string, events: readonly string[], more: object = {}) =>
    acme.operator.post<Given>('/v1/webhooks', { name: 'x', url, events, ...more });
  const kill = (target: string) =>
    acme.operator.post('/v1/controls/kill', { scope: 'tool', target, reason: 'a secret reason', forLater: true });
  const delivery = async ({ id }: Given) =>
    (await acme.operator.get<{ items: DeliveryRow[] }>(`/v1/webhooks/${id}/deliveries`)).items[0];
  const mailsTo = (address: string) => mail.mails.filter(({ to }) => to.includes(address));

  it('by e-mail says which call waits and where to decide, and not what it holds', async () => {
    const hook = await register('mailto:ann@b.example', ['approval_requested']);
    expect(hook.secret).toBeNull();
    const call = { sessionId: 's-1', tool: 'evil.example', arguments: { card: 'VISA' } };
    const { approval } = await acme.agent.post<Decision>('/v1/decisions', call);
    await eventually('it is delivered', async () => (await delivery(hook))?.state === 'delivered');
    const row = await delivery(hook);
    expect(row).toMatchObject({ attempts: 1, lastStatus: 250, lastProblem: null });
    const [{ raw, from } = { raw: '', from: '' }] = mailsTo('ann@b.example');
    expect(from).toBe('writ@a.example');
    expect(raw).toContain(`Message-ID: <${row?.id}@a.example>`);
    expectThat('the link, as it is wrapped', raw.replaceAll('=\r\n', '')).toContain(
      `https://writ.example/approve/${approval?.id}`,
    );
    expect(raw).not.toMatch(/VISA|secret|evil\.example/);
    const { items } = await acme.operator.get<{ items: { id: string; url: string; format: string }[] }>('/v1/webhooks');
    expect(items.find(({ id }) => id === hook.id)).toMatchObject({ url: 'mailto:ann@b.example', format: 'standard' });
  });

  it('by e-mail is tried again when the server says later, under the same id', async () => {
    mail.answers.set('full@b.example', 452);
    const hook = await register('mailto:full@b.example', ['control_killed']);
    await kill('full');
    await eventually('it was tried', async () => (await delivery(hook))?.lastStatus === 452);
    const row = await delivery(hook);
    expect(row).toMatchObject({ state: 'pending', lastProblem: 'refused' });
    mail.answers.delete('full@b.example');
    const job = writ.api.app.get(DeliverWebhooks, { strict: false });
    await eventually('it is delivered', async () => {
      const { state, nextAt } = (await delivery(hook)) ?? {};
      // As if its time had come.
      if (nextAt) await job.run(runAt(`${acme.id}/${row?.id}`, Date.parse(nextAt)).id);
      return state === 'delivered';
    });
    const ids = mailsTo('full@b.example').map(({ raw }) => /^Message-ID: (.*)\r$/m.exec(raw)?.[1]);
    expect([...new Set(ids)]).toStrictEqual([`<${row?.id}@a.example>`]);
    expect((await delivery(hook))?.attempts).toBeGreaterThan(1);
  });

  it('by e-mail is dead when the server says never, and is sent again when somebody says so', async () => {
    mail.answers.set('gone@b.example', 550);
    const hook = await register('mailto:gone@b.example', ['control_paused']);
    await acme.operator.post('/v1/controls/pause', { scope: 'tool', target: 'gone', reason: 'x', forLater: true });
    await eventually('it is dead', async () => (await delivery(hook))?.state === 'dead');
    const row = await delivery(hook);
    expect(row).toMatchObject({ attempts: 1, lastStatus: 550, lastProblem: 'refused' });
    mail.answers.delete('gone@b.example');
    await acme.operator.post(`/v1/webhooks/${hook.id}/deliveries/${row?.id}/resend`);
    await eventually('it is delivered', async () => (await delivery(hook))?.state === 'delivered');
    expect(mailsTo('gone@b.example')[0]?.raw).toContain(`Message-ID: <${row?.id}@a.example>`);
    expect((await acme.operator.refused('POST', `/v1/webhooks/${hook.id}/rotate`, {})).code).toBe('WEBHOOK_HAS_NO_SECRET');
  });

  it('to a chat is a text, signed as ever', async () => {
    const url = `http://127.0.0.1:${(chat.address() as AddressInfo).port}/`;
    const { secret } = await register(url, ['control_killed'], { format: 'chat' });
    await kill('chat');
    await eventually('it was told', () => told.length > 0);
    const [{ raw, headers } = { raw: '', headers: {} }] = told;
    expect(new Webhook(secret ?? '').verify(raw, headers)).toStrictEqual({
      text: `Control killed\ntenant: \`${acme.id}\`\nscope: \`tool\`\ntarget: \`chat\``,
    });
  });

  it('by e-mail goes to one mailbox, where there is a server for it', async () => {
    const events = ['control_killed'];
    const refused = async (url: string, more: object = {}, { operator } = acme) =>
      (await operator.refused('POST', '/v1/webhooks', { name: 'x', url, events, ...more })).code;
    for (const url of [
      'mailto:',
      'mailto:ann',
      'mailto:a@b,c@d',
      'mailto:a@b?bcc=c@d',
      'mailto:a@b\r\nBcc: c@d',
      'mailto://a@b',
      'mailto:a%40b@c',
    ])
      expectThat(url, await refused(url)).toBe('WEBHOOK_TARGET_INVALID');
    expect(await refused('mailto:a@b.example', { format: 'chat' })).toBe('WEBHOOK_TARGET_INVALID');
    expect(await refused('https://a.example/', { format: 'blocks' })).toBe('INVALID_INPUT');
    const without = await RunningWrit.start({ worker: false });
    const tenant = await without.seedTenant(await without.owner());
    expect(await refused('mailto:a@b.example', {}, tenant)).toBe('MAIL_NOT_CONFIGURED');
    await without.close();
  });
});
