import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { newId } from '#libs/event-ids';
import { runAt, type JsonObject, type NewEvent } from '#libs/event-sourcing';
import { expectThat, rejectionOf } from '#libs/testing';
import { eventually } from '#test/support/conditions';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { RemindOfApprovals } from './remind-of-approvals.job.js';

const MINUTE = 60_000;

describe('a request that waits', () => {
  let writ: RunningWrit;
  let acme: SeededTenant;
  const told: string[] = [];
  const receiver = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => told.push(chunk.toString('utf8')));
    request.on('end', () => response.writeHead(204).end());
  });
  beforeAll(async () => {
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    writ = await RunningWrit.start({ worker: false, env: { WRIT_WEBHOOK_PRIVATE_TARGETS: 'true' } });
    acme = await writ.seedTenant(await writ.owner());
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
    await acme.operator.post('/v1/webhooks', { name: 'x', url, events: ['approval_reminder'] });
  });
  afterAll(async () => {
    await writ.close();
    receiver.close();
    receiver.closeAllConnections();
  });

  const event = (id: string, type: string, data: JsonObject): NewEvent => ({
    id,
    type,
    schema: type === 'ApprovalRequested' ? 2 : 1,
    actor: { kind: 'system', id: 'then' },
    correlation: null,
    causation: null,
    trace: null,
    data,
    sealed: null,
  });

  /** As it was asked for so many minutes ago, with what became of it since. Gives back its id. */
  async function asked(minutes: number, remindAfterSeconds: number[], end?: string, expiresInSeconds = 86_400): Promise<string> {
    const id = newId();
    const requestedAt = new Date(Date.now() - minutes * MINUTE);
    const step = { name: 'approval', roles: ['approval_admin'], people: [], required: 1 };
    const request = event(id, 'ApprovalRequested', {
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
      workflow: { steps: [step], order: 'ordered', onExpiry: 'ask_again', expiresInSeconds, remindAfterSeconds },
      requestedAt: requestedAt.toISOString(),
      expiresAt: new Date(requestedAt.getTime() + expiresInSeconds * 1_000).toISOString(),
    });
    const events = end === undefined ? [request] : [request, event(newId(), end, { approval: id, by: 'x', reason: 'x' })];
    await writ.store.append({ tenant: acme.id, writes: [{ stream: `approval/${id}`, expect: 'any', events }] });
    return id;
  }

  async function reminders(approval: string) {
    const { events } = await writ.store.readTypes(acme.id, 1, 1_000, ['ApprovalReminded']);
    return events.filter(({ data }) => data['approval'] === approval);
  }

  it('is brought to mind once for each of its times, whatever is run again, and its receiver is told each time', async () => {
    const id = await asked(60, [600, 1_800, 50_000]);
    const over = await Promise.all(
      ['ApprovalGranted', 'ApprovalWithdrawn', 'ApprovalExpired'].map((end) => asked(60, [600], end)),
    );
    const late = await asked(60, [600], undefined, 1_800);
    const job = writ.api.app.get(RemindOfApprovals, { strict: false });
    await writ.startWorker();
    await eventually('it was brought to mind twice', async () => {
      await writ.worker?.jobs.look();
      return (await reminders(id)).length >= 2;
    });
    const dues = (await reminders(id)).map(({ data }) => Date.parse(String(data['due'])));
    await Promise.all(dues.flatMap((due) => [1, 2, 3].map(() => job.run(runAt(`${acme.id}/${id}`, due).id))));
    for (const each of [...over, late]) {
      const due = (await writ.store.readEvent(acme.id, each))?.data['requestedAt'];
      await job.run(runAt(`${acme.id}/${each}`, Date.parse(String(due)) + 600_000).id);
      expectThat(each, await reminders(each)).toStrictEqual([]);
    }
    const found = await reminders(id);
    expect(found.map(({ actor }) => actor)).toStrictEqual(Array.from({ length: 2 }, () => ({ kind: 'system', id: job.name })));
    expect(found[1]?.data['next']).toBe(new Date((dues[1] ?? 0) + 48_200_000).toISOString());
    expect(await rejectionOf(job.run(runAt(`${acme.id}/${id}`, (dues[1] ?? 0) + 48_200_000).id))).toMatchObject({
      message: expect.stringContaining('is not due yet'),
    });
    await eventually('it was told', () => new Set(told).size >= 2);
    expect(
      [...new Set(told)].map((body) => (JSON.parse(body) as { type: string; data: { approval: string } }).type),
    ).toStrictEqual(['approval.reminder', 'approval.reminder']);
    const { history } = await acme.operator.get<{ history: { step: string }[] }>(`/v1/approvals/${id}`);
    expect(history.map(({ step }) => step)).toStrictEqual(['ApprovalRequested', 'ApprovalReminded', 'ApprovalReminded']);
  });

  it('is found again when the queue was lost and nobody reacted', async () => {
    await writ.stopWorker();
    const id = await asked(60, [600]);
    const database = new pg.Client({ connectionString: writ.databaseUrl });
    await database.connect();
    await database.query('truncate bullmq.job cascade');
    await database.query(
      `insert into ledger_checkpoints (subscription, tenant, version, position) values ('approvals-remind', $1, 0, 1000000)
        on conflict (tenant, subscription) do update set position = excluded.position`,
      [acme.id],
    );
    await database.end();
    await writ.startWorker();
    await eventually('it was brought to mind', async () => {
      await writ.worker?.jobs.look();
      return (await reminders(id)).length > 0;
    });
    expect(await reminders(id)).toHaveLength(1);
  });
});
