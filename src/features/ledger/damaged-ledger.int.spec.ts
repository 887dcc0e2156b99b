import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
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
  before(async () => {
    writ = await RunningWrit.start();
    const owner = await writ.owner();
    [cut, other] = [await writ.seedTenant(owner), await writ.seedTenant(owner)];
    for (const { operator, agent } of [cut, other]) {
      await publishPolicy(operator, 'gate', always('ALLOW'));
      for (let n = 0; n < 10; n += 1) await agent.decide(`s-${n}`, 'pay');
    }
  });
  after(() => writ.close());

  const exported = async (range = '') => {
    const answer = await fetch(`${writ.url}/v1/ledger/export${range}`, {
      headers: { authorization: `Bearer ${cut.operator.token}` },
    });
    assert.equal(answer.status, 200);
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
      assert.deepEqual({ ok, reason, where }, { ok: false, reason: 'tail-cut', where: missing }, range);
    }
    const { finding, result } = await exported();
    assert.equal(finding, `tail-cut; position=${missing}`);
    assert.ok(!result.ok);
    assert.deepEqual([result.reason, result.position], ['tail-cut', missing]);
    const within = await exported(`?to=${position - 1}`);
    assert.ok(!within.result.ok && within.result.reason === 'tail-cut');
    assert.equal((await exported('?to=5')).result.ok, true, 'what is there is good');

    for (let n = 0; n < 3; n += 1) {
      const refused = await decided(cut);
      assert.deepEqual([refused.status, refused.body['code']], [503, 'LEDGER_DAMAGED']);
      assert.equal((await decided(other)).status, 200);
    }
    const ready = await eventually('readiness tells', async () => {
      const answer = await cut.operator.get<Readiness>('/readyz');
      return answer.checks.ledgers.ok ? undefined : answer;
    });
    assert.ok(ready);
    assert.deepEqual([ready.status, ready.checks.ledgers.detail], ['ready', 'damaged: 1']);
    assert.ok(!JSON.stringify(ready).includes(cut.id), 'it names nobody');
    assert.equal(await metric(), 'tail-cut');

    await mend();
    await eventually('decisions go on', async () => (await decided(cut)).status === 200);
    assert.equal((await verified())['ok'], true);
    await toldOfNothing();
  });

  it('with another head is a finding everywhere and stops before anything is recorded on it', async () => {
    const { position } = await writ.store.head(cut.id);
    const mend = await changeHead(writ.databaseUrl, cut.id, `chain = sha256('x')`);
    const { ok, reason, position: where } = await verified();
    assert.deepEqual({ ok, reason, where }, { ok: false, reason: 'head-mismatch', where: position });
    const { finding, result } = await exported();
    assert.equal(finding, `head-mismatch; position=${position}`);
    assert.ok(!result.ok && result.reason === 'trailer-mismatch');
    assert.equal((await decided(cut)).body['code'], 'LEDGER_DAMAGED');
    assert.equal((await decided(other)).status, 200);
    await mend();
    await eventually('decisions go on', async () => (await decided(cut)).status === 200);
    assert.equal((await verified())['ok'], true);
  });
});
