import { Agent, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { eventually } from '#test/support/conditions';
import { always, publishPolicy, RunningWrit, type ApiProcess, type SeededTenant } from '#test/support/running-writ';

const CLIENTS = 64;

interface Tally {
  answered: number;
  /** What broke, or was answered otherwise than 200. */
  readonly lost: string[];
  /** Answers that said that their connection closes. */
  closing: number;
}

describe('a rolling restart', () => {
  let writ: RunningWrit;
  let acme: SeededTenant;
  beforeAll(async () => {
    writ = await RunningWrit.start({ worker: false, env: { WRIT_DRAIN_MS: '1500' } });
    acme = await writ.seedTenant(await writ.owner());
    await publishPolicy(acme.operator, 'gate', always('ALLOW'));
  });
  afterAll(() => writ.close());

  it('under clients that keep their connections loses no request and resets no connection', async () => {
    const started = await Promise.all(Array.from({ length: 4 }, () => writ.startApiProcess()));
    const serving = new Set<ApiProcess>(started.slice(0, 2));
    const tally: Tally = { answered: 0, lost: [], closing: 0 };
    let isOver = false;
    const clients = Array.from({ length: CLIENTS }, (_, n) =>
      ask(
        n,
        () => [...serving].map(({ url }) => url),
        tally,
        () => isOver,
      ),
    );
    const restarting = (async () => {
      for (const [index, old] of [...serving].entries()) {
        serving.add(started[2 + index] as ApiProcess);
        const enough = tally.answered + CLIENTS;
        await eventually('everybody is at work', () => tally.answered > enough, 60_000);
        process.kill(old.pid, 'SIGTERM');
        const { status, body } = await stoppingReadiness(old.url);
        expect([status, body]).toStrictEqual([503, { status: 'stopping', checks: {} }]);
        serving.delete(old);
        expect(await old.ended).toStrictEqual({ code: 0, signal: null });
      }
    })();
    await restarting.finally(() => (isOver = true));
    await Promise.all(clients);
    expectThat(tally.lost.slice(0, 5).join('\n'), tally.lost).toHaveLength(0);
    expectThat('clients were told to go elsewhere', tally.closing).toBeGreaterThan(0);
    console.info(`${tally.answered} answered, ${tally.closing} of them closed their connection, ${tally.lost.length} lost`);
  });

  /** One client with one connection at a time, which it keeps as long as it may; where it goes next is for a balancer to say. */
  async function ask(n: number, balanced: () => readonly string[], tally: Tally, isOver: () => boolean): Promise<void> {
    let agent = new Agent({ keepAlive: true, maxSockets: 1 });
    let url = balanced()[n % balanced().length] as string;
    for (let i = 0; !isOver(); i += 1) {
      try {
        const { status, closes } = await decide(agent, url, acme.agent.token as string, `s-${n}-${i}`);
        if (status !== 200) tally.lost.push(`${status}`);
        tally.answered += 1;
        if (!closes) continue;
        tally.closing += 1;
      } catch (error) {
        tally.lost.push(String(error));
      }
      agent.destroy();
      agent = new Agent({ keepAlive: true, maxSockets: 1 });
      url = balanced()[(n + i) % balanced().length] as string;
    }
    agent.destroy();
  }
});

function decide(agent: Agent, url: string, token: string, sessionId: string): Promise<{ status: number; closes: boolean }> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const sent = request(`${url}/v1/decisions`, { method: 'POST', agent, headers }, (answer) => {
      answer.resume().on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, closes: answer.headers.connection === 'close' }));
    });
    sent.on('error', reject);
    sent.end(JSON.stringify({ sessionId, tool: 'pay', arguments: {} }));
  });
}

/** As a balancer sees it, which asks over connections of its own. */
function stoppingReadiness(url: string): Promise<{ status: number; body: unknown }> {
  return eventually('readiness is down', async () => {
    const answer = await fetch(`${url}/readyz`, { headers: { connection: 'close' } });
    return answer.status === 503 ? { status: answer.status, body: (await answer.json()) as unknown } : undefined;
  }) as Promise<{ status: number; body: unknown }>;
}
