import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { Webhook } from 'standardwebhooks';
import { expectThat } from '#libs/testing';
import { eventually } from '#test/support/conditions';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { WritClient } from '#test/support/writ-client';

interface Given {
  readonly id: string;
  readonly secret: string;
}
interface DeliveryRow {
  readonly id: string;
  readonly event: string;
  readonly state: string;
  readonly attempts: number;
  readonly lastStatus: number | null;
  readonly lastProblem: string | null;
  readonly position: number;
}
interface Told {
  readonly path: string;
  readonly id: string;
  readonly body: { readonly type: string; readonly data: { readonly target?: string; readonly position: number } };
  readonly headers: Record<string, string>;
  readonly raw: string;
}

describe('a webhook', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let acme: SeededTenant;
  let at: string;
  const told: Told[] = [];
  /** By path; 204 when it is not there. */
  const answers = new Map<string, number>();
  const receiver = createServer((request, response) => {
    const path = request.url ?? '';
    void read(request).then((raw) => {
      const headers = request.headers as Record<string, string>;
      told.push({ path, raw, headers, id: headers['webhook-id'] ?? '', body: JSON.parse(raw) as Told['body'] });
      response.writeHead(answers.get(path) ?? 204).end();
    });
  });
  beforeAll(async () => {
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    at = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
    writ = await RunningWrit.start({ env: { WRIT_WEBHOOK_PRIVATE_TARGETS: 'true' } });
    owner = await writ.owner();
    acme = await writ.seedTenant(owner);
  });
  afterAll(async () => {
    await writ.close();
    receiver.close();
    receiver.closeAllConnections();
  });

  const register = (path: string, events: readonly string[], { operator } = acme) =>
    operator.post<Given>('/v1/webhooks', { name: path, url: at + path, events });
  const kill = (target: string, { operator } = acme) =>
    operator.post('/v1/controls/kill', { scope: 'tool', target, reason: 'a secret reason', forLater: true });
  const toldAt = (path: string) => told.filter((each) => each.path === path);
  const deliveries = async ({ id }: Pick<Given, 'id'>, query = '') =>
    (await acme.operator.get<{ items: DeliveryRow[] }>(`/v1/webhooks/${id}/deliveries${query}`)).items;
  const verify = (secret: string, { raw, headers }: Told) => new Webhook(secret).verify(raw, headers);

  it('is told of what it asked for, once it asked for it, so that it knows who tells it', async () => {
    await kill('before');
    const hook = await register('/told', ['control_killed']);
    await kill('told-1');
    await acme.operator.post('/v1/controls/restore', { scope: 'tool', target: 'told-1', reason: 'x' });
    await kill('told-2');
    await eventually('it was told', () => toldAt('/told').length >= 2);
    const all = toldAt('/told');
    expect(all.map(({ body: { type, data } }) => `${type} ${data.target}`).sort()).toStrictEqual([
      'control.killed told-1',
      'control.killed told-2',
    ]);
    for (const each of all) expect(verify(hook.secret, each)).toStrictEqual(each.body);
    expectThat('why is nobody’s business there', all.map(({ raw }) => raw).join()).not.toContain('secret reason');
    await eventually('it is noted', async () => (await deliveries(hook, '?state=delivered')).length === 2);
    const [newest, oldest] = await deliveries(hook);
    expect(newest).toMatchObject({ event: 'control_killed', state: 'delivered', attempts: 1, lastStatus: 204 });
    expect(oldest?.position).toBeLessThan(newest?.position ?? 0);
    const page = await acme.operator.get<{ items: { id: string; url: string }[] }>('/v1/webhooks');
    expect(page.items.map(({ id, url }) => [id, url])).toContainEqual([hook.id, `${at}/told`]);
    expectThat('secrets are shown once', JSON.stringify(page)).not.toContain(hook.secret);
  });

  it('that is gone is given up, and sent to again under the same id when somebody says so', async () => {
    answers.set('/gone', 410);
    const hook = await register('/gone', ['control_paused']);
    await acme.operator.post('/v1/controls/pause', { scope: 'tool', target: 'gone', reason: 'x', forLater: true });
    await eventually('it is dead', async () => (await deliveries(hook))[0]?.state === 'dead');
    const [dead] = await deliveries(hook);
    expect(dead).toMatchObject({ attempts: 1, lastStatus: 410, lastProblem: 'refused' });
    const resend = `/v1/webhooks/${hook.id}/deliveries/${dead?.id}/resend`;
    answers.delete('/gone');
    await acme.operator.post(resend);
    await eventually('it is delivered', async () => (await deliveries(hook))[0]?.state === 'delivered');
    expect(toldAt('/gone').map(({ id }) => id)).toStrictEqual([dead?.id, dead?.id]);
    const other = resend.replace(hook.id, crypto.randomUUID());
    expect((await acme.operator.refused('POST', other)).code).toBe('DELIVERY_NOT_FOUND');
  });

  it('that fails is tried again, and is not sent again meanwhile', async () => {
    answers.set('/fails', 500);
    const hook = await register('/fails', ['control_paused']);
    await acme.operator.post('/v1/controls/pause', { scope: 'tool', target: 'fails', reason: 'x', forLater: true });
    await eventually('it was tried', async () => (await deliveries(hook))[0]?.lastStatus === 500);
    const [pending] = await deliveries(hook);
    expect(pending).toMatchObject({ state: 'pending', attempts: 1, lastProblem: 'refused' });
    const resend = `/v1/webhooks/${hook.id}/deliveries/${pending?.id}/resend`;
    expect((await acme.operator.refused('POST', resend)).code).toBe('DELIVERY_PENDING');
    answers.delete('/fails');
    await eventually('it is delivered', async () => (await deliveries(hook))[0]?.state === 'delivered', 20_000);
    expect((await deliveries(hook))[0]).toMatchObject({ attempts: 2 });
  });

  it('gets another secret, and for a while both are good', async () => {
    const hook = await register('/rotated', ['control_killed']);
    const next = await acme.operator.post<Given>(`/v1/webhooks/${hook.id}/rotate`, { overlapSeconds: 3_600 });
    expect(next.secret).not.toBe(hook.secret);
    await kill('rotated-1');
    await eventually('it was told', () => toldAt('/rotated').length === 1);
    const last = await acme.operator.post<Given>(`/v1/webhooks/${hook.id}/rotate`, { overlapSeconds: 0 });
    await kill('rotated-2');
    await eventually('it was told again', () => toldAt('/rotated').length === 2);
    const good = toldAt('/rotated').map((each) =>
      [hook, next, last].map(({ secret }) => {
        try {
          return Boolean(verify(secret, each));
        } catch {
          return false;
        }
      }),
    );
    expect(good).toStrictEqual([
      [true, true, false],
      [false, false, true],
    ]);
  });

  it('that ended is told nothing, and neither is anybody of another tenant', async () => {
    const other = await writ.seedTenant(owner);
    const theirs = await register('/theirs', ['control_killed'], other);
    const hook = await register('/ended', ['control_killed']);
    await acme.operator.post(`/v1/webhooks/${hook.id}/end`, { reason: 'over' });
    expect((await acme.operator.refused('POST', `/v1/webhooks/${hook.id}/end`, { reason: 'x' })).code).toBe('WEBHOOK_ENDED');
    await kill('ended');
    await kill('theirs', other);
    await eventually('they were told theirs', () => toldAt('/theirs').length === 1);
    await eventually('the others were told', () => toldAt('/told').some(({ body }) => body.data.target === 'ended'));
    expect([toldAt('/ended'), toldAt('/theirs').map(({ body }) => body.data.target)]).toStrictEqual([[], ['theirs']]);
    for (const [path, body] of [
      [`/v1/webhooks/${theirs.id}/end`, { reason: 'x' }],
      [`/v1/webhooks/${theirs.id}/rotate`, {}],
    ] as const)
      expect((await acme.operator.refused('POST', path, body)).code).toBe('WEBHOOK_NOT_FOUND');
    expect(await deliveries(theirs)).toStrictEqual([]);
  });

  it('is told all of it, once, although the queue was lost and the event is not reacted to', async () => {
    const other = await writ.seedTenant(owner);
    await register('/lost', ['control_killed'], other);
    await writ.stopWorker();
    await kill('lost-1', other);
    await kill('lost-2', other);
    const database = new pg.Client({ connectionString: writ.databaseUrl });
    await database.connect();
    await database.query('truncate bullmq.job cascade');
    await database.query(
      `insert into ledger_checkpoints (subscription, tenant, version, position) values ('notifications-plan', $1, 0, 1000000)
        on conflict (tenant, subscription) do update set position = excluded.position`,
      [other.id],
    );
    await database.end();
    await writ.startWorker();
    await eventually('it was told', async () => {
      await writ.worker?.jobs.look();
      return toldAt('/lost').length >= 2;
    });
    await writ.worker?.jobs.look();
    expect(
      toldAt('/lost')
        .map(({ body }) => `${body.data.target}`)
        .sort(),
    ).toStrictEqual(['lost-1', 'lost-2']);
  });

  it('is named by an admin, with an address that something may be sent to', async () => {
    const events = ['control_killed'];
    for (const url of ['nowhere', 'ftp://a.example/', 'https://u:p@a.example/'])
      expect((await acme.operator.refused('POST', '/v1/webhooks', { name: 'x', url, events })).code).toBe(
        'WEBHOOK_TARGET_INVALID',
      );
    const good = { name: 'x', url: 'https://a.example/', events };
    for (const wrong of [
      { ...good, events: [] },
      { ...good, events: ['all'] },
      { ...good, url: 1 },
      { ...good, name: '' },
    ])
      expect((await acme.operator.refused('POST', '/v1/webhooks', wrong)).code).toBe('INVALID_INPUT');
    const viewer = await writ.signIn(await writ.registerOperator(owner, acme.id, ['viewer']));
    expect((await viewer.refused('POST', '/v1/webhooks', good)).code).toBe('FORBIDDEN');
    expect((await viewer.refused('GET', '/v1/webhooks')).code).toBe('FORBIDDEN');
    expect((await acme.agent.refused('GET', '/v1/webhooks')).code).toBe('FORBIDDEN');
    const tenant = await writ.seedTenant(owner);
    for (let n = 0; n < 20; n += 1) await tenant.operator.post('/v1/webhooks', good);
    expect((await tenant.operator.refused('POST', '/v1/webhooks', good)).code).toBe('TOO_MANY_WEBHOOKS');
  });
});

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
