import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { verifyExport } from '#libs/evidence';
import { Metrics } from '#platform/telemetry/metrics';
import { eventually } from '#test/support/conditions';
import { always, publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { changeHead, cutTail } from '#test/support/tampering';

interface Readiness {
  readonly status: string;
  readonly checks: { readonly ledgers: { readonly ok: boolean; readonly detail?: string } };
}

describe('a damaged ledger', () => {
  let writ: RunningWrit;
  let cut: SeededTenant;
  let other: SeededTenant;
  beforeAll(async () => {
    writ = await RunningWrit.start();
    const owner = await writ.owner();
    [cut, other] = [await writ.seedTenant(owner), await writ.seedTenant(owner)];
    for (const { operator, agent } of [cut, other]) {
      await publishPolicy(operator, 'gate', always('ALLOW'));
      for (let n = 0; n < 10; n += 1) await agent.decide(`s-${n}`, 'pay');
    }
  });
  afterAll(() => writ.close());

  const exported = async (range = '') => {
    const answer = await fetch(`${writ.url}/v1/ledger/export${range}`, {
      headers: { authorization: `Bearer ${cut.operator.token}` },
    });
    expect(answer.status).toBe(200);
    const file = Buffer.from(await answer.arrayBuffer());
    return {
      finding: answer.headers.get('writ-ledger-finding'),
      result: await verifyExport([file] as unknown as AsyncIterable<Uint8Array>),
    };
  };
  const verified = (range = '') => cut.operator.get<Record<string, unknown>>(`/v1/ledger/verify${range}`);
  const decided = (tenant: SeededTenant) =>
    tenant.agent.send('POST', '/v1/decisions', { sessionId: 's-new', tool: 'pay', arguments: {} });
  const metric = async () =>
    /^writ_ledgers_damaged\{reason="([^"]+)".*\} 1$/m.exec(await writ.api.app.get(Metrics).registry.metrics())?.[1];

  async function toldOfNothing(): Promise<void> {
    await eventually('readiness finds nothing', async () => (await cut.operator.get<Readiness>('/readyz')).checks.ledgers.ok);
    await eventually('the metric is zero', async () => (await metric()) === undefined);
  }

  it('with a cut tail is a finding everywhere, stops its own decisions and nobody else`s, and goes on when it is mended', async () => {
    const { position } = await writ.store.head(cut.id);
    await toldOfNothing();
    const mend = await cutTail(writ.databaseUrl, cut.id, position - 3);
    const missing = position - 2;
    for (const range of ['', `?to=${position}`, '?from=2&to=5', `?from=${position}`]) {
      const { ok, reason, position: where } = await verified(range);
      expectThat(range, { ok, reason, where }).toStrictEqual({ ok: false, reason: 'tail-cut', where: missing });
    }
    const { finding, result } = await exported();
    expect(finding).toBe(`tail-cut; position=${missing}`);
    assert(!result.ok);
    expect([result.reason, result.position]).toStrictEqual(['tail-cut', missing]);
    const within = await exported(`?to=${position - 1}`);
    expect(!within.result.ok && within.result.reason === 'tail-cut').toBe(true);
    expectThat('what is there is good', (await exported('?to=5')).result.ok).toBe(true);

    for (let n = 0; n < 3; n += 1) {
      const refused = await decided(cut);
      expect([refused.status, refused.body['code']]).toStrictEqual([503, 'LEDGER_DAMAGED']);
      expect((await decided(other)).status).toBe(200);
    }
    const ready = await eventually('readiness tells', async () => {
      const answer = await cut.operator.get<Readiness>('/readyz');
      return answer.checks.ledgers.ok ? undefined : answer;
    });
    assert(ready);
    expect([ready.status, ready.checks.ledgers.detail]).toStrictEqual(['ready', 'damaged: 1']);
    expectThat('it names nobody', JSON.stringify(ready)).not.toContain(cut.id);
    expect(await metric()).toBe('tail-cut');

    await mend();
    await eventually('decisions go on', async () => (await decided(cut)).status === 200);
    expect((await verified())['ok']).toBe(true);
    await toldOfNothing();
  });

  it('with another head is a finding everywhere and stops before anything is recorded on it', async () => {
    const { position } = await writ.store.head(cut.id);
    const mend = await changeHead(writ.databaseUrl, cut.id, `chain = sha256('x')`);
    const { ok, reason, position: where } = await verified();
    expect({ ok, reason, where }).toStrictEqual({ ok: false, reason: 'head-mismatch', where: position });
    const { finding, result } = await exported();
    expect(finding).toBe(`head-mismatch; position=${position}`);
    expect(!result.ok && result.reason === 'trailer-mismatch').toBe(true);
    expect((await decided(cut)).body['code']).toBe('LEDGER_DAMAGED');
    expect((await decided(other)).status).toBe(200);
    await mend();
    await eventually('decisions go on', async () => (await decided(cut)).status === 200);
    expect((await verified())['ok']).toBe(true);
  });
});
