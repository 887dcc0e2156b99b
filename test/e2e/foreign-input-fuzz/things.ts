import { eventually } from '#test/support/conditions';
import { always, type SeededTenant } from '#test/support/running-writ';
import type { Words } from './schema-values.js';

/** Allows everything but two tools: people are asked about one of them, the other is denied. */
export const GATE = `package writ

verdict := "REQUIRE_APPROVAL" if input.tool == "held"

else := "DENY" if input.tool == "denied"

else := "ALLOW"

decision := {"verdict": verdict, "rule": "gate", "reason": "as it stands"}
`;

const CANDIDATES = [
  { policy: 'gate', revision: 1 },
  { modules: { 'p.rego': GATE } },
  { modules: { 'p.rego': always('DENY') } },
  { policy: 'gate', revision: 2 },
  { policy: 'gate' },
  { modules: { 'p.rego': 'package writ\n' } },
];
const INVARIANT = 'package drawn\n\nviolation contains "denied" if input.ruling.verdict == "DENY"\n';
const LOG_ENTRY = { decision_id: 'd-1', timestamp: '2026-01-01T00:00:00Z', path: 'writ/decision', input: { tool: 'pay' } };

/** One of everything that a tenant can have, so that hostile requests get as far as to what they name. By the name of the kind. */
export async function makeThings({ operator, agent }: SeededTenant): Promise<Readonly<Record<string, string>>> {
  const held = await agent.decide('s-held', 'held');
  const burst = { name: 'burst', on: 'denials', count: 1, windowSeconds: 60 };
  await operator.post('/v1/quarantine', { scoring: null, triggers: [burst], reason: 'x' });
  await agent.decide('s-denied', 'denied');
  const made = (path: string, body: object) => operator.post<{ id: string }>(path, body);
  const hook = { name: 'hook', url: 'https://hooks.example/', events: ['exception_revoked'] };
  const rule = { labels: ['pii'], class: 'egress', action: 'block', reason: 'x' };
  const [limit, exception, webhook, sinkRule] = [
    await made('/v1/limits', { name: 'calls', subject: 'agent', limit: 1_000_000_000, windowSeconds: 60 }),
    await made('/v1/exceptions', { tool: 'pay', seconds: 86_400, reason: 'x' }),
    await made('/v1/webhooks', hook),
    await made('/v1/sink-rules', rule),
  ];
  const selector = { label: { name: 'note', value: 'nobody' } };
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const pinned = { policy: 'gate', revision: 1, selector, expiresAt, reason: 'x', forLater: true };
  const { pin } = await operator.post<{ pin: string }>('/v1/pins', pinned);
  await operator.post('/v1/facts', { name: 'known_fact', definition: { by: 'tool' } });
  await operator.post('/v1/invariants', { name: 'drawn', says: 'x', rego: INVARIANT });
  return {
    approval: held.approval?.id ?? '',
    limit: limit.id,
    exception: exception.id,
    webhook: webhook.id,
    pin,
    'sink-rule': sinkRule.id,
    fact: 'known_fact',
    invariant: 'drawn',
    delivery: crypto.randomUUID(),
    incident: await firstIncident(operator),
    ...(await makeTrials(operator)),
  };
}

async function firstIncident(operator: SeededTenant['operator']): Promise<string> {
  let id: string | undefined;
  await eventually('there is an incident', async () => {
    const { items } = await operator.get<{ items: { id: string }[] }>('/v1/incidents');
    return (id = items[0]?.id) !== undefined;
  });
  return id ?? '';
}

/** A replay that is through, a shadow that runs, and a history. */
async function makeTrials(operator: SeededTenant['operator']): Promise<{ replay: string; shadow: string; digest: string }> {
  const candidate = { modules: { 'p.rego': always('DENY') } };
  const replay = await operator.post<{ id: string }>('/v1/replays', { candidate });
  await eventually('it is replayed', async () => {
    const { state } = await operator.get<{ state: string }>(`/v1/replays/${replay.id}`);
    return state === 'completed';
  });
  const shadow = await operator.post<{ id: string }>('/v1/shadows', { candidate: { policy: 'gate', revision: 1 } });
  const sent = await fetch(new URL('/v1/replay-histories', operator.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${operator.token}`, 'content-type': 'application/x-ndjson' },
    body: JSON.stringify(LOG_ENTRY),
  });
  return { replay: replay.id, shadow: shadow.id, digest: ((await sent.json()) as { digest: string }).digest };
}

/** What requests about them are made of. */
export function wordsOfThings({ digest = '', fact = '' }: Readonly<Record<string, string>>): Words {
  return {
    candidate: CANDIDATES,
    baseline: [{ policy: 'gate', revision: 1 }],
    range: [{}, { from: 1 }, { from: 1, to: 20 }, { from: 20, to: 1 }, { from: '2026-01-01T00:00:00Z' }],
    history: [digest],
    rego: [INVARIANT, 'package drawn\n', 'package writ\n\nviolation contains 1 if false\n'],
    fact: [fact],
  };
}
