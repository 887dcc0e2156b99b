import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { rejectionOf } from '#libs/testing';
import type { Clock } from './local/clock.js';
import type { ConnectionOptions } from './connection.js';
import { UnexpectedAnswer, WritProblem, WritUnreachable } from '../contract/problem.js';
import { hangUp, json, problem, ScriptedServer, silence } from './testing/scripted-server.js';
import { WritClient } from './writ-client.js';

const ledger = { position: 7, digest: 'd', chain: 'c', recordedAt: '2027-01-01T00:00:00.000Z' };
const decision = {
  decisionId: 'd-1',
  sessionId: 's',
  verdict: 'ALLOW',
  code: 'ALLOWED',
  reason: 'fine',
  rule: 'r',
  policy: { id: 'p', revision: 1, digest: 'x' },
  risk: 'LOW',
  obligations: [{ log: true }],
  ledger,
};
const outcome = { decisionId: 'd-1', status: 'succeeded', ledger };
const question = { sessionId: 's', tool: 't', arguments: { a: 1 } };
const KEY = 'wrk_secret';

let server: ScriptedServer;
beforeAll(async () => void (server = await ScriptedServer.start()));
afterAll(() => server.close());
beforeEach(() => {
  server.seen.length = 0;
});

/** A clock that jumps: waiting takes no time, and what was waited for is known. */
function jumpingClock(): Clock & { readonly waits: number[] } {
  const waits: number[] = [];
  let now = 0;
  return {
    waits,
    now: () => now,
    wait: (ms) => {
      waits.push(ms);
      now += ms;
      return Promise.resolve();
    },
  };
}

function client(options: Partial<ConnectionOptions> = {}) {
  const clock = jumpingClock();
  return { clock, writ: new WritClient({ url: `${server.url}/`, agentKey: KEY, clock, random: () => 0.5, ...options }) };
}

describe('values that are no JSON', () => {
  const loop: Record<string, unknown> = {};
  loop['self'] = loop;
  // oxlint-disable-next-line no-sparse-arrays
  const holes = [1, , 3];
  const values: unknown[] = [
    Number.NaN,
    Infinity,
    -Infinity,
    2 ** 53,
    undefined,
    null,
    new Map([['a', 1]]),
    new Set([1]),
    new Date(0),
    /x/,
    new (class Own {})(),
    Object.create({ a: 1 }),
    () => 1,
    Symbol('x'),
    10n,
    loop,
    holes,
    { toJSON: () => 1 },
    JSON.parse('{"__proto__":1}'),
    '\ud800',
    { ['\udc00']: 1 },
    Buffer.from('x'),
    new Number(1),
    new Error('x'),
    { [Symbol('x')]: 1 },
  ];

  it('are refused before anything is sent, wherever they stand', async () => {
    const { writ } = client();
    for (const value of values.filter((each) => each !== null)) {
      for (const held of [{ value }, { deep: [{ value }] }] as never[]) {
        await expect(writ.decide({ sessionId: 's', tool: 't', arguments: held })).rejects.toMatchObject({
          name: 'NotSent',
          code: 'INVALID_INPUT',
        });
        await expect(writ.decide({ ...question, context: held })).rejects.toMatchObject({ name: 'NotSent' });
        await expect(writ.decideBatch([question, { ...question, arguments: held }])).rejects.toMatchObject({
          message: expect.stringMatching(/^request 1 .*; nothing was sent$/),
        });
        await expect(writ.recordOutcome('d-1', { status: 'succeeded', result: held })).rejects.toMatchObject({ name: 'NotSent' });
      }
      if (value !== undefined)
        await expect(writ.recordOutcome('d-1', { status: 'succeeded', result: value as never })).rejects.toMatchObject({
          name: 'NotSent',
        });
    }
    expect(server.seen).toHaveLength(0);
  });

  it('are not what was left out', async () => {
    server.replies = [json(200, decision)];
    await client().writ.decide({ ...question, context: undefined, requestId: undefined } as never);
    expect(Object.keys(JSON.parse(server.seen[0]?.body ?? '') as object).sort()).toStrictEqual([
      'arguments',
      'requestId',
      'sessionId',
      'tool',
    ]);
  });
});

