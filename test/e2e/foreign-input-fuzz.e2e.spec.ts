import { afterAll, beforeAll, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import fc from 'fast-check';
import { eventually } from '#test/support/conditions';
import { goodBodies, type RouteWithBody } from '#test/support/good-bodies';
import { RunningWrit, type SeededTenant } from '#test/support/running-writ';

/** A long run is asked for: `WRIT_FUZZ_INPUTS=100000 npm test -- foreign-input-fuzz`. */
const INPUTS = Number(process.env['WRIT_FUZZ_INPUTS'] ?? 400);
const LISTS = [
  'decisions',
  'reported-decisions',
  'sessions',
  'agents',
  'policies',
  'ledger/events',
  'controls',
  'pins',
  'opa/clients',
];

/** JSON texts of what two readers take differently, what no database holds, and what is simply something else. */
const part = fc.constantFrom(
  '1e999',
  '1e-400',
  '-0',
  '9007199254740993',
  '3.141592653589793238',
  '0x1',
  '01',
  'true',
  'null',
  '[]',
  '{}',
  '""',
  '"\\u0000"',
  '"\\ud800"',
  '"\\ufffd"',
  '"2025-03-01T00:00:00+23:59"',
  '"2025-12-31T23:59:60Z"',
  '"0000-01-01T00:00:00Z"',
  '{"a":1,"a":2}',
  '{"__proto__":1}',
  '{"constructor":{"prototype":1}}',
  `${'['.repeat(40)}${']'.repeat(40)}`,
  `"${'é'.repeat(400)}"`,
  '1.5',
  '-1',
  '1e20',
);
const value = fc.constantFrom(
  '',
  '0x1',
  '1e0',
  ' 1',
  '+1',
  '01',
  '1.0',
  '-1',
  '9'.repeat(30),
  'true',
  '\0',
  '\u202e',
  'é',
  '%',
  '../..',
  '[]',
  'null',
  '2025-03-01T00:00:00+16:00',
  '2025-03-01T00:00:00.123456789-23:59',
  '9999-12-31T23:59:59-23:59',
  '2025-06-30T23:59:60Z',
  '1',
);
const name = fc.constantFrom(
  'limit',
  'cursor',
  'from',
  'to',
  'tool',
  'session',
  'agent',
  'verdict',
  'policy',
  'client',
  'path',
  'limt',
  '',
);

let writ: RunningWrit;
let acme: SeededTenant;
let routes: readonly RouteWithBody[];
beforeAll(async () => {
  writ = await RunningWrit.start();
  const owner = await writ.owner();
  acme = await writ.seedTenant(owner);
  routes = goodBodies(acme, owner, await acme.agent.decide('s-1', 'pay')).filter(({ path }) => !path.includes('/controls/'));
});
afterAll(() => writ.close());

/** A body in which one member is another, stands twice, or is joined by one that nobody knows. */
function mutated(body: Record<string, unknown>, at: number, how: number, text: string): string {
  const members = Object.entries(body).map(([key, is]) => `${JSON.stringify(key)}:${JSON.stringify(is)}`);
  const key = Object.keys(body)[at % members.length] as string;
  if (how === 0) members[at % members.length] = `${JSON.stringify(key)}:${text}`;
  else if (how === 1) members.push(`${JSON.stringify(key)}:${text}`);
  else if (how === 2) members.push(`"unknown":${text}`);
  else return `{${members.join(',')}`.slice(0, at) + text;
  return `{${members.join(',')}}`;
}

it('no body and no query is answered with a fault', async () => {
  const bodies = fc.record({
    route: fc.nat(),
    at: fc.nat(200),
    how: fc.nat(3),
    text: part,
    coding: fc.constantFrom('', 'GZIP', 'br', 'Identity'),
  });
  const queries = fc.record({
    list: fc.constantFrom(...LISTS),
    pairs: fc.array(fc.tuple(name, value), { minLength: 1, maxLength: 3 }),
  });
  const seed = Number(process.env['WRIT_FUZZ_SEED'] ?? Date.now() % 2 ** 31);
  let refused = 0;
  const look = async (what: string, sent: Promise<{ status: number; body: unknown }>) => {
    const { status, body } = await sent;
    if (status >= 400) refused += 1;
    expectThat(`seed ${seed}: ${what} answered ${status} ${JSON.stringify(body)}`, status).toBeLessThan(500);
  };
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(bodies, queries), { minLength: 20, maxLength: 20 }), async (inputs) => {
      for (const input of inputs) {
        if ('list' in input) {
          const path = `/v1/${input.list}?${input.pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&')}`;
          await look(path, acme.operator.send('GET', path));
        } else {
          const { path, caller = acme.agent, body } = routes[input.route % routes.length] as RouteWithBody;
          const text = mutated(body, input.at, input.how, input.text);
          const headers: Record<string, string> = input.coding === '' ? {} : { 'content-encoding': input.coding };
          await look(`${path} ${text} ${input.coding}`, caller.send('POST', path, text, headers));
        }
      }
    }),
    { seed, numRuns: Math.ceil(INPUTS / 20), endOnFailure: true },
  );
  expectThat(`${refused} of ${INPUTS} were refused`, refused).toBeGreaterThan(INPUTS / 4);
  await eventually(
    'no list stands still',
    async () => (await acme.operator.get<{ items: unknown[] }>('/v1/read-models')).items.length === 0,
  );
});
