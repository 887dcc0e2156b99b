import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rejectionOf } from '#libs/testing';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { printedGraphqlSchema, startLiveDeployment, type LiveDeployment, type LiveTenant } from '#test/support/live-deployment';
import { MAX_ALIASES } from './query-limits.js';
import { GraphqlCaller, type GraphqlAnswer } from './testing/graphql-caller.js';

let live: LiveDeployment;
let tenant: LiveTenant;
let other: LiveTenant;
let caller: GraphqlCaller;
const clients: Client[] = [];

async function decide(count: number, session: string): Promise<void> {
  const items = Array.from({ length: count }, (_, index) => ({
    sessionId: session,
    tool: index % 2 === 0 ? 'read' : 'write',
    arguments: { index },
  }));
  const response = await fetch(`${live.url}/v1/decisions/batch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${tenant.agentKey}` },
    body: JSON.stringify(items),
  });
  expect(response.status).toBe(200);
}

async function positionHeader(id = tenant.id): Promise<Record<string, string>> {
  return { 'writ-min-position': String((await live.store.head(id)).position) };
}

function subscriber(token: string | undefined, parameters: object = { authorization: `Bearer ${token}` }): Client {
  const client = createClient({
    url: `${live.url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazy: true,
    onNonLazyError: () => undefined,
    connectionParams: { ...parameters },
  });
  clients.push(client);
  return client;
}

interface SeenEvent {
  readonly position: number;
  readonly type: string;
  readonly tenant: string;
  readonly data: object;
}

const EVENTS =
  'subscription ($after: Position, $categories: [String!]) { ledgerEvents(after: $after, categories: $categories) { position type tenant data } }';

/** Events until there are `count`, or whatever the server says instead. */
async function take(client: Client, count: number, variables: object): Promise<SeenEvent[]> {
  const seen: SeenEvent[] = [];
  for await (const { data, errors } of client.iterate<{ ledgerEvents: SeenEvent }>({
    query: EVENTS,
    variables: { ...variables },
  })) {
    if (errors) throw Object.assign(new Error('refused'), { errors });
    seen.push(data!.ledgerEvents);
    if (seen.length === count) break;
  }
  return seen;
}

describe('/graphql', () => {
  beforeAll(async () => {
    live = await startLiveDeployment();
    caller = new GraphqlCaller(live.url);
    tenant = await live.addTenant('acme');
    other = await live.addTenant('rival');
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.dispose()));
    await live.close();
  });

  describe('reading', () => {
    it('pages through decisions as REST lists them, from any edge', async () => {
      await decide(31, 'paged');
      const headers = await positionHeader();
      const query =
        'query ($first: Int!, $after: String) { decisions(first: $first, after: $after, filter: { session: "paged" }) { edges { cursor node { decisionId tool verdict ledger { position } } } pageInfo { hasNextPage hasPreviousPage endCursor } } }';
      const ids: string[] = [];
      const cursors: string[] = [];
      for (let cursor: string | null = null; ;) {
        const {
          decisions,
        }: {
          decisions: {
            edges: { cursor: string; node: { decisionId: string } }[];
            pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string };
          };
        } = await caller.told(tenant.viewer, query, { first: 7, after: cursor }, headers);
        expect(decisions.pageInfo.hasPreviousPage).toBe(cursor !== null);
        ids.push(...decisions.edges.map(({ node }) => node.decisionId));
        cursors.push(...decisions.edges.map((edge) => edge.cursor));
        cursor = decisions.pageInfo.endCursor;
        if (!decisions.pageInfo.hasNextPage) break;
      }
      const rest = (await (
        await fetch(`${live.url}/v1/decisions?session=paged&limit=200`, { headers: { authorization: `Bearer ${tenant.viewer}` } })
      ).json()) as { items: { decisionId: string }[] };
      expect(ids).toHaveLength(31);
      expect(ids).toStrictEqual(rest.items.map(({ decisionId }) => decisionId));
      const { decisions }: { decisions: { edges: { node: { decisionId: string } }[] } } = await caller.told(
        tenant.viewer,
        query,
        {
          first: 3,
          after: cursors[10],
        },
      );
      expect(decisions.edges.map(({ node }) => node.decisionId)).toStrictEqual(ids.slice(11, 14));
    });

    it('gives everything else the tenant has', async () => {
      const headers = await positionHeader();
      const found = await caller.told(
        tenant.operator,
        '{ agents { edges { node { id labels keys { keyId cause } } } } sessions { edges { node { id decisions } } } session(id: "paged") { agent } policies { edges { node { id active } } } policy(id: "open") { publishedRevision } policyRevision(policy: "open", revision: 1) { status modules } controls { edges { node { scope } } } ledgerHead { position tenant } tenant(id: "acme") { name } }',
        {},
        headers,
      );
      expect((found.ledgerHead as { position: number }).position).toBe(Number(headers['writ-min-position']));
      const {
        ledgerHead: _,
        agents,
        policyRevision,
        ...rest
      } = JSON.parse(JSON.stringify(found)) as Record<string, Record<string, unknown>>;
      expect(JSON.stringify(agents)).toMatch(/"id":"agent-of-acme"/);
      expect(JSON.stringify(policyRevision)).toMatch(/"status":"published".*package writ/);
      expect(rest).toStrictEqual({
        sessions: { edges: [{ node: { id: 'paged', decisions: 31 } }] },
        session: { agent: 'agent-of-acme' },
        policies: { edges: [{ node: { id: 'open', active: true } }] },
        policy: { publishedRevision: 1 },
        controls: { edges: [] },
        tenant: { name: 'Tenant acme' },
      });
    });

    it('explains one decision', async () => {
      const { decisions } = await caller.told(tenant.viewer, '{ decisions(first: 1) { edges { node { decisionId } } } }');
      const id = (decisions as { edges: { node: { decisionId: string } }[] }).edges[0]!.node.decisionId;
      const { decision } = await caller.told(
        tenant.viewer,
        'query ($id: String!) { decision(id: $id) { verdict facts { tenant session { id } arguments } explanation } }',
        { id },
      );
      expect({ ...(decision as object), explanation: null }).toStrictEqual({
        verdict: 'ALLOW',
        facts: { tenant: 'acme', session: { id: 'paged' }, arguments: { index: 30 } },
        explanation: null,
      });
      expect((decision as { explanation: unknown }).explanation).not.toBe(null);
    });

    it('never shows another tenant, whatever is asked', async () => {
      const { decisions } = await caller.told(tenant.viewer, '{ decisions(first: 1) { edges { node { decisionId } cursor } } }');
      const [edge] = (decisions as { edges: { node: { decisionId: string }; cursor: string }[] }).edges;
      expect(
        await caller.codeOf(other.operator, 'query ($id: String!) { decision(id: $id) { verdict } }', {
          id: edge!.node.decisionId,
        }),
      ).toBe('DECISION_NOT_FOUND');
      expect(await caller.codeOf(other.operator, '{ tenant(id: "acme") { name } }')).toBe('NOT_FOUND');
      expect(await caller.codeOf(other.operator, '{ session(id: "paged") { agent } }')).toBe('SESSION_NOT_FOUND');
      const found = await caller.told(
        other.operator,
        'query ($after: String) { decisions(after: $after, filter: { agent: "agent-of-acme" }) { edges { node { tool } } } sessions { edges { node { id } } } ledgerHead { tenant } }',
        { after: edge!.cursor },
      );
      expect(JSON.parse(JSON.stringify(found))).toStrictEqual({
        decisions: { edges: [] },
        sessions: { edges: [] },
        ledgerHead: { tenant: 'rival' },
      });
    });
  });

  describe('changing', () => {
    it('does what REST does, and what it did can be read at once', async () => {
      const made = await caller.told(
        tenant.operator,
        'mutation ($input: RegisterAgentInput!) { registerAgent(input: $input) { key keyId agent { id labels } ledger { position } } }',
        { input: { id: 'second', name: 'Second', labels: { team: 'x' } } },
      );
      const { key, keyId, ledger } = made.registerAgent as { key: string; keyId: string; ledger: { position: number } };
      const minimum = { 'writ-min-position': String(ledger.position) };
      const { agents } = await caller.told(
        tenant.viewer,
        '{ agents { edges { node { id labels keys { keyId revokedAt } } } } }',
        {},
        minimum,
      );
      expect((agents as { edges: { node: object }[] }).edges.at(-1)?.node).toStrictEqual({
        id: 'second',
        labels: { team: 'x' },
        keys: [{ keyId, revokedAt: null }],
      });
      await caller.told(
        tenant.operator,
        'mutation { kill(input: { scope: agent, target: "second", reason: "test" }) { ledger { position } } }',
      );
      const decided = await fetch(`${live.url}/v1/decisions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify({ sessionId: 'killed', tool: 'read', arguments: {} }),
      });
      expect(((await decided.json()) as { code: string }).code).toBe('KILL_SWITCH');
      expect(
        await caller.codeOf(
          tenant.operator,
          'mutation { kill(input: { scope: agent, target: "second", reason: "again" }) { ledger { position } } }',
        ),
      ).toBe('CONTROL_ALREADY_SET');
      await caller.told(
        tenant.operator,
        'mutation { restore(input: { scope: agent, target: "second", reason: "test" }) { ledger { position } } pause(input: { scope: tenant, reason: "p" }) { ledger { position } } resume(input: { scope: tenant, reason: "r" }) { ledger { position } } }',
      );
      await caller.told(
        tenant.operator,
        'mutation ($keyId: String!) { revokeAgentKey(agent: "second", keyId: $keyId) { ledger { digest } } }',
        { keyId },
      );
      expect(await caller.codeOf(tenant.operator, 'mutation { rotateAgentKey(agent: "nobody") { key } }')).toBe(
        'AGENT_NOT_FOUND',
      );
    });

    it('takes a policy from its creation to its publication', async () => {
      await caller.told(tenant.operator, 'mutation { createPolicy(input: { id: "strict", name: "Strict" }) { policy { id } } }');
      const input = {
        modules: { 'p.rego': 'package writ\n\ndecision := {"verdict": "DENY", "rule": "none", "reason": "no"}' },
        summary: 'Deny',
      };
      const { addPolicyRevision } = await caller.told(
        tenant.operator,
        'mutation ($input: AddPolicyRevisionInput!) { addPolicyRevision(policy: "strict", input: $input) { revision } }',
        { input },
      );
      expect({ ...(addPolicyRevision as object) }).toStrictEqual({ revision: 1 });
      const bad = await caller.ask(
        tenant.operator,
        'mutation { addPolicyRevision(policy: "strict", input: { modules: { p: "package x\\n{" }, summary: "bad" }) { revision } }',
      );
      expect(bad.errors?.[0]?.extensions.code).toBe('POLICY_INVALID');
      expect(Array.isArray(bad.errors?.[0]?.extensions.errors)).toBe(true);
      const step = (name: string) => `${name}PolicyRevision(policy: "strict", revision: 1) { revision }`;
      await caller.told(tenant.operator, `mutation { ${step('submit')} ${step('approve')} ${step('publish')} }`);
      const { policy } = await caller.told(tenant.viewer, '{ policy(id: "strict") { active } }', {}, await positionHeader());
      expect({ ...(policy as object) }).toStrictEqual({ active: true });
    });

    it('is for those REST is for', async () => {
      const owner = await live.signIn(['owner']);
      const register = 'mutation { registerAgent(input: { name: "x" }) { keyId } }';
      for (const [token, code] of [
        [undefined, 'UNAUTHENTICATED'],
        ['nonsense', 'UNAUTHENTICATED'],
        [tenant.viewer, 'FORBIDDEN'],
        [tenant.agentKey, 'FORBIDDEN'],
        [owner, 'FORBIDDEN'],
      ] as const)
        expect(await caller.codeOf(token, register)).toBe(code);
      expect(
        await caller.codeOf(tenant.operator, 'mutation { createTenant(input: { id: "third", name: "x" }) { tenant { id } } }'),
      ).toBe('FORBIDDEN');
      await caller.told(
        owner,
        'mutation { createTenant(input: { id: "third", name: "Third" }) { tenant { id } } registerOperator(tenant: "third", input: { name: "Op", roles: [viewer] }) { clientSecret operator { roles } } }',
      );
      expect(
        await caller.codeOf(
          owner,
          'mutation { registerOperator(tenant: "fourth", input: { name: "Op", roles: [viewer] }) { clientId } }',
        ),
      ).toBe('NOT_FOUND');
    });
  });

  describe('following', () => {
    it('gives history and then live events without gap or duplicate, and resumes', async () => {
      const start = (await live.store.head(tenant.id)).position;
      const client = subscriber(tenant.operator);
      const all = take(client, start + 40, { after: 0 });
      for (let round = 0; round < 4; round += 1) await decide(10, `live-${round}`);
      const head = (await live.store.head(tenant.id)).position;
      const seen = await all;
      expect(seen.map(({ position }) => position)).toStrictEqual(seen.map((_, index) => index + 1));
      const rest = await take(client, head - start, { after: start });
      expect(rest.map(({ position }) => position)).toStrictEqual(rest.map((_, index) => start + index + 1));
      const [last] = await live.store.readLedger(tenant.id, head, 1);
      expect({ ...rest.at(-1) }).toStrictEqual({ position: head, type: last!.type, tenant: tenant.id, data: last!.data });
    });

    it('shows each tenant its own, viewers no hashes, and the categories that were asked for', async () => {
      const theirs = await take(subscriber(other.operator), 5, { after: 0 });
      expect(theirs.every((event) => event.tenant === other.id)).toBe(true);
      const agents = await take(subscriber(tenant.viewer), 2, { after: 0, categories: ['agent'] });
      expect(agents.map(({ type }) => type)).toStrictEqual(['AgentRegistered', 'AgentKeyIssued']);
      expect(JSON.stringify(agents)).not.toMatch(/secretHash/);
      expect(JSON.stringify(await take(subscriber(tenant.operator), 2, { after: 0, categories: ['agent'] }))).toMatch(
        /secretHash/,
      );
    });

    it('closes on a wrong token, and refuses what is no subscription or begins beyond the ledger', async () => {
      for (const client of [subscriber('nonsense'), subscriber(undefined, {})]) {
        await expect(take(client, 1, { after: 0 })).rejects.toMatchObject({ code: 4401, reason: 'UNAUTHENTICATED' });
      }
      const refused = async (taking: Promise<unknown>) => {
        const error = await rejectionOf(taking);
        const errors = (Array.isArray(error) ? error : (error as { errors: GraphqlAnswer['errors'] }).errors) as NonNullable<
          GraphqlAnswer['errors']
        >;
        expect(typeof errors[0]?.extensions.requestId).toBe('string');
        return errors[0]?.extensions.code;
      };
      expect(await refused(take(subscriber(tenant.operator), 1, { after: 1_000_000 }))).toBe('INVALID_INPUT');
      expect(await refused(take(subscriber(tenant.agentKey), 1, { after: 0 }))).toBe('FORBIDDEN');
      const client = subscriber(tenant.operator);
      expect(await refused(client.iterate({ query: '{ ledgerHead { chain } }' }).next())).toBe('INVALID_INPUT');
      const aliases = Array.from({ length: MAX_ALIASES + 1 }, (_, index) => `a${index}: type`).join(' ');
      const costly = client.iterate({ query: `subscription { ledgerEvents { ${aliases} } }` }).next();
      expect(await refused(costly)).toBe('QUERY_TOO_COSTLY');
    });
  });

  it('serves the schema that is printed for the reference', async () => {
    const served = live.api.app.get(GraphQLSchemaHost, { strict: false }).schema;
    expect(await printedGraphqlSchema()).toBe(`${printSchema(lexicographicSortSchema(served))}\n`);
  });
});
