import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { after, before, beforeEach, describe, it } from 'node:test';
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
before(async () => void (server = await ScriptedServer.start()));
after(() => server.close());
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
        await assert.rejects(writ.decide({ sessionId: 's', tool: 't', arguments: held }), {
          name: 'NotSent',
          code: 'INVALID_INPUT',
        });
        await assert.rejects(writ.decide({ ...question, context: held }), { name: 'NotSent' });
        await assert.rejects(writ.decideBatch([question, { ...question, arguments: held }]), {
          message: /^request 1 .*; nothing was sent$/,
        });
        await assert.rejects(writ.recordOutcome('d-1', { status: 'succeeded', result: held }), { name: 'NotSent' });
      }
      if (value !== undefined)
        await assert.rejects(writ.recordOutcome('d-1', { status: 'succeeded', result: value as never }), { name: 'NotSent' });
    }
    assert.equal(server.seen.length, 0);
  });

  it('are not what was left out', async () => {
    server.replies = [json(200, decision)];
    await client().writ.decide({ ...question, context: undefined, requestId: undefined } as never);
    assert.deepEqual(Object.keys(JSON.parse(server.seen[0]?.body ?? '') as object).sort(), [
      'arguments',
      'requestId',
      'sessionId',
      'tool',
    ]);
  });
});

describe('asking for a decision', () => {
  it('gives the typed answer, with the key in the header and nowhere else', async () => {
    server.replies = [json(200, decision)];
    const answer = await client().writ.decide(question);
    assert.deepEqual([answer.verdict, answer.ledger.position, answer.obligations], ['ALLOW', 7, [{ log: true }]]);
    const [{ method, path, headers, body } = assert.fail()] = server.seen;
    assert.deepEqual([method, path, headers.authorization], ['POST', '/v1/decisions', `Bearer ${KEY}`]);
    assert.ok(!body.includes(KEY) && !path.includes(KEY));
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
    assert.deepEqual(clock.waits, [1_000, 2_000, 9_000]);
    const ids = new Set(server.seen.map(({ body }) => (JSON.parse(body) as { requestId: string }).requestId));
    assert.equal(server.seen.length, 4);
    assert.ok(ids.size === 1 && [...ids][0]?.length === 36);
    server.replies = [json(200, decision)];
    await writ.decide({ ...question, requestId: 'mine' });
    assert.equal((JSON.parse(server.seen.at(-1)?.body ?? '') as { requestId: string }).requestId, 'mine');
  });

  it('ends with the last problem when the deadline is near, or waiting is asked for longer', async () => {
    server.replies = [problem(503, 'LEDGER_UNAVAILABLE')];
    const { clock, writ } = client({ deadlineMs: 10_000 });
    await assert.rejects(writ.decide(question), (error) => error instanceof WritProblem && error.attempts === 4);
    assert.deepEqual(clock.waits, [1_000, 2_000, 4_000]);
    server.replies = [problem(503, 'LEDGER_UNAVAILABLE', { 'retry-after': '600' })];
    await assert.rejects(writ.decide(question), (error) => error instanceof WritProblem && error.retryAfterMs === 600_000);
    assert.equal(clock.waits.length, 3);
  });

  it('that is refused is not repeated, and says code, status and request id', async () => {
    server.replies = [problem(409, 'SESSION_CLOSED')];
    const { writ } = client();
    await assert.rejects(writ.decide(question), (error) => {
      assert.ok(error instanceof WritProblem);
      assert.deepEqual([error.code, error.status, error.requestId, error.attempts], ['SESSION_CLOSED', 409, 'req-1', 1]);
      assert.ok(!error.isTemporary && error.message.includes('req-1') && !JSON.stringify(error).includes(KEY));
      return true;
    });
    assert.equal(server.seen.length, 1);
    server.replies = [(response) => response.writeHead(500, { 'x-request-id': 'req-2' }).end('<html>')];
    await assert.rejects(writ.decide(question), { code: 'HTTP_500', requestId: 'req-2' });
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
      await assert.rejects(writ.decide(question), UnexpectedAnswer);
      assert.equal(server.seen.length, 1);
    }
    server.replies = [(response) => response.writeHead(200).end('{')];
    await assert.rejects(writ.decide(question), UnexpectedAnswer);
  });

  it('has a time limit, can be given up, and follows no redirect', async () => {
    server.replies = [silence];
    await assert.rejects(client({ timeoutMs: 50, deadlineMs: 60 }).writ.decide(question), /no answer in time/);
    const giveUp = new AbortController();
    const asked = client().writ.decide(question, { signal: giveUp.signal });
    giveUp.abort();
    await assert.rejects(asked, WritUnreachable);
    server.replies = [(response) => response.writeHead(307, { location: `${server.url}/elsewhere` }).end()];
    await assert.rejects(client({ deadlineMs: 1 }).writ.decide(question), WritUnreachable);
    assert.ok(server.seen.every(({ path }) => path === '/v1/decisions'));
  });

  it('uses the key as it is at that moment', async () => {
    let key = 'old';
    server.replies = [json(200, decision)];
    const { writ } = client({ agentKey: () => key });
    await writ.decide(question);
    key = 'new';
    await writ.decide(question);
    assert.deepEqual(
      server.seen.map(({ headers }) => headers.authorization),
      ['Bearer old', 'Bearer new'],
    );
  });
});

