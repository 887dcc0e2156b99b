import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { DeclaredOperations } from '#libs/nest-operations';
import { objectIn, restRouteOf, type AnyOperation } from '#libs/operations';
import { isRefusal } from '#libs/event-sourcing';
import { StreamClient } from '#features/stream/testing/stream-client';
import { FrontDoor } from '#platform/operations/front-door';
import { systemCaller } from '#platform/operations/caller';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';

/** Nothing that any member of a request may be, and what GraphQL takes for a string all the same. */
const NOTHING_GOOD = '\u0000';

describe('a refusal of what has the wrong shape', () => {
  let writ: RunningWrit;
  let acme: SeededTenant;
  let operations: AnyOperation[];
  beforeAll(async () => {
    writ = await RunningWrit.start({ worker: false });
    acme = await writ.seedTenant(await writ.owner());
    operations = writ.api.app.get(DeclaredOperations, { strict: false }).all();
  });
  afterAll(() => writ.close());

  it('names the parameter of the path, on every route that holds it to a shape', async () => {
    let seen = 0;
    for (const { spec } of operations) {
      const { method, path, parameters } = restRouteOf(spec);
      for (const { name, member } of parameters) {
        if (spec.path?.shape[member]?.safeParse('%').success) continue;
        const url = path.replaceAll(/:(\w+)/g, (_, each: string) => (each === name ? '%25' : 'gate'));
        const problem = await acme.operator.send(
          'POST' === method ? 'POST' : method,
          `/${url}`,
          method === 'GET' ? undefined : {},
        );
        if (problem.body['code'] === 'FORBIDDEN') continue;
        expectThat(`${method} ${path}: ${JSON.stringify(problem.body)}`, problem.body['code']).toBe('INVALID_INPUT');
        const issues = problem.body['issues'] as { path: string }[];
        // What is wrong with a body or query is told before what is wrong with the path.
        const isOfPath = issues.some((issue) => parameters.some((each) => each.name === issue.path));
        expectThat(
          `${method} ${path} ${name}: ${String(problem.body['detail'])}`,
          isOfPath || (spec.body ?? spec.query) !== undefined,
        ).toBe(true);
        for (const issue of issues) expectThat(`${method} ${path}: ${JSON.stringify(issues)}`, issue.path).not.toBe('');
        seen += isOfPath ? 1 : 0;
      }
    }
    expect(seen).toBeGreaterThan(30);
  });

  it('names each member of path, query and body, whatever brings it to the front door', async () => {
    const door = writ.api.app.get(FrontDoor, { strict: false });
    const caller = systemCaller('test', acme.id);
    for (const operation of operations) {
      const { path, query, body, name } = operation.spec;
      const members = [path, query, body && objectIn(body)].flatMap((part) => Object.entries(part?.shape ?? {}));
      for (const [member, schema] of members) {
        if (schema.safeParse(NOTHING_GOOD).success) continue;
        const refused = await door.ask(operation, { [member]: NOTHING_GOOD }, caller);
        const detail = isRefusal(refused) ? `${refused.refused} ${refused.detail}` : 'accepted';
        const others = members.map(([each]) => each).filter((each) => each !== member);
        // Of parts of the input the first with something wrong is told: the path's, then the query's, then the body's.
        expectThat(`${name}.${member}: ${detail}`, detail).toMatch(
          new RegExp(`^INVALID_INPUT (${[member, ...others].join('|')})[:.]`),
        );
      }
    }
  });

  it('names what comes beside the body, in a batch, over the socket and in the arguments of a field', async () => {
    const { operator, agent } = acme;
    const call = { sessionId: 's', tool: 't', arguments: {} };
    for (const [what, problem] of [
      ['Idempotency-Key', await agent.refused('POST', '/v1/decisions', call, { 'idempotency-key': 'x'.repeat(200) })],
      [
        'Idempotency-Key',
        await operator.refused('POST', '/v1/agents', { id: 'a', name: 'a' }, { 'idempotency-key': 'x'.repeat(200) }),
      ],
      ['Writ-Min-Position', await operator.refused('GET', '/v1/agents', undefined, { 'writ-min-position': 'x' })],
      ['limit', await operator.refused('GET', '/v1/ledger/events?limit=x')],
      ['to', await operator.refused('GET', '/v1/ledger/verify?from=3&to=2')],
      ['id', await agent.refused('POST', '/v1/decisions/x/outcome', { status: 'failed' })],
      ['cursor', await operator.refused('GET', '/v1/agents?cursor=x')],
      ['body', await operator.refused('POST', '/v1/agents')],
      ['body', await operator.refused('POST', '/v1/agents', '[]')],
      ['the body', await agent.refused('POST', '/v1/decisions/batch', '{}')],
    ] as const)
      expectThat(`${what}: ${problem.detail}`, problem.detail).toMatch(new RegExp(`^${what}\\b`));
    const { body } = await agent.send<{ results: { detail: string }[] }>('POST', '/v1/decisions/batch', [
      { ...call, sessionId: 1 },
    ]);
    expectThat(JSON.stringify(body), JSON.stringify(body)).toMatch(/sessionId: /);
    for (const [field, named] of [
      ['decision(id: "x") { tool }', /^id: /],
      ['incident(incident: "x") { id }', /^incident: /],
      ['agents(first: 201) { edges { cursor } }', /^(first|limit): /],
      ['decisions(filter: {from: "x"}) { edges { cursor } }', /^from: /],
    ] as const) {
      const answer = await operator.post<{ errors: { message: string }[] }>('/graphql', { query: `{ ${field} }` });
      expectThat(`${field}: ${answer.errors[0]?.message}`, answer.errors[0]?.message).toMatch(named);
    }
    const socket = await StreamClient.open(writ.url, agent.token);
    socket.send({ type: 'decide', id: 'd', request: { ...call, tool: '/' } });
    socket.send({ type: 'outcome', id: 'o', decisionId: 'x', status: 'failed' });
    socket.send({ type: 'outcome', id: 'p', decisionId: crypto.randomUUID(), status: 'x' });
    for (const [id, named] of [
      ['d', /^tool: /],
      ['o', /^decisionId: /],
      ['p', /^status: /],
    ] as const)
      expect(String((await socket.next((message) => message['id'] === id))['detail'])).toMatch(named);
    await socket.close();
  });
});