async function problemOf(writ: WritClient): Promise<WritProblem> {
  const error = await rejectionOf(writ.decide(question));
  assert(error instanceof WritProblem);
  return error;
}

describe('asking for a decision', () => {
  it('gives the typed answer, with the key in the header and nowhere else', async () => {
    server.replies = [json(200, decision)];
    const answer = await client().writ.decide(question);
    expect([answer.verdict, answer.ledger.position, answer.obligations]).toStrictEqual(['ALLOW', 7, [{ log: true }]]);
    const [{ method, path, headers, body } = assert.fail()] = server.seen;
    expect([method, path, headers.authorization]).toStrictEqual(['POST', '/v1/decisions', `Bearer ${KEY}`]);
    expect(!body.includes(KEY) && !path.includes(KEY)).toBe(true);
  });

  it('is repeated under one request id while Writ is away, after growing pauses', async () => {
    server.replies = [
      hangUp,
      problem(503, 'LEDGER_UNAVAILABLE'),
      problem(429, 'RATE_LIMITED', { 'retry-after': '9' }),
      json(200, decision),
    ];
    const { clock, writ } = client();
    await writ.decide(question);
    expect(clock.waits).toStrictEqual([1_000, 2_000, 9_000]);
    const ids = new Set(server.seen.map(({ body }) => (JSON.parse(body) as { requestId: string }).requestId));
    expect(server.seen).toHaveLength(4);
    expect(ids.size === 1 && [...ids][0]?.length === 36).toBe(true);
    server.replies = [json(200, decision)];
    await writ.decide({ ...question, requestId: 'mine' });
    expect((JSON.parse(server.seen.at(-1)?.body ?? '') as { requestId: string }).requestId).toBe('mine');
  });

  it('ends with the last problem when the deadline is near, or waiting is asked for longer', async () => {
    server.replies = [problem(503, 'LEDGER_UNAVAILABLE')];
    const { clock, writ } = client({ deadlineMs: 10_000 });
    expect((await problemOf(writ)).attempts).toBe(4);
    expect(clock.waits).toStrictEqual([1_000, 2_000, 4_000]);
    server.replies = [problem(503, 'LEDGER_UNAVAILABLE', { 'retry-after': '600' })];
    expect((await problemOf(writ)).retryAfterMs).toBe(600_000);
    expect(clock.waits).toHaveLength(3);
  });

  it('that is refused is not repeated, and says code, status and request id', async () => {
    server.replies = [problem(409, 'SESSION_CLOSED')];
    const { writ } = client();
    const error = await problemOf(writ);
    expect([error.code, error.status, error.requestId, error.attempts]).toStrictEqual(['SESSION_CLOSED', 409, 'req-1', 1]);
    expect(error.isTemporary).toBe(false);
    expect(error.message).toContain('req-1');
    expect(JSON.stringify(error)).not.toContain(KEY);
    expect(server.seen).toHaveLength(1);
    server.replies = [(response) => response.writeHead(500, { 'x-request-id': 'req-2' }).end('<html>')];
    await expect(writ.decide(question)).rejects.toMatchObject({ code: 'HTTP_500', requestId: 'req-2' });
  });

  it('is not understood when the answer is another, and not repeated', async () => {
    const { writ } = client();
    for (const reply of [
      json(200, { ...decision, verdict: 'YES' }),
      json(200, null),
      json(200, { ...decision, obligations: undefined }),
    ]) {
      server.replies = [reply];
      server.seen.length = 0;
      await expect(writ.decide(question)).rejects.toThrow(UnexpectedAnswer);
      expect(server.seen).toHaveLength(1);
    }
    server.replies = [(response) => response.writeHead(200).end('{')];
    await expect(writ.decide(question)).rejects.toThrow(UnexpectedAnswer);
  });

  it('has a time limit, can be given up, and follows no redirect', async () => {
    server.replies = [silence];
    await expect(client({ timeoutMs: 50, deadlineMs: 60 }).writ.decide(question)).rejects.toThrow(/no answer in time/);
    const giveUp = new AbortController();
    const asked = client().writ.decide(question, { signal: giveUp.signal });
    giveUp.abort();
    await expect(asked).rejects.toThrow(WritUnreachable);
    server.replies = [(response) => response.writeHead(307, { location: `${server.url}/elsewhere` }).end()];
    await expect(client({ deadlineMs: 1 }).writ.decide(question)).rejects.toThrow(WritUnreachable);
    expect(server.seen.every(({ path }) => path === '/v1/decisions')).toBe(true);
  });

  it('uses the key as it is at that moment', async () => {
    let key = 'old';
    server.replies = [json(200, decision)];
    const { writ } = client({ agentKey: () => key });
    await writ.decide(question);
    key = 'new';
    await writ.decide(question);
    expect(server.seen.map(({ headers }) => headers.authorization)).toStrictEqual(['Bearer old', 'Bearer new']);
  });
});

