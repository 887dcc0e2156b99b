import { generateSigningKey } from '#libs/policy-signing';
import { eventually } from './conditions.js';
import { inAnHour, type Target } from './isolation-attacks.js';
import { HOLDING } from './isolation-victim.js';
import { publishPolicy, type RunningWrit, type SeededTenant } from './running-writ.js';
import { WritClient, type Decision } from './writ-client.js';

/** Stands in everything the victim has recorded that is not an id, so wherever it shows up, data has leaked. */
export const MARK = 'only-the-victim-knows';

export interface SeededVictim {
  readonly victim: SeededTenant;
  /** Made by its agent, for the request `victim-request`. */
  readonly decision: Decision;
  readonly target: Target;
}

/** Has the tenant record one of everything there is, and tells what to go for. */
export async function seedVictim(writ: RunningWrit, tenant: SeededTenant, rival: SeededTenant): Promise<SeededVictim> {
  const { victim, agentKey } = await withMarkedAgent(writ, tenant);
  await publishPolicy(victim.operator, 'victim-policy', `# ${MARK}\n${HOLDING}`, { note: MARK });
  const limit = await declared(victim);
  const { decision, approval, incident } = await decided(writ, victim);
  const given = await allowedAndForbidden(victim);
  const cursor = await cursorOf(writ, victim);
  const { signingKey, pin } = await pinned(victim);
  const looked = await lookedAtAgain(victim);
  const { clientId: victimClientId } = victim.credentials;
  const { clientSecret: rivalClientSecret } = rival.credentials;
  return {
    victim,
    decision,
    target: {
      victim: victim.id,
      victimClientId,
      rivalClientSecret,
      agentKey,
      decision: decision.decisionId,
      approval,
      incident,
      limit,
      cursor,
      signingKey,
      pin,
      ...given,
      ...looked,
    },
  };
}

async function withMarkedAgent(writ: RunningWrit, tenant: SeededTenant): Promise<{ victim: SeededTenant; agentKey: string }> {
  const agent = { id: 'victim-agent', name: MARK, labels: { note: MARK } };
  const { key } = await tenant.operator.post<{ key: string }>('/v1/agents', agent);
  const named = Buffer.from(key.split('_')[1] ?? '', 'base64url').toString();
  return { victim: { ...tenant, agent: new WritClient(writ.url, key) }, agentKey: named.split('/')[2] ?? '' };
}

/** What calls are counted and judged by; the id of a limit. */
async function declared({ operator }: SeededTenant): Promise<string> {
  const limit = { name: 'victim-limit', subject: 'agent', limit: 1_000, windowSeconds: 60 };
  const { id } = await operator.post<{ id: string }>('/v1/limits', limit);
  await operator.post('/v1/limits', { name: 'victim-quota', subject: 'tenant', limit: 1_000, period: 'month' });
  await operator.post('/v1/usage/prices', { other: { perCall: 7 } });
  await operator.post('/v1/risk/factors', { factors: [{ name: 'victim_factor', points: 7, tools: [MARK] }] });
  const rego = 'package victim\n\nviolation contains "x" if input.failed\n';
  await operator.post('/v1/invariants', { name: 'victim-invariant', says: MARK, rego });
  await operator.post('/v1/facts', { name: 'victim_fact', definition: { by: 'tool' } });
  return id;
}

/** Calls that are allowed, held, and denied often enough for an incident. */
async function decided(
  writ: RunningWrit,
  { id, operator, agent }: SeededTenant,
): Promise<{ decision: Decision; approval: string; incident: string }> {
  await agent.post('/v1/sessions', { id: 'victim-session', tags: [MARK] });
  const decision = await agent.decide('victim-session', MARK, { requestId: 'victim-request', arguments: { note: MARK } });
  const held = await agent.decide('victim-session', 'victim-held', { arguments: { note: MARK } });
  const burst = { name: 'victim-burst', on: 'denials', count: 1, windowSeconds: 60 };
  await operator.post('/v1/quarantine', { scoring: null, triggers: [burst], reason: MARK });
  await agent.decide('victim-contained', 'victim-denied');
  const upToNow = { 'writ-min-position': String((await writ.store.head(id)).position) };
  const { items } = await operator.get<{ items: { id: string }[] }>('/v1/incidents', upToNow);
  return { decision, approval: held.approval?.id as string, incident: items[0]?.id as string };
}

async function allowedAndForbidden({ operator }: SeededTenant): Promise<Pick<Target, 'exception' | 'webhook' | 'sinkRule'>> {
  const idOf = async (path: string, body: object): Promise<string> => (await operator.post<{ id: string }>(path, body)).id;
  const exception = await idOf('/v1/exceptions', { tool: 'victim-tool', seconds: 60, reason: MARK });
  const hook = { name: MARK, url: 'https://hooks.example/', events: ['exception_revoked'] };
  const webhook = await idOf('/v1/webhooks', hook);
  await operator.post('/v1/tools', { name: 'victim-described', class: 'read', owner: MARK });
  const sinkRule = await idOf('/v1/sink-rules', { labels: ['pii'], class: 'egress', action: 'block', reason: MARK });
  await operator.post('/v1/controls/kill', { scope: 'tool', target: 'victim-tool', reason: MARK, forLater: true });
  return { exception, webhook, sinkRule };
}

async function cursorOf(writ: RunningWrit, { id, operator }: SeededTenant): Promise<string> {
  const upToNow = { 'writ-min-position': String((await writ.store.head(id)).position) };
  return (await operator.get<{ nextCursor: string }>('/v1/agents?limit=1', upToNow)).nextCursor;
}

async function pinned({ operator, agent }: SeededTenant): Promise<Pick<Target, 'signingKey' | 'pin'>> {
  await agent.post('/v1/opa/status', { labels: { id: MARK, version: '1' }, bundles: {} });
  const reported = {
    decision_id: 'victim-reported',
    labels: { id: MARK },
    timestamp: '2026-01-01T00:00:00Z',
    path: 'writ/decision',
    input: { note: MARK },
    result: { note: MARK },
  };
  await agent.post('/v1/opa/logs', [reported]);
  const signingKey = generateSigningKey('Ed25519').publicKey;
  await operator.post('/v1/policy-keys', { name: MARK, publicKey: signingKey.pem });
  const pin = {
    policy: 'victim-policy',
    revision: 1,
    selector: { label: { name: 'note', value: 'nobody' } },
    expiresAt: inAnHour(),
    reason: MARK,
    forLater: true,
  };
  return { signingKey, pin: (await operator.post<{ pin: string }>('/v1/pins', pin)).pin };
}

/** A replay that has ended, and a shadow that is running. */
async function lookedAtAgain({ operator }: SeededTenant): Promise<Pick<Target, 'replay' | 'shadow'>> {
  const candidate = { modules: { 'policy.rego': HOLDING.replace('ALLOW', 'DENY') } };
  const { id: replay } = await operator.post<{ id: string }>('/v1/replays', { name: MARK, candidate });
  await eventually('it is replayed', async () => {
    const { state } = await operator.get<{ state: string }>(`/v1/replays/${replay}`);
    return state === 'completed';
  });
  const stored = { policy: 'victim-policy', revision: 1 };
  const { id: shadow } = await operator.post<{ id: string }>('/v1/shadows', { name: MARK, candidate: stored });
  return { replay, shadow };
}
