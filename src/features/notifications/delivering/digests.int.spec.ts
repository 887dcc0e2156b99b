import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { newId } from '#libs/event-ids';
import { runAt, type JsonObject } from '#libs/event-sourcing';
import { expectThat } from '#libs/testing';
import { eventually } from '#test/support/conditions';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { DeliverWebhooks } from './deliver.job.js';
import { PlanDeliveries } from './plan-deliveries.job.js';

interface DeliveryRow {
  readonly id: string;
  readonly event: string;
  readonly position: number;
  readonly gathered: { readonly upTo: number; readonly count: number; readonly counts: readonly object[] } | null;
  readonly state: string;
  readonly attempts: number;
  readonly lastProblem: string | null;
  readonly nextAt: string | null;
}
interface Told {
  readonly raw: string;
  readonly headers: Record<string, string>;
  readonly body: {
    readonly type: string;
    readonly data: Record<string, unknown> & {
      readonly first?: readonly { readonly type: string; readonly data: { position: number } }[];
    };
  };
}

describe('a webhook of which more happens than it takes', () => {
  let writ: RunningWrit;
  let acme: SeededTenant;
  let hook: { readonly id: string; readonly secret: string };
  const told: Told[] = [];
  let status = 204;
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks).toString('utf8');
      told.push({ raw, headers: request.headers as Record<string, string>, body: JSON.parse(raw) as Told['body'] });
      response.writeHead(status).end();
    });
  });
  beforeAll(async () => {
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const env = { WRIT_WEBHOOK_PRIVATE_TARGETS: 'true', WRIT_PUBLIC_URL: 'https://writ.example' };
    writ = await RunningWrit.start({ env });
    acme = await writ.seedTenant(await writ.owner());
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
    const events = ['control_killed', 'control_paused'];
    hook = await acme.operator.post('/v1/webhooks', { name: 'x', url, events, maxPerMinute: 1 });
  });
  afterAll(async () => {
    await writ.close();
    receiver.close();
    receiver.closeAllConnections();
  });

  const deliveries = async () =>
    (await acme.operator.get<{ items: DeliveryRow[] }>(`/v1/webhooks/${hook.id}/deliveries?limit=200`)).items.reverse();
  const digests = async () => (await deliveries()).filter(({ event }) => event === 'digest');
  const positions = async () => {
    const page = await writ.store.readTypes(acme.id, 1, 10_000, ['KillSwitchEngaged', 'TrafficPaused']);
    return page.events.map(({ position }) => position);
  };
  const plan = () => writ.api.app.get(PlanDeliveries, { strict: false }).run(`${acme.id}/`);
  /** Everything that happened is in one delivery, and in no other. */
  async function isAllTold() {
    const all = await positions();
    const within = (await deliveries()).map(({ position, gathered }) =>
      all.filter((each) => each >= position && each <= (gathered?.upTo ?? position)),
    );
    expect(within.flat()).toStrictEqual(all);
    expect((await deliveries()).map(({ gathered }) => gathered?.count ?? 1)).toStrictEqual(within.map(({ length }) => length));
  }
  /** What happens, while two processes look for what there is to tell. */
  async function happens(count: number, verb: 'kill' | 'pause') {
    const before = (await positions()).length;
    await Promise.all(
      Array.from({ length: count }, async (_, n) => {
        await acme.operator.post(`/v1/controls/${verb}`, {
          scope: 'tool',
          target: `${verb}-${before + n}`,
          reason: 'x',
          forLater: true,
        });
        if (n % 5 === 0) await plan();
      }),
    );
    await plan();
    await eventually('all is planned', async () => {
      const counts = (await deliveries()).map(({ gathered }) => gathered?.count ?? 1);
      return counts.reduce((sum, each) => sum + each, 0) === before + count;
    });
  }
  /** As if the time of its attempt had come. */
  async function attempt({ id }: DeliveryRow) {
    const { nextAt } = (await deliveries()).find((each) => each.id === id) as DeliveryRow;
    if (nextAt) await writ.api.app.get(DeliverWebhooks, { strict: false }).run(runAt(`${acme.id}/${id}`, Date.parse(nextAt)).id);
  }
  const toldAs = (id: string) => told.filter(({ headers }) => headers['webhook-id'] === id);

  it('is told of one by itself, and of all the others in one digest', async () => {
    await happens(30, 'kill');
    await happens(10, 'pause');
    await isAllTold();
    const all = await positions();
    const [digest] = await digests();
    expect((await deliveries()).map(({ event }) => event)).toStrictEqual(['control_killed', 'digest']);
    expect(digest).toMatchObject({ state: 'pending', attempts: 0, position: all[1], gathered: { upTo: all.at(-1), count: 39 } });
    expect(digest?.gathered?.counts).toStrictEqual([
      { event: 'control_killed', count: 29 },
      { event: 'control_paused', count: 10 },
    ]);
    await attempt(digest as DeliveryRow);
    await eventually('it was told', () => toldAs(digest?.id ?? '').length > 0);
    const [got, ...more] = toldAs(digest?.id ?? '');
    expect(more).toStrictEqual([]);
    expect(new Webhook(hook.secret).verify(got?.raw ?? '', got?.headers ?? {})).toStrictEqual(got?.body);
    const { first, ...data } = got?.body.data ?? {};
    expect([got?.body.type, data]).toStrictEqual([
      'digest',
      {
        tenant: acme.id,
        webhook: hook.id,
        from: all[1],
        to: all.at(-1),
        count: 39,
        counts: { 'control.killed': 29, 'control.paused': 10 },
        link: `https://writ.example/v1/webhooks/${hook.id}/deliveries`,
      },
    ]);
    expect(first?.map(({ type, data: { position } }) => [type, position])).toStrictEqual(
      all.slice(1, 6).map((position) => ['control.killed', position]),
    );
  });

  it('is told the same when a digest is tried, or sent, again, and of what happened since in another one', async () => {
    status = 500;
    await happens(5, 'kill');
    const [before, digest] = (await digests()) as [DeliveryRow, DeliveryRow];
    expectThat('what has left gathers no more', before.gathered).toMatchObject({ count: 39 });
    await attempt(digest);
    await writ.stopWorker();
    await happens(4, 'pause');
    await writ.startWorker();
    await happens(2, 'pause');
    status = 204;
    await attempt(digest);
    await eventually('it is delivered', async () => (await digests())[1]?.state === 'delivered');
    await acme.operator.post(`/v1/webhooks/${hook.id}/deliveries/${digest.id}/resend`);
    await eventually('it was told again', () => toldAs(digest.id).length >= 3);
    expect(new Set(toldAs(digest.id).map(({ raw }) => raw)).size).toBe(1);
    expect((await digests()).map(({ gathered }) => gathered?.count)).toStrictEqual([39, 5, 6]);
    await isAllTold();
  });

  it('is not reminded of what was decided before a reminder could be told', async () => {
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
    const { id } = await acme.operator.post<{ id: string }>('/v1/webhooks', { name: 'y', url, events: ['approval_reminder'] });
    const rows = async () => (await acme.operator.get<{ items: DeliveryRow[] }>(`/v1/webhooks/${id}/deliveries`)).items.reverse();
    status = 500;
    const [waiting, decided] = [await reminded(writ, acme.id), await reminded(writ, acme.id)];
    await plan();
    await eventually('both were tried', async () => {
      await writ.worker?.jobs.look();
      return (await rows()).filter(({ attempts, lastProblem }) => attempts > 0 && lastProblem === 'refused').length === 2;
    });
    await recorded(writ, acme.id, decided, 'ApprovalGranted', { approval: decided });
    status = 204;
    const job = writ.api.app.get(DeliverWebhooks, { strict: false });
    const toldOf = (approval: string) => told.filter(({ raw }) => raw.includes(approval)).length;
    const before = [toldOf(waiting), toldOf(decided)];
    await eventually('both are over', async () => {
      const pending = (await rows()).filter(({ nextAt }) => nextAt !== null);
      for (const row of pending) await job.run(runAt(`${acme.id}/${row.id}`, Date.parse(String(row.nextAt))).id);
      return pending.length === 0;
    });
    expect(await rows()).toMatchObject([{ state: 'delivered' }, { state: 'dead', lastProblem: 'no-longer-waits' }]);
    expect([toldOf(waiting), toldOf(decided)]).toStrictEqual([(before[0] ?? 0) + 1, before[1]]);
  });
});

