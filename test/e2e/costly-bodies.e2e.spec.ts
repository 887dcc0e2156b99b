import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { gzipSync } from 'node:zlib';
import { RunningWrit, type ApiProcess, type SeededTenant } from '#test/support/running-writ';
import type { Decision, Headings, WritClient } from '#test/support/writ-client';

const MEBIBYTE = 1_048_576;
/** Milliseconds that a body may add to what somebody else's decision waits, on a machine with nothing else to do. */
const MOST_MORE = 50;
/** The machine may be busy with something else in any one round, but not in all of them; what a body costs is there in each. */
const ROUNDS = 10;
const DECISIONS = 12;

/** Repeats a text up to a size, as members or elements. */
const filled = (size: number, part: (index: number) => string): string => {
  const parts: string[] = [];
  for (let length = 0; length < size; length += (parts.at(-1) as string).length + 1) parts.push(part(parts.length));
  return parts.join(',');
};
const nested = (size: number) => `${'['.repeat(size / 2)}${']'.repeat(size / 2)}`;
const named = (size: number) => filled(size, (i) => `"${i.toString(36)}":{"k${i.toString(36)}":0}`);
const entry = (id: number, more: string) =>
  `{"labels":{"id":"i"},"decision_id":"d-${id}","timestamp":"2026-11-20T09:00:00Z",${more}}`;
/** 10,000 entries of 1,600 bytes each. */
const entries = (more: string) =>
  `[${Array.from({ length: 10_000 }, (_, i) => entry(i, `"query":"${'q'.repeat(1_500)}",${more}`)).join(',')}]`;

/** How many times longer than its work something takes here now, because others use the machine as well. */
function slowness(): number {
  const worked = () => process.threadCpuUsage().user / 1_000;
  const [began, before_] = [performance.now(), worked()];
  while (worked() - before_ < 50);
  return Math.max(1, (performance.now() - began) / 50);
}

interface Attack {
  readonly path: string;
  readonly body: string;
  /** Sent as gzip. */
  readonly isPacked?: boolean;
  /** Without a credential. */
  readonly isStranger?: boolean;
  /** Of an operator; agents ask everything else. */
  readonly isOperators?: boolean;
}

const attacks: Readonly<Record<string, Attack>> = {
  'a status of lists in lists': {
    path: '/v1/opa/status',
    body: `{"labels":{"id":"i"},"bundles":${nested(0.99 * MEBIBYTE)}}`,
    isPacked: true,
  },
  'a log entry of lists in lists': {
    path: '/v1/opa/logs',
    body: `[${entry(0, `"input":${nested(15 * MEBIBYTE)}`)}]`,
    isPacked: true,
  },
  'ten thousand entries that are refused late': {
    path: '/v1/opa/logs',
    body: entries('"input":{"n":1e300}'),
    isPacked: true,
  },
  'a full batch of good calls': {
    path: '/v1/decisions/batch',
    body: `[${Array.from({ length: 950 }, (_, i) => `{"sessionId":"s-${i % 9}","tool":"pay","arguments":{${named(900)}}}`).join(',')}]`,
  },
  'a decision of lists in lists': { path: '/v1/decisions', body: nested(MEBIBYTE) },
  'a history of rows with much in them': {
    path: '/v1/replay-histories?format=opa-decision-log',
    body: Array.from({ length: 15_000 }, (_, i) => `${entry(i, `"input":{${named(1_000)}},"result":true`)}`).join('\n'),
    isPacked: true,
    isOperators: true,
  },
  'a policy with data of lists in lists': {
    path: '/v1/policy-checks',
    body: `{"modules":{"p.rego":"package p"},"data":{"l":${nested(0.99 * MEBIBYTE)}}}`,
    isOperators: true,
  },
  'variables of names, by a stranger': {
    path: '/graphql',
    body: `{"query":"{ __typename }","variables":{${named(MEBIBYTE - 100)}}}`,
    isStranger: true,
  },
};

describe('a body that is costly to read', () => {
  let writ: RunningWrit;
  let attacked: ApiProcess;
  let attacker: SeededTenant;
  let victim: SeededTenant;
  beforeAll(async () => {
    writ = await RunningWrit.start({ worker: false });
    const owner = await writ.owner();
    [attacker, victim] = [await writ.seedTenant(owner), await writ.seedTenant(owner)];
    attacked = await writ.startApiProcess();
  });
  afterAll(() => writ.close());

  /** How many decisions of the victim were made, one after another, and the longest that one of them took, in milliseconds. */
  async function decided(isOver: (asked: number) => boolean): Promise<{ asked: number; longest: number }> {
    const agent = victim.agent.at(attacked.url);
    let [asked, most] = [0, 0];
    for (; !isOver(asked); asked += 1) {
      const began = performance.now();
      await agent.post<Decision>('/v1/decisions', { sessionId: 's', tool: 'pay', arguments: {} });
      most = Math.max(most, performance.now() - began);
    }
    return { asked, longest: most };
  }

  for (const [what, { path, body, isPacked = false, isStranger = false, isOperators = false }] of Object.entries(attacks))
    it(`keeps nobody else waiting: ${what}`, async () => {
      const sent = isPacked ? gzipSync(body) : Buffer.from(body);
      expectThat(`${sent.length} bytes`, sent.length).toBeLessThanOrEqual(MEBIBYTE);
      const headers: Headings = {
        'content-type': /batch$|histories/.test(path) ? 'application/x-ndjson' : 'application/json',
        ...(isPacked && { 'content-encoding': 'gzip' }),
        ...(isStranger && { authorization: '' }),
      };
      const caller: WritClient = (isOperators ? attacker.operator : attacker.agent).at(attacked.url);
      const rounds: string[] = [];
      // A process that has not decided yet is slow by itself: what is compared is warm on both sides.
      await decided((asked) => asked >= DECISIONS);
      for (let round = 0; round < ROUNDS; round += 1) {
        let isAnswered = false;
        const attack = caller.send('POST', path, sent, headers).finally(() => (isAnswered = true));
        const meanwhile = await decided((asked) => isAnswered && asked >= DECISIONS);
        const { status } = await attack;
        expectThat(`answered ${status}`, status).toBeLessThan(500);
        const alone = await decided((asked) => asked === meanwhile.asked);
        rounds.push(`${Math.round(meanwhile.longest)} instead of ${Math.round(alone.longest)} ms`);
        if (meanwhile.longest <= alone.longest + MOST_MORE * slowness()) break;
      }
      console.info(`${sent.length} bytes; the longest decision took ${rounds.join(', ')}`);
      expectThat('in every round somebody waited too long', rounds.length).toBeLessThan(ROUNDS);
    });
});
