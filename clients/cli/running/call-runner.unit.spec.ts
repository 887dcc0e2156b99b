import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { problemFacts, WritProblem, WritUnreachable } from '../../contract/problem.js';
import { pathOf, type Parts } from '../../contract/routes.js';
import type { RecordedCall } from '../reading/call-file.js';
import { runCalls, type RunOptions } from './call-runner.js';
import type { RunTally } from './run-tally.js';

interface Sent {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

type Answer = (sent: Sent, times: number) => unknown;

const call = (session: string, seq: number, tool = 'read', result: unknown = 'fine'): RecordedCall => ({
  session,
  seq,
  tool,
  arguments: { seq },
  result,
  line: seq,
});
const problem = (status: number, code: string): Error => new WritProblem(problemFacts(status, { code }, null, 0));
const decision = (sent: Sent, verdict = 'ALLOW'): unknown => ({
  decisionId: `d ${String(sent.body['requestId'])}`,
  sessionId: String(sent.body['sessionId']),
  verdict,
  code: 'C',
  reason: 'because',
  rule: 'r',
  policy: null,
  risk: 'NONE',
  obligations: [],
  ledger: { position: 3, digest: 'd', chain: 'c', recordedAt: '2027-01-01T00:00:00.000000Z' },
});

/** Runs calls against answers given by the test; a thrown answer is what the client would throw. */
async function run(
  calls: RecordedCall[],
  answer: Answer,
  options: Partial<RunOptions> = {},
): Promise<{ tally: RunTally; sent: Sent[] }> {
  const sent: Sent[] = [];
  const times = new Map<string, number>();
  const post = (route: string, asked: object): Promise<never> => {
    const { body, ...parts } = asked as Parts & { readonly body: Sent['body'] };
    const path = pathOf(route, parts);
    const request = { path, body };
    sent.push(request);
    const key = path + JSON.stringify(body);
    times.set(key, (times.get(key) ?? 0) + 1);
    return Promise.resolve().then(() => answer(request, times.get(key) ?? 0) as never);
  };
  const sessions = new Map<string, RecordedCall[]>();
  for (const one of calls) sessions.set(one.session, [...(sessions.get(one.session) ?? []), one]);
  const quiet = { signal: new AbortController().signal, onProgress: () => undefined, onRetry: () => undefined, waitMs: () => 0 };
  const tally = await runCalls(sessions, {
    client: { post, get: () => Promise.reject(new Error('nothing waits for people')) },
    parallel: 4,
    prefix: '',
    patienceMs: 60_000,
    ...quiet,
    ...options,
  });
  return { tally, sent };
}

const isOutcome = ({ path }: Sent): boolean => path.endsWith('/outcome');

describe('running recorded calls', () => {
  it('asks in order within a session, with ids made of prefix, session and seq', async () => {
    const { sent } = await run(
      [call('a', 1), call('a', 2), call('b', 7)],
      (request) => (isOutcome(request) ? {} : decision(request)),
      { prefix: 'p-' },
    );
    const asked = sent.filter((request) => !isOutcome(request)).map(({ body }) => body);
    expect(asked.filter((body) => body['sessionId'] === 'p-a')).toStrictEqual([
      { requestId: 'p-a-1', sessionId: 'p-a', tool: 'read', arguments: { seq: 1 } },
      { requestId: 'p-a-2', sessionId: 'p-a', tool: 'read', arguments: { seq: 2 } },
    ]);
    expect(asked.filter((body) => body['sessionId'] === 'p-b').map((body) => body['requestId'])).toStrictEqual(['p-b-7']);
  });

  it('tells the outcome of calls that may run, and that the others did not', async () => {
    const verdicts = new Map([
      ['a', 'ALLOW'],
      ['d', 'DENY'],
      ['r', 'REQUIRE_APPROVAL'],
      ['m', 'MODIFY'],
      ['l', 'DEFER'],
    ]);
    const calls = [...verdicts.keys()].map((tool, n) => call('s', n, tool, tool === 'm' ? 'Error: broken' : 'fine'));
    const { sent, tally } = await run(calls, (request) =>
      isOutcome(request) ? {} : decision(request, verdicts.get(String(request.body['tool']))),
    );
    expect(sent.filter(isOutcome)).toStrictEqual([
      { path: '/v1/decisions/d%20s-0/outcome', body: { status: 'succeeded', result: 'fine' } },
      { path: '/v1/decisions/d%20s-1/outcome', body: { status: 'refused' } },
      { path: '/v1/decisions/d%20s-2/outcome', body: { status: 'refused' } },
      { path: '/v1/decisions/d%20s-3/outcome', body: { status: 'failed', error: 'Error: broken' } },
      { path: '/v1/decisions/d%20s-4/outcome', body: { status: 'refused' } },
    ]);
    expect(tally.decisions).toBe(5);
  });

  it('repeats a request that was not answered or put off, with the same request id', async () => {
    const failing: Answer = (request, times) => {
      if (times === 1) throw new WritUnreachable('gone');
      if (times === 2) throw problem(503, 'LEDGER_UNAVAILABLE');
      return isOutcome(request) ? {} : decision(request);
    };
    const { sent, tally } = await run([call('a', 1)], failing);
    expect(sent.slice(0, 3).map(({ body }) => body['requestId'])).toStrictEqual(['a-1', 'a-1', 'a-1']);
    expect(tally.retries).toBe(4);
    expect(tally.decisions).toBe(1);
  });

  it('takes 409 on an outcome for one recorded before', async () => {
    const { tally } = await run([call('a', 1)], (request) => {
      if (isOutcome(request)) throw problem(409, 'OUTCOME_ALREADY_RECORDED');
      return decision(request);
    });
    expect(tally.document(1, 1)['outcomes']).toStrictEqual({ 'already recorded': 1 });
    expect(tally.refusals).toBe(0);
  });

  it('counts a call the server will not decide, and goes on', async () => {
    const { tally } = await run([call('a', 1, '..'), call('a', 2)], (request) => {
      if (request.body['tool'] === '..') throw problem(400, 'INVALID_INPUT');
      return isOutcome(request) ? {} : decision(request);
    });
    expect(tally.document(2, 1)['refused']).toStrictEqual({ INVALID_INPUT: 1 });
    expect(tally.decisions).toBe(1);
  });

  it('does not take a refused outcome for a call that was not decided', async () => {
    const { tally } = await run([call('a', 1)], (request) => {
      if (isOutcome(request)) throw problem(413, 'BODY_TOO_LARGE');
      return decision(request);
    });
    expect([tally.attempted, tally.decisions, tally.refusals]).toStrictEqual([1, 1, 1]);
  });

  it('stops at once when the credential is not accepted', async () => {
    const refused = run([call('a', 1)], () => {
      throw problem(401, 'UNAUTHENTICATED');
    });
    await expect(refused).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('gives up when nothing was answered for as long as it has patience', async () => {
    const away: Answer = () => {
      throw new WritUnreachable('gone');
    };
    const { tally } = await run([call('a', 1), call('b', 1)], away, { patienceMs: 1000, waitMs: () => 5000 });
    expect(tally.gaveUp?.code).toBe('UNREACHABLE');
    expect(tally.attempted).toBe(0);
  });

  it('begins nothing more after it was stopped', async () => {
    const controller = new AbortController();
    const stopping: Answer = (request) => {
      controller.abort();
      return isOutcome(request) ? {} : decision(request);
    };
    const { tally, sent } = await run([call('a', 1), call('a', 2)], stopping, { signal: controller.signal });
    expect(tally.decisions).toBe(1);
    expectThat('what was begun is finished', sent.filter(isOutcome)).toHaveLength(1);
  });
});
