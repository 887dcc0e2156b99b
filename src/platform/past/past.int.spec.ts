import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import { newId } from '#libs/event-ids';
import { expectThat } from '#libs/testing';
import { eventually } from '#test/support/conditions';
import { always, publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import { ToldStory, TURNS } from '#test/support/told-story';
import type { WritClient } from '#test/support/writ-client';

interface Page {
  readonly items: readonly Record<string, unknown>[];
}

describe('what is looked at as it was', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let acme: SeededTenant;
  beforeAll(async () => {
    writ = await RunningWrit.start({ env: { WRIT_AS_OF_EVENTS: '60' } });
    owner = await writ.owner();
    acme = await writ.seedTenant(owner);
  });
  afterAll(() => writ.close());

  const headOf = async (by: WritClient) => (await by.get<{ position: number }>('/v1/ledger/head')).position;
  const idsAsOf = async (by: WritClient, list: string, asOf: number | string) =>
    (await by.get<Page>(`/v1/${list}asOf=${encodeURIComponent(asOf)}`)).items.map(({ id }) => id);

  /** What everything answers while the ledger ends at one position; looked at again when it grew meanwhile. */
  async function liveAt(by: WritClient, story: ToldStory): Promise<{ position: number; answers: [string, unknown][] }> {
    for (;;) {
      const position = await headOf(by);
      const seen = { 'writ-min-position': String(position) };
      const answers = await inTurns(await story.paths(), async (path): Promise<[string, unknown]> => [
        path,
        told(await by.send('GET', path, undefined, seen)),
      ]);
      if ((await headOf(by)) === position) return { position, answers };
    }
  }

  it('is what was answered when the ledger ended there, whatever happened', async () => {
    const turns = fc.array(fc.constantFrom(...TURNS), { minLength: 20, maxLength: 24 });
    await fc.assert(
      fc.asyncProperty(turns, async (happened) => {
        const tenant = await writ.seedTenant(owner);
        const story = await ToldStory.begin(tenant);
        const recorded = [];
        for (const [number, turn] of happened.entries()) {
          await story.take(turn, number);
          if (number % 5 === 4) recorded.push(await liveAt(tenant.operator, story));
        }
        for (const { position, answers } of recorded)
          await inTurns(answers, async ([path, answer]) => {
            const asked = `${path}&asOf=${position}`.replace('?&', '?');
            expectThat(asked, told(await tenant.operator.send('GET', asked))).toStrictEqual(answer);
          });
      }),
      { numRuns: 1, endOnFailure: true },
    );
  });

  it('is asked for by position and by time, from nothing on', async () => {
    const start = await headOf(acme.operator);
    await writ.registerAgent(acme.operator, 'agent-2');
    const events = await writ.store.readLedger(acme.id, start, 10);
    const [before, after] = [events[0]?.at as string, events.at(-1)?.at as string];
    const asked = new Map<number | string, readonly string[]>([
      [0, []],
      ['2001-01-01T00:00:00Z', []],
      [start, ['agent-1']],
      [before, ['agent-1']],
      [before.replace('Z', '+00:00'), ['agent-1']],
      [after, ['agent-1', 'agent-2']],
      [await headOf(acme.operator), ['agent-1', 'agent-2']],
    ]);
    for (const [asOf, ids] of asked) expectThat(String(asOf), await idsAsOf(acme.operator, 'agents?', asOf)).toStrictEqual(ids);
    const [ofBefore] = (await acme.operator.get<Page>(`/v1/agents?asOf=${start}`)).items;
    await acme.operator.post('/v1/agents/agent-1/keys/rotate');
    expectThat(
      'what comes later changes nothing',
      (await acme.operator.get<Page>(`/v1/agents?asOf=${start}`)).items,
    ).toStrictEqual([ofBefore]);
  });

  it('goes on page by page, as of then', async () => {
    const position = await headOf(acme.operator);
    const all = await idsAsOf(acme.operator, 'agents?', position);
    await writ.registerAgent(acme.operator, 'agent-3');
    const seen: unknown[] = [];
    let cursor: string | null | undefined;
    do {
      const from = cursor === undefined ? '' : `&cursor=${cursor}`;
      const page = await acme.operator.get<Page & { nextCursor: string | null }>(`/v1/agents?limit=1&asOf=${position}${from}`);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toStrictEqual(all);
  });

  it('is an argument of the field in GraphQL, beside its filter', async () => {
    const position = await headOf(acme.operator);
    const { pin } = await pinned(acme.operator);
    const query = `query ($when: String!) {
      agents(asOf: $when, first: 1) { nodes { id } }
      controls(asOf: $when, first: 5) { nodes { reason } }
      pins(asOf: $when) { pin }
      now: pins { pin }
      approvals(asOf: $when, filter: { state: pending }) { nodes { id } }
      incident(asOf: $when, incident: "${crypto.randomUUID()}") { id }
    }`;
    const asked = { query, variables: { when: String(position) } };
    const seen = { 'writ-min-position': String(await headOf(acme.operator)) };
    const { data } = await acme.operator.post<{ data: unknown }>('/graphql', asked, seen);
    expect(data).toStrictEqual({
      agents: { nodes: [{ id: 'agent-1' }] },
      controls: { nodes: [] },
      pins: [],
      now: [{ pin }],
      approvals: { nodes: [] },
      incident: null,
    });
  });

  it('goes by the clock of then: what expired since still held', async () => {
    const { operator } = acme;
    jest.useFakeTimers({ doNotFake: [...EVERYTHING_BUT_THE_DATE] });
    try {
      const expires = Date.now() + 5_000;
      const { ledger } = await pinned(operator, new Date(expires));
      jest.setSystemTime(expires + 60_000);
      const holds = (asOf: number | string) => idsAsOf(operator, 'pins?', asOf).then((pins) => pins.length);
      const times = [expires - 1, expires, expires + 1_000].map((at) => new Date(at).toISOString());
      const seen = [await holds(ledger.position - 1), await holds(ledger.position), ...(await Promise.all(times.map(holds)))];
      expect(seen).toStrictEqual([1, 2, 2, 1, 1]);
    } finally {
      jest.useRealTimers();
    }
  });

  it('is refused where nobody can know it, where it is no place, and to whom it is not for', async () => {
    const head = await headOf(acme.operator);
    const refused = async (by: WritClient, asOf: string, path = '/v1/agents') =>
      (await by.refused('GET', `${path}?asOf=${asOf}`)).code;
    for (const asOf of [`${head + 1_000}`, `${Number.MAX_SAFE_INTEGER}`, '2999-01-01T00:00:00Z'])
      expectThat(asOf, await refused(acme.operator, asOf)).toBe('AS_OF_BEYOND_LEDGER');
    const hostile = [
      '',
      '-1',
      '1.5',
      '1e3',
      '0x1',
      '01',
      ' 1',
      '1;drop',
      'now',
      '9007199254740992',
      '2026-02-30T00:00:00Z',
      'x'.repeat(65),
    ];
    for (const asOf of [...hostile.map(encodeURIComponent), '1&asOf=2', '%00'])
      expectThat(asOf, await refused(acme.operator, asOf)).toBe('INVALID_INPUT');
    for (const path of ['/v1/usage', '/v1/projections'])
      for (const asOf of ['1', 'now'])
        expectThat(`${path} without a past`, await refused(acme.operator, asOf, path)).toBe('AS_OF_NOT_TOLD');
    const agent = await writ.registerAgent(acme.operator, 'agent-own');
    await agent.decide('s-own', 'pay');
    for (const path of ['/v1/sessions/s-own', '/v1/sessions/s-own/labels'])
      expectThat(path, await refused(agent, '1', path)).toBe('FORBIDDEN');
    expectThat('of many tenants at once', await refused(owner, '1', '/v1/controls')).toBe('INVALID_INPUT');
  });

  it('is told of the own tenant alone, also to many at once', async () => {
    const others = await Promise.all([writ.seedTenant(owner), writ.seedTenant(owner)]);
    for (const [index, { operator }] of others.entries()) await writ.registerAgent(operator, `only-${index}`);
    const heads = await Promise.all(others.map(({ operator }) => headOf(operator)));
    const looks = [0, 1, 2, 3, 4, 5].flatMap(() =>
      others.map(({ operator }, index) => idsAsOf(operator, 'agents?', heads[index] as number)),
    );
    const earlier = others.map(({ operator }, index) => idsAsOf(operator, 'agents?', (heads[index] as number) - 2));
    for (const [index, ids] of (await Promise.all(looks)).entries()) expect(ids).toStrictEqual(['agent-1', `only-${index % 2}`]);
    for (const ids of await Promise.all(earlier)) expect(ids).toStrictEqual(['agent-1']);
    const [mine, theirs] = others as [SeededTenant, SeededTenant];
    await mine.agent.decide('s-mine', 'pay');
    const position = await headOf(theirs.operator);
    for (const path of ['/v1/sessions/s-mine', '/v1/sessions/s-mine/labels'])
      expectThat(path, (await theirs.operator.refused('GET', `${path}?asOf=${position}`)).code).toBe('SESSION_NOT_FOUND');
  });

  it('turns away who asks for more at once than there is room for', async () => {
    const asked = Array.from({ length: 40 }, () => acme.operator.send('GET', '/v1/agents?asOf=5'));
    const codes = new Set((await Promise.all(asked)).map(({ status, body }) => [status, body['code']].join(' ')));
    expect([...codes].filter((code) => !code.startsWith('200'))).toStrictEqual(['503 OVERLOADED']);
  });

  it('is told while the list of now is made anew', async () => {
    const position = await headOf(acme.operator);
    const ids = await idsAsOf(acme.operator, 'agents?', position);
    await writ.stopWorker();
    const database = new pg.Client({ connectionString: writ.databaseUrl });
    await database.connect();
    for (const from of ['agents_keys where true', 'agents_agents where true', "ledger_checkpoints where subscription = 'agents'"])
      await database.query(`delete from ${from} and tenant = $1`, [acme.id]);
    await database.end();
    expect((await acme.operator.get<Page>('/v1/agents')).items).toStrictEqual([]);
    expect(await idsAsOf(acme.operator, 'agents?', position)).toStrictEqual(ids);
    await writ.startWorker();
    const now = async () => (await acme.operator.get<Page>('/v1/agents')).items.map(({ id }) => id);
    await eventually('the list is made anew', async () => (await now()).length === ids.length);
    expect(await now()).toStrictEqual(ids);
  });

  it('is in the record of what operators look at', async () => {
    await acme.operator.post('/v1/read-audit', { reads: 'recorded', reason: 'a test' });
    await acme.operator.get('/v1/agents?asOf=3');
    await acme.operator.post('/v1/read-audit', { reads: 'unrecorded', reason: 'a test' });
    const events = await writ.store.readLedger(acme.id, (await headOf(acme.operator)) - 3, 10);
    const inputs = events.filter(({ type }) => type === 'OperatorRead').map(({ data }) => data['input']);
    expect(inputs).toContainEqual({ limit: 50, asOf: 3 });
  });

  it('stops before an event that the list cannot take, until somebody has it passed over', async () => {
    const { id, operator } = await writ.seedTenant(owner);
    const nobody = {
      actor: { kind: 'system', id: 'test' },
      correlation: null,
      causation: null,
      trace: null,
      sealed: null,
    } as const;
    const data = { agent: 'ghost', keyId: null, secretHash: 'x' };
    const receipt = await writ.store.append({
      tenant: id,
      writes: [
        { stream: 'agent/ghost', expect: 'any', events: [{ id: newId(), type: 'AgentKeyIssued', schema: 1, data, ...nobody }] },
      ],
    });
    const position = receipt.events[0]?.position as number;
    await writ.registerAgent(operator, 'agent-9');
    const then = `/v1/agents?asOf=${await headOf(operator)}`;
    const problem = await operator.refused('GET', then);
    expect([problem.code, problem.detail.includes(`position ${position}`)]).toStrictEqual(['AS_OF_UNREADABLE', true]);
    expect(await idsAsOf(operator, 'agents?', position - 1)).toStrictEqual(['agent-1']);
    const skip = () => operator.send('POST', '/v1/projections/agents/skip', { position, reason: 'a test' });
    await eventually('it is passed over', async () => (await skip()).status < 300);
    expect((await operator.get<Page>(then)).items.map((item) => item.id)).toStrictEqual(['agent-1', 'agent-9']);
  });

  it('is refused where more had to be folded than is done for one answer', async () => {
    const { operator, agent } = await writ.seedTenant(owner);
    await publishPolicy(operator, 'allowing', always('ALLOW'));
    for (let call = 0; call < 61; call += 1) await agent.decide(call < 40 ? 's-1' : 's-2', 'pay');
    const position = await headOf(operator);
    expect((await operator.refused('GET', `/v1/sessions?asOf=${position}`)).code).toBe('AS_OF_TOO_FAR');
    const list = (await operator.get<Page>(`/v1/sessions?asOf=${position - 40}`)).items;
    expect(list.map((session) => session['id'])).toStrictEqual(['s-1']);
    const alone = await operator.get<{ decisions: number }>(`/v1/sessions/s-2?asOf=${position - 1}`);
    expectThat('one session is folded of its own events', alone.decisions).toBe(20);
    expectThat('what has little to fold is told', await idsAsOf(operator, 'agents?', position)).toStrictEqual(['agent-1']);
  });
});

const EVERYTHING_BUT_THE_DATE = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;

async function pinned(operator: WritClient, expiresAt = new Date(Date.now() + 3_600_000)) {
  const reason = 'a test';
  await publishPolicy(operator, 'gate', always('ALLOW'), { until: expiresAt.toISOString() });
  const pin = { policy: 'gate', revision: 1, selector: { session: crypto.randomUUID() }, forLater: true, reason };
  return operator.post<{ pin: string; ledger: { position: number } }>('/v1/pins', { ...pin, expiresAt: expiresAt.toISOString() });
}

/** A few at once, as there is room for. */
async function inTurns<I, O>(items: readonly I[], work: (item: I) => Promise<O>): Promise<O[]> {
  const done: O[] = [];
  for (let from = 0; from < items.length; from += 6) done.push(...(await Promise.all(items.slice(from, from + 6).map(work))));
  return done;
}

/** What is told of a plan is told as known now; ids of requests differ. */
function told({ status, body }: { status: number; body: unknown }): unknown {
  const parts = JSON.parse(JSON.stringify(body), (name, value: unknown) =>
    name === 'publishedPlan' || name === 'requestId' ? null : value,
  ) as unknown;
  return { status, body: parts };
}
