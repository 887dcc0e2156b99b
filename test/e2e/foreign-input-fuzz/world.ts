import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { always, publishPolicy, type RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { WritClient } from '#test/support/writ-client';
import type { Words } from './schema-values.js';
import { GATE, makeThings, wordsOfThings } from './things.js';

/** Who asks, and what there is to ask about. */
export interface World {
  readonly writ: RunningWrit;
  acme: SeededTenant;
  owner: WritClient;
  readonly words: Words;
  /** Values of the parts of paths, by their names: what is there, what is not, and what no name looks like. */
  readonly paths: Readonly<Record<string, readonly string[]>>;
}

const MCP_NAMES = [
  'mcp__files__read',
  'files.read:v2',
  'a',
  'x'.repeat(128),
  'pay',
  'pay',
  'held',
  'denied',
  'constructor',
  '__proto__',
];
const MCP_SESSIONS = ['1868a90c-c0de-4f5a-9b0c-1ea2b3c4d5e6', 's/1?x=y#z', '~!@$%^&*()+={}[]|:;"<>,', 'x'.repeat(128), 's-1'];
const HOSTILE_PATHS = [
  '%00',
  '%',
  '%ff',
  '..',
  '%2e%2e%2f',
  '%F0%9F%98%80',
  'x'.repeat(400),
  '0x1',
  '1e0',
  '-1',
  '9'.repeat(30),
  ' ',
];

/** A tenant with a published policy, a decision, and others that hostile requests may end and revoke. */
export async function makeWorld(writ: RunningWrit): Promise<World> {
  const owner = await writ.owner();
  const acme = await writ.seedTenant(owner);
  await publishPolicy(acme.operator, 'gate', GATE);
  const decisions = [await acme.agent.decide('s-1', 'pay'), await acme.agent.decide('s-2', 'pay')];
  await acme.operator.post('/v1/agents', { id: 'victim', name: 'Victim' });
  const victim = await writ.registerOperator(owner, acme.id, ['viewer']);
  const operators = await owner.get<{ items: { id: string; clientId: string }[] }>(`/v1/tenants/${acme.id}/operators`);
  const victimId = operators.items.find(({ clientId }) => clientId === victim.clientId)?.id ?? 'none';
  const things = await makeThings(acme);
  const { publicKey } = generateKeyPairSync('ed25519');
  const pem = publicKey.export({ type: 'spki', format: 'pem' }) as string;
  const key = createHash('sha256').update(pem).digest('hex');
  const decided = decisions.map(({ decisionId }) => decisionId);
  const strange = [crypto.randomUUID(), ...HOSTILE_PATHS];
  return {
    writ,
    acme,
    owner,
    words: { ...wordsOf(pem, decided), ...wordsOfThings(things) },
    paths: {
      ...Object.fromEntries(Object.entries(things).map(([kind, id]) => [kind, [id, id, ...strange]])),
      decision: [...decided, ...decided, ...strange],
      agent: ['victim', 'victim', 'nobody', ...strange],
      session: ['s-1', 's-2', encodeURIComponent(MCP_SESSIONS[1] as string), ...strange],
      policy: ['gate', 'gate', 'gate', 'none', ...strange],
      revision: ['1', '1', '1', '2', '3', '01', '1.0', '+1', '1000001', ...strange],
      tenant: [acme.id, acme.id, '_deployment', 'none', ...strange],
      operator: [victimId, victimId, ...strange],
      projection: ['risk', 'risk', 'decisions', ...strange],
      tool: ['pay', 'held', ...strange],
      'policy-template': ['spending-limit', ...strange],
      name: ['gate', 'decisions', 'spending-limit', acme.id, 'gate.tar.gz', ...strange],
      partition: ['prod', 'a%2Fb', 'é'.repeat(3), ...strange],
      keyId: [key, 'none', ...strange],
    },
  };
}

/** Access tokens last a quarter of an hour, and a long run longer. */
export async function signInAgain(world: World): Promise<void> {
  const { writ, acme } = world;
  world.owner = await writ.owner();
  world.acme = { ...acme, operator: await writ.signIn(acme.credentials) };
}

function wordsOf(pem: string, decided: readonly string[]): Words {
  const fresh = (prefix: string) => (nth: number) => `${prefix}-${nth}-${randomBytes(2).toString('hex')}`;
  return {
    id: [fresh('n')],
    requestId: [fresh('r'), fresh('r'), 'r-1'],
    sessionId: [...MCP_SESSIONS, fresh('s')],
    parentSessionId: ['s-1', 'none'],
    session: MCP_SESSIONS,
    tool: MCP_NAMES,
    target: [...MCP_NAMES, 'agent-2', 's-9'],
    scope: ['tool', 'tool', 'agent', 'session', 'tenant'],
    policy: ['gate'],
    agent: ['agent-1', 'agent-2'],
    revision: [1, 1, 2],
    basedOn: [1],
    supersedes: [1, 2],
    from: [1],
    modules: [{ 'p.rego': always('ALLOW') }, { 'p.rego': always('DENY') }, {}, { 'p.rego': 'package writ\n' }],
    entrypoint: ['writ/decision'],
    publicKey: [pem],
    decision_id: [fresh('d')],
    decisionId: [...decided],
    timestamp: ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.123456789+05:30'],
    minimumQuality: [0],
    separationOfDuties: ['relaxed'],
    reads: ['unrecorded', 'unrecorded', 'recorded'],
    parts: [['check'], ['hash'], ['format']],
    position: [1, 5],
  };
}