describe('a batch', () => {
  it('gives answers in order, and one that is refused fails alone', async () => {
    const refused = { code: 'SESSION_CLOSED', status: 409, detail: 'closed', requestId: 'req-3' };
    server.replies = [json(200, { items: [decision, refused] })];
    const [first, second] = await client().writ.decideBatch([question, { ...question, requestId: 'mine' }]);
    expect(first?.ok && first.decision.verdict === 'ALLOW').toBeTruthy();
    expect(second && !second.ok && second.problem.code === 'SESSION_CLOSED' && second.problem.requestId === 'req-3').toBeTruthy();
    const sent = JSON.parse(server.seen[0]?.body ?? '') as { requestId: string }[];
    expect([sent[0]?.requestId.length, sent[1]?.requestId]).toStrictEqual([36, 'mine']);
  });
});

describe('an outcome', () => {
  it('is recorded once, also when the first answer was lost', async () => {
    server.replies = [json(200, outcome)];
    const { writ } = client();
    expect((await writ.recordOutcome('d-1', { status: 'succeeded' })).ledger.position).toBe(7);
    const recorded = json(409, { code: 'OUTCOME_ALREADY_RECORDED', ledger });
    server.replies = [recorded];
    await expect(writ.recordOutcome('d-1', { status: 'failed' })).rejects.toMatchObject({ code: 'OUTCOME_ALREADY_RECORDED' });
    server.replies = [hangUp, recorded];
    expect(await writ.recordOutcome('d-1', { status: 'succeeded' })).toStrictEqual(outcome);
  });
});

describe('pulling and reporting', () => {
  const digest = 'a'.repeat(64);
  const policy = {
    id: 'p',
    revision: 2,
    digest,
    planDigest: digest,
    dataDigest: digest,
    entrypoint: 'writ/decision',
    signature: null,
  };
  const plan = { policy, plan: '', data: '', envelope: null };

  it('a plan says what is known and how long to wait, and is asked for once', async () => {
    const { writ } = client();
    server.replies = [json(200, plan, { etag: '"e1"' })];
    expect(await writ.pullPlan('p')).toStrictEqual({ etag: '"e1"', answer: plan });
    server.replies = [(response) => response.writeHead(304, { etag: '"e1"' }).end()];
    expect(await writ.pullPlan('p', { etag: '"e1"', waitSeconds: 1_000 })).toBeUndefined();
    const [first, second] = server.seen;
    expect([first?.path, first?.headers['if-none-match'], first?.headers['prefer']]).toStrictEqual([
      '/v1/policy-plans/p',
      undefined,
      undefined,
    ]);
    expect([second?.headers['if-none-match'], second?.headers['prefer']]).toStrictEqual(['"e1"', 'wait=60']);
    server.replies = [problem(503, 'POLICY_UNUSABLE')];
    await expect(writ.pullPlan('p')).rejects.toThrow(WritProblem);
    expect(server.seen).toHaveLength(3);
  });

  it('a log is sent once and as it is', async () => {
    const { writ } = client();
    const answer = { accepted: 1, duplicates: 0, refused: [] };
    server.replies = [json(200, answer)];
    expect(await writ.sendDecisionLog(gzipSync('[]'))).toStrictEqual(answer);
    expect(server.seen[0]?.headers['content-encoding']).toBe('gzip');
    server.replies = [hangUp];
    await expect(writ.sendDecisionLog(gzipSync('[]'))).rejects.toThrow(WritUnreachable);
    expect(server.seen).toHaveLength(2);
  });
});
