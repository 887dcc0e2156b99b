import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { always, publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { Headings, WritClient } from '#test/support/writ-client';

type Members = Record<string, unknown>;
interface Answer {
  readonly data: Record<string, { readonly nodes: readonly Members[] } & Members> | null;
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

/** Every edge there is, from a decision on. */
const EVERYTHING = `
  decisionId sessionId agent
  session { id agent openedAt registeredAgent { id } parentSession { id } decisionList(first: 2) { nodes { decisionId } pageInfo { hasNextPage endCursor } } }
  registeredAgent { id name registeredByName policyRevision { policy revision } sessionList(first: 1) { nodes { id } pageInfo { hasNextPage } } decisionList(first: 2) { nodes { tool } } }
  policyRevision { policy revision addedByName decisionList(first: 2) { nodes { tool } } ofPolicy { id policyRevision { revision } revisionList(first: 1) { nodes { revision } } } }`;

describe('edges', () => {
  let writ: RunningWrit;
  let acme: SeededTenant;
  let rival: SeededTenant;
  beforeAll(async () => {
    writ = await RunningWrit.start();
    const owner = await writ.owner();
    [acme, rival] = [await writ.seedTenant(owner), await writ.seedTenant(owner)];
    for (const tenant of [acme, rival]) {
      await publishPolicy(tenant.operator, 'gate', always('ALLOW'));
      await publishPolicy(tenant.operator, 'gate', always('DENY'));
    }
    await acme.agent.post('/v1/sessions', { id: 'first' });
    await acme.agent.post('/v1/sessions', { id: 'second', parentSessionId: 'first' });
    for (let n = 0; n < 3; n += 1)
      for (const session of ['first', 'second']) await acme.agent.decide(session, `secret-of-acme-${n}`);
    // The same ids, and nothing else of the other's.
    await rival.agent.decide('first', 'pay');
  });
  afterAll(() => writ.close());

  const upToNow = async ({ id }: SeededTenant): Promise<Headings> => ({
    'writ-min-position': String((await writ.store.head(id)).position),
  });
  const ask = async (by: WritClient, query: string, headers: Headings = {}): Promise<Answer> =>
    (await by.send<Answer>('POST', '/graphql', { query }, headers)).body;

  /** The decisions behind each node, two at a time, until none has more. */
  async function paged(query: (page: string) => string, headers: Headings = {}): Promise<Map<unknown, unknown[]>> {
    const found = new Map<unknown, unknown[]>();
    const cursors = new Map<unknown, string>();
    for (let after: string | undefined = ''; after !== undefined; [, after] = [...cursors][0] ?? []) {
      const [waiting] = [...cursors.keys()];
      const page = `decisionList(first: 2 ${after && `, after: "${after}"`}) { nodes { decisionId } pageInfo { hasNextPage endCursor } }`;
      const { data, errors } = await ask(acme.operator, query(page), headers);
      expect(errors).toBeUndefined();
      for (const { id, revision, decisionList } of Object.values(data ?? {})[0]?.nodes ?? []) {
        const name = id ?? revision;
        if (after !== '' && name !== waiting) continue;
        const list = decisionList as { nodes: { decisionId: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
        found.set(name, [...(found.get(name) ?? []), ...list.nodes.map(({ decisionId }) => decisionId)]);
        if (list.pageInfo.hasNextPage) cursors.set(name, list.pageInfo.endCursor);
        else cursors.delete(name);
      }
    }
    return found;
  }

  it('lead from a decision to its session, its agent and the revision that decided it, and back', async () => {
    const { data, errors } = await ask(acme.operator, `{ decisions(first: 2) { nodes { ${EVERYTHING} } } }`, await upToNow(acme));
    expect(errors).toBeUndefined();
    const [last] = (data?.['decisions']?.nodes ?? []) as {
      decisionId: string;
      session: { decisionList: { nodes: Members[] } };
    }[];
    expect(last).toMatchObject({
      session: {
        id: 'second',
        registeredAgent: { id: 'agent-1' },
        parentSession: { id: 'first' },
        decisionList: { pageInfo: { hasNextPage: true } },
      },
      registeredAgent: {
        id: 'agent-1',
        registeredByName: 'Operator',
        policyRevision: { policy: 'gate', revision: 2 },
        sessionList: { nodes: [{ id: 'second' }], pageInfo: { hasNextPage: true } },
      },
      policyRevision: {
        policy: 'gate',
        revision: 2,
        addedByName: 'Operator',
        ofPolicy: { id: 'gate', policyRevision: { revision: 2 }, revisionList: { nodes: [{ revision: 2 }] } },
      },
    });
    expect(last?.session.decisionList.nodes[0]).toStrictEqual({ decisionId: last?.decisionId });
  });

  it('page through what a session decided, none missing and none twice', async () => {
    const all = await acme.operator.get<{ items: { decisionId: string }[] }>('/v1/decisions?session=first', await upToNow(acme));
    const paged: unknown[] = [];
    for (let after = ''; ;) {
      const query = `{ session(id: "first") { decisionList(first: 1 ${after}) { nodes { decisionId } pageInfo { hasNextPage endCursor } } } }`;
      const { data } = await ask(acme.operator, query);
      const list = data?.['session']?.['decisionList'] as {
        nodes: Members[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      };
      paged.push(...list.nodes);
      if (!list.pageInfo.hasNextPage) break;
      after = `, after: "${list.pageInfo.endCursor}"`;
    }
    expect(paged).toStrictEqual(all.items.map(({ decisionId }) => ({ decisionId })));
  });

  it('lead from an agent to its calls and from a revision to those that it decided, page by page', async () => {
    await acme.operator.post('/v1/agents', { id: 'idle', name: 'Idle' });
    const before = await paged(
      (page) => `{ policyRevisions(policy: "gate", first: 2) { nodes { revision ${page} } } }`,
      await upToNow(acme),
    );
    await publishPolicy(acme.operator, 'gate', always('ALLOW'));
    for (let n = 0; n < 3; n += 1) await acme.agent.decide('third', `by-three-${n}`);
    const headers = await upToNow(acme);
    const all = (path: string) => acme.operator.get<{ items: { decisionId: string }[] }>(path, headers);
    const ids = ({ items }: { items: { decisionId: string }[] }) => items.map(({ decisionId }) => decisionId);
    const agents = await paged((page) => `{ agents { nodes { id ${page} } } }`, headers);
    expect(agents.get('agent-1')).toStrictEqual(ids(await all('/v1/decisions?agent=agent-1')));
    expect(agents.get('idle')).toStrictEqual([]);
    const revisions = await paged(
      (page) => `{ policyRevisions(policy: "gate", first: 3) { nodes { revision ${page} } } }`,
      headers,
    );
    expect(revisions.get(3)).toStrictEqual(ids(await all('/v1/decisions?session=third')));
    expect([revisions.get(1), revisions.get(2)]).toStrictEqual([[], before.get(2)]);
    expect(before.get(2)?.length).toBeGreaterThan(3);
    const query = `{ policyRevision(policy: "gate", revision: 3) { decisionList { nodes { decisionId } } } }`;
    const { data } = await ask(acme.operator, query, headers);
    expect(data?.['policyRevision']?.['decisionList']).toStrictEqual({
      nodes: revisions.get(3)?.map((decisionId) => ({ decisionId })),
    });
  });

  it('show nobody anything of another tenant, and agents nothing at all', async () => {
    const { data, errors } = await ask(
      rival.operator,
      `{ decisions(first: 5) { nodes { ${EVERYTHING} } } agents(first: 5) { nodes { sessionList(first: 5) { nodes { id decisionList(first: 5) { nodes { tool } } } } } } }`,
      await upToNow(rival),
    );
    const text = JSON.stringify(data);
    expect(errors).toBeUndefined();
    expectThat(text, text).not.toContain('secret-of-acme');
    expect(text).not.toContain('second');
    expect(data?.['decisions']?.nodes).toHaveLength(1);
    const query = '{ session(id: "first") { id registeredAgent { id } } }';
    const own = await ask(acme.agent, query);
    expect([own.data, own.errors?.[0]?.extensions.code]).toStrictEqual([
      { session: { id: 'first', registeredAgent: null } },
      'FORBIDDEN',
    ]);
  });

  it('are read once for a page of a hundred as for a page of one, which is what the record of looks says', async () => {
    const calls = Array.from({ length: 100 }, (_, n) => ({ sessionId: `many-${n}`, tool: 'pay', arguments: {} }));
    await acme.agent.post('/v1/decisions/batch', calls);
    const headers = await upToNow(acme);
    await acme.operator.post('/v1/read-audit', { reads: 'recorded', reason: 'asked for' });
    const from = (await writ.store.head(acme.id)).position;
    const edges = 'session { id decisionList(first: 1) { nodes { tool policyRevision { revision } } } } registeredAgent { id }';
    const { data, errors } = await ask(acme.operator, `{ decisions(first: 100) { nodes { ${edges} } } }`, headers);
    expect([errors, data?.['decisions']?.nodes.length]).toStrictEqual([undefined, 100]);
    const looks = (await writ.store.readLedger(acme.id, from + 1, 100)).map(({ data }) => String(data['operation']));
    expect([...looks].sort()).toStrictEqual([
      'agentsById',
      'decisions',
      'decisionsOfSessions',
      'policyRevisionsByNumber',
      'sessionsById',
    ]);
    await acme.operator.post('/v1/read-audit', { reads: 'unrecorded', reason: 'over' });
  });

  it('are recorded with every key that was asked for, however many there are, and with nothing that a key stands for', async () => {
    const label = 'ada.lovelace@example.com';
    await acme.operator.post('/v1/agents', { id: 'hers', name: 'Hers', labels: { owner: label } });
    const sessions = Array.from({ length: 150 }, (_, n) => `recorded-${n}-${'x'.repeat(60)}`);
    await acme.agent.post(
      '/v1/decisions/batch',
      sessions.map((sessionId) => ({ sessionId, tool: 'pay', arguments: {} })),
    );
    const headers = await upToNow(acme);
    await acme.operator.post('/v1/read-audit', { reads: 'recorded', reason: 'asked for' });
    const from = (await writ.store.head(acme.id)).position;
    await ask(
      acme.operator,
      '{ decisions(first: 150) { nodes { session { id } } } agents { nodes { policyRevision { revision } } } }',
      headers,
    );
    await acme.operator.post('/v1/read-audit', { reads: 'unrecorded', reason: 'over' });
    const looks = await writ.store.readLedger(acme.id, from + 1, 100);
    const of = (edge: string): unknown[] =>
      looks.filter(({ data }) => data['operation'] === edge).map(({ data }) => (data['input'] as Members | null)?.['of']);
    expect(of('sessionsById').length).toBeGreaterThan(1);
    expect(of('sessionsById').flat().map(String).sort()).toStrictEqual([...sessions].sort());
    expect(of('policyRevisionsOfAgents').flat()).toContain('hers');
    expect(JSON.stringify(looks)).not.toContain(label);
  });

  it('count for what an operation may cost', async () => {
    const query = '{ agents(first: 100) { nodes { sessionList(first: 100) { nodes { id } } } } }';
    expect((await ask(acme.operator, query)).errors?.[0]?.extensions.code).toBe('QUERY_TOO_COSTLY');
  });

  it('refuse what is more than one answer holds, by however many fields and in however many places it is asked for', async () => {
    const text = 'x'.repeat(900_000);
    for (let n = 0; n < 5; n += 1)
      await acme.agent.post('/v1/decisions', { sessionId: 'large', tool: 'pay', arguments: { text } });
    const headers = await upToNow(acme);
    const fields = (count: number, field: (n: number) => string) =>
      `{ ${Array.from({ length: count }, (_, n) => `f${n}: ${field(n)}`).join(' ')} }`;
    const list = (n: number) => `decisionList(first: ${n + 1}) { nodes { tool arguments } }`;
    const session = (inner: string) => `session(id: "large") ${inner}`;
    // Each alias reads for itself, and each place tells what was read once.
    for (const query of [
      `{ ${session(fields(29, list))} }`,
      fields(20, (n) => `decisions(first: ${n + 1}, filter: { session: "large" }) { nodes { arguments } }`),
      `{ decisions(first: 100) { nodes { session { decisionList(first: 40) { nodes { decisionId } } } } } }`,
    ]) {
      const { errors } = await ask(acme.operator, query, headers);
      expectThat(
        query.slice(0, 80),
        errors?.map(({ extensions }) => extensions.code),
      ).toContain('QUERY_TOO_COSTLY');
    }
    // A whole page of them is told.
    const { data, errors } = await ask(acme.operator, `{ ${session(`{ ${list(3)} }`)} }`, headers);
    expect(errors).toBeUndefined();
    expect(JSON.stringify(data).length).toBeGreaterThan(3_600_000);
  });
});
