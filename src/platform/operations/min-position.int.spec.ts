import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { problemIn } from '#test/support/writ-client';

describe('Writ-Min-Position', () => {
  let writ: RunningWrit;
  let acme: SeededTenant;
  beforeAll(async () => {
    writ = await RunningWrit.start({ env: { WRIT_READ_WAIT_MS: '300' } });
    acme = await writ.seedTenant(await writ.owner());
  });
  afterAll(() => writ.close());
  const agents = (min: string | number) =>
    acme.operator.send<{ items: { id: string }[] }>('GET', '/v1/agents', undefined, { 'writ-min-position': String(min) });

  it('reads the own write', async () => {
    for (let i = 0; i < 10; i += 1) {
      const { ledger } = await acme.operator.post<{ ledger: { position: number } }>('/v1/agents', {
        id: `mine-${i}`,
        name: 'Bot',
      });
      const { status, body } = await agents(ledger.position);
      expect(status).toBe(200);
      expect(body.items.some(({ id }) => id === `mine-${i}`)).toBe(true);
    }
  });

  it('is refused when the read model is behind: nobody keeps it, or the position is yet to come', async () => {
    const { position } = await writ.store.head(acme.id);
    expect(problemIn(await agents(position + 1)).code).toBe('READ_MODEL_BEHIND');
    await writ.stopWorker();
    const { ledger } = await acme.operator.post<{ ledger: { position: number } }>('/v1/agents', { id: 'late', name: 'Bot' });
    const started = performance.now();
    const late = await agents(ledger.position);
    expect([problemIn(late).code, late.headers.get('retry-after')]).toStrictEqual(['READ_MODEL_BEHIND', '1']);
    expectThat('it waited', performance.now() - started).toBeGreaterThanOrEqual(300);
    expectThat('what it has seen it tells', (await agents(position)).status).toBe(200);
    await writ.startWorker();
    const waiting = await agents(ledger.position);
    expect(waiting.status === 200 || problemIn(waiting).code === 'READ_MODEL_BEHIND').toBe(true);
  });

  it('must be a position', async () => {
    for (const min of ['x', '-1', '1.5', '1e99', '9007199254740993', '', '0x10', '1, 2'])
      expectThat(min, problemIn(await agents(min)).code).toBe('INVALID_INPUT');
  });
});