describe('a batch', () => {
  it('gives answers in order, and one that is refused fails alone', async () => {
    const refused = { code: 'SESSION_CLOSED', status: 409, detail: 'closed', requestId: 'req-3' };
    server.replies = [json(200, { items: [decision, refused] })];
    const [first, second] = await client().writ.decideBatch([question, { ...question, requestId: 'mine' }]);
    assert.ok(first?.ok && first.decision.verdict === 'ALLOW');
    assert.ok(second && !second.ok && second.problem.code === 'SESSION_CLOSED' && second.problem.requestId === 'req-3');
    const sent = JSON.parse(server.seen[0]?.body ?? '') as { requestId: string }[];
    assert.deepEqual([sent[0]?.requestId.length, sent[1]?.requestId], [36, 'mine']);
  });
});

describe('an outcome', () => {
  it('is recorded once, also when the first answer was lost', async () => {
    server.replies = [json(200, outcome)];
    const { writ } = client();
    assert.equal((await writ.recordOutcome('d-1', { status: 'succeeded' })).ledger.position, 7);
    const recorded = json(409, { code: 'OUTCOME_ALREADY_RECORDED', ledger });
    server.replies = [recorded];
    await assert.rejects(writ.recordOutcome('d-1', { status: 'failed' }), { code: 'OUTCOME_ALREADY_RECORDED' });
    server.replies = [hangUp, recorded];
    assert.deepEqual(await writ.recordOutcome('d-1', { status: 'succeeded' }), outcome);
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
    assert.deepEqual(await writ.pullPlan('p'), { etag: '"e1"', answer: plan });
    server.replies = [(response) => response.writeHead(304, { etag: '"e1"' }).end()];
    assert.equal(await writ.pullPlan('p', { etag: '"e1"', waitSeconds: 1_000 }), undefined);
    const [first, second] = server.seen;
    assert.deepEqual(
      [first?.path, first?.headers['if-none-match'], first?.headers['prefer']],
      ['/v1/policy-plans/p', undefined, undefined],
    );
    assert.deepEqual([second?.headers['if-none-match'], second?.headers['prefer']], ['"e1"', 'wait=60']);
    server.replies = [problem(503, 'POLICY_UNUSABLE')];
    await assert.rejects(writ.pullPlan('p'), WritProblem);
    assert.equal(server.seen.length, 3);
  });

  it('a log is sent once and as it is', async () => {
    const { writ } = client();
    const answer = { accepted: 1, duplicates: 0, refused: [] };
    server.replies = [json(200, answer)];
    assert.deepEqual(await writ.sendDecisionLog(gzipSync('[]')), answer);
    assert.equal(server.seen[0]?.headers['content-encoding'], 'gzip');
    server.replies = [hangUp];
    await assert.rejects(writ.sendDecisionLog(gzipSync('[]')), WritUnreachable);
    assert.equal(server.seen.length, 2);
  });
});