/** A request that waits for people, of which they were reminded. */
async function reminded(writ: RunningWrit, tenant: string): Promise<string> {
  const id = newId();
  await recorded(
    writ,
    tenant,
    id,
    'ApprovalRequested',
    {
      approval: id,
      decision: id,
      session: 's-1',
      agent: 'agent-1',
      requesters: ['agent-1'],
      tool: 'pay',
      arguments: {},
      argumentsDigest: 'x',
      policy: { id: 'p', revision: 1, digest: 'x' },
      rule: 'r',
      reason: 'r',
      supersedes: null,
      workflow: {
        steps: [{ name: 'approval', roles: ['approval_admin'], people: [], required: 1 }],
        order: 'ordered',
        onExpiry: 'ask_again',
        expiresInSeconds: 86_400,
        remindAfterSeconds: [],
      },
      requestedAt: new Date().toISOString(),
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    },
    id,
  );
  await recorded(writ, tenant, id, 'ApprovalReminded', { approval: id, due: new Date().toISOString(), next: null });
  return id;
}

async function recorded(writ: RunningWrit, tenant: string, approval: string, type: string, data: JsonObject, id = newId()) {
  const schema = type === 'ApprovalRequested' ? 2 : 1;
  const nobody = { correlation: null, causation: null, trace: null, sealed: null };
  const event = { id, type, schema, actor: { kind: 'system', id: 'then' } as const, ...nobody, data };
  await writ.store.append({ tenant, writes: [{ stream: `approval/${approval}`, expect: 'any', events: [event] }] });
}
