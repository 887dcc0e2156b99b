import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';

interface Past {
  readonly effect: string;
  readonly scope: string;
  readonly target: string | null;
  readonly reason: string;
  readonly setByName: string | null;
  readonly liftedByName: string | null;
  readonly liftedAt: string | null;
  readonly liftedReason: string | null;
}

describe('what was killed and paused at a revision of the controls', () => {
  let writ: RunningWrit;
  let [acme, rival]: SeededTenant[] = [];
  beforeAll(async () => {
    writ = await RunningWrit.start();
    const owner = await writ.owner();
    [acme, rival] = [await writ.seedTenant(owner), await writ.seedTenant(owner)];
  });
  afterAll(() => writ.close());

  it('is told as it was then, with who has lifted it since', async () => {
    const { operator, agent } = acme!;
    const say = (verb: string, scope: string, target: string | undefined, reason: string) =>
      operator.post(`/v1/controls/${verb}`, { scope, ...(target !== undefined && { target }), reason, forLater: true });
    const revision = async (): Promise<number> => {
      const { decisionId, ledger } = await agent.decide('s-1', 'pay');
      const headers = { 'writ-min-position': String(ledger.position) };
      return (await operator.get<{ controlsRevision: number }>(`/v1/decisions/${decisionId}`, headers)).controlsRevision;
    };
    const at = async (which: number, as = operator) =>
      (await as.get<{ items: Past[] }>(`/v1/controls/at/${which}`)).items.map(
        ({ effect, scope, target, reason, liftedReason, setByName, liftedByName, liftedAt }) => [
          [effect, scope, target, reason].join(' '),
          setByName,
          liftedReason,
          liftedByName,
          liftedAt !== null,
        ],
      );
    await say('kill', 'tool', 'pay', 'first');
    const first = await revision();
    await say('pause', 'tool', 'pay', 'paused');
    await say('restore', 'tool', 'pay', 'over');
    const between = await revision();
    await say('kill', 'tool', 'pay', 'second');
    await say('kill', 'tenant', undefined, 'all');
    const second = await revision();
    await say('restore', 'tenant', undefined, 'all over');
    const paused = ['pause tool pay paused', 'Operator', null, null, false];
    expect(await at(first)).toStrictEqual([['kill tool pay first', 'Operator', 'over', 'Operator', true]]);
    expect(await at(between)).toStrictEqual([paused]);
    expect(await at(second)).toStrictEqual([
      paused,
      ['kill tool pay second', 'Operator', null, null, false],
      ['kill tenant  all', 'Operator', 'all over', 'Operator', true],
    ]);
    expect(await at(second + 1000)).toStrictEqual([paused, ['kill tool pay second', 'Operator', null, null, false]]);
    expect(await at(second, rival!.operator)).toStrictEqual([]);
    expect((await operator.send('GET', '/v1/controls/at/-1')).status).toBe(400);
  });
});
