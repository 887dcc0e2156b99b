import { generateSigningKey, type PublicKey } from '#libs/policy-signing';
import { always } from './running-writ.js';

/** The victim's ids, to be used by everybody else. */
export interface Target {
  readonly victim: string;
  readonly victimClientId: string;
  readonly rivalClientSecret: string;
  readonly decision: string;
  /** Id of an agent's key. */
  readonly agentKey: string;
  /** Of a page of the victim's. */
  readonly cursor: string;
  /** Registered by the victim. */
  readonly signingKey: PublicKey;
  readonly pin: string;
  /** Asked for by the victim's agent, pending. */
  readonly approval: string;
  /** Asked for by the victim's operator. */
  readonly exception: string;
  readonly limit: string;
  readonly incident: string;
  /** Set by the victim. */
  readonly sinkRule: string;
  readonly webhook: string;
  /** Completed. */
  readonly replay: string;
  /** Running. */
  readonly shadow: string;
}

export interface Attack {
  readonly path?: string;
  readonly body?: unknown;
}

export const freshKey = () => generateSigningKey('Ed25519').publicKey.pem;
export const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
const pinOfTheVictim = () => ({
  policy: 'victim-policy',
  revision: 1,
  selector: { agent: 'victim-agent' },
  expiresAt: inAnHour(),
  reason: 'x',
});

export const operatorIdOf = ({ victimClientId }: Target) => victimClientId.slice(victimClientId.indexOf('.') + 1);
const operatorOf = (on: Target) => `/v1/tenants/${on.victim}/operators/${operatorIdOf(on)}`;

/** What an attacker sends to each route: the victim's ids wherever an id goes. `null` for routes that are open or carry no tenant. */
export const routeAttacks = (on: Target): Readonly<Record<string, Attack | null>> => ({
  'GET /.well-known/jwks.json': null,
  'GET /healthz': null,
  'GET /readyz': null,
  'GET /metrics': null,
  'POST /v1/auth/token': {
    body: { clientId: on.victimClientId, clientSecret: on.rivalClientSecret },
  },
  'POST /v1/tenants': { body: { id: on.victim, name: 'Mine now' } },
  'GET /v1/tenants': { path: '/v1/tenants?limit=200' },
  'GET /v1/tenants/{id}': { path: `/v1/tenants/${on.victim}` },
  'POST /v1/tenants/{id}/operators': {
    path: `/v1/tenants/${on.victim}/operators`,
    body: { name: 'Intruder', roles: ['owner'] },
  },
  'GET /v1/tenants/{id}/operators': { path: `/v1/tenants/${on.victim}/operators?limit=200` },
  'POST /v1/tenants/{id}/operators/{operator}/rotate-secret': { path: `${operatorOf(on)}/rotate-secret` },
  'POST /v1/tenants/{id}/operators/{operator}/roles': {
    path: `${operatorOf(on)}/roles`,
    body: { roles: ['viewer'], reason: 'x' },
  },
  'POST /v1/tenants/{id}/operators/{operator}/end': { path: `${operatorOf(on)}/end`, body: { reason: 'x' } },
  'POST /v1/agents': { body: { id: 'agent-1', name: 'Another' } },
  'GET /v1/agents': { path: `/v1/agents?limit=200&cursor=${on.cursor}` },
  'POST /v1/agents/{id}/keys/rotate': { path: '/v1/agents/victim-agent/keys/rotate' },
  'DELETE /v1/agents/{id}/keys/{keyId}': { path: `/v1/agents/victim-agent/keys/${on.agentKey}` },
  'POST /v1/sessions': { body: { id: 'victim-session', parentSessionId: 'victim-session' } },
  'GET /v1/sessions': { path: '/v1/sessions?limit=200' },
  'GET /v1/sessions/{id}': { path: '/v1/sessions/victim-session' },
  'POST /v1/sessions/{id}/close': { path: '/v1/sessions/victim-session/close' },
  'POST /v1/decisions': {
    body: { sessionId: 'victim-session', requestId: 'victim-request', tool: 'pay', arguments: {} },
  },
  'POST /v1/decisions/batch': {
    body: [{ sessionId: 'victim-session', requestId: 'victim-request', tool: 'pay', arguments: {} }],
  },
  'POST /v1/decisions/{id}/outcome': {
    path: `/v1/decisions/${on.decision}/outcome`,
    body: { status: 'failed' },
  },
  'GET /v1/decisions': { path: '/v1/decisions?session=victim-session&agent=victim-agent&policy=victim-policy' },
  'GET /v1/decisions/{id}': { path: `/v1/decisions/${on.decision}` },
  'POST /v1/policies': { body: { id: 'victim-policy-2', name: 'Mine' } },
  'GET /v1/policies': { path: '/v1/policies?limit=200' },
  'GET /v1/policies/{id}': { path: '/v1/policies/victim-policy' },
  'POST /v1/policies/{id}/revisions': {
    path: '/v1/policies/victim-policy/revisions',
    body: { modules: { 'p.rego': always('ALLOW') }, summary: 'x' },
  },
  'GET /v1/policies/{id}/revisions/{revision}': { path: '/v1/policies/victim-policy/revisions/1' },
  'GET /v1/policies/{id}/revisions': { path: '/v1/policies/victim-policy/revisions' },
  'POST /v1/policies/{id}/data': { path: '/v1/policies/victim-policy/data', body: { data: {}, summary: 'x' } },
  'POST /v1/policies/{id}/revisions/{revision}/submit': { path: '/v1/policies/victim-policy/revisions/1/submit' },
  'POST /v1/policies/{id}/revisions/{revision}/approve': { path: '/v1/policies/victim-policy/revisions/1/approve' },
  'POST /v1/policies/{id}/revisions/{revision}/request-changes': {
    path: '/v1/policies/victim-policy/revisions/1/request-changes',
    body: { comment: 'x' },
  },
  'POST /v1/policies/{id}/revisions/{revision}/signatures': {
    path: '/v1/policies/victim-policy/revisions/1/signatures',
    body: { envelope: {} },
  },
  'POST /v1/policies/{id}/rollback': { path: '/v1/policies/victim-policy/rollback', body: { reason: 'x' } },
  'GET /v1/read-audit': {},
  'POST /v1/read-audit': { body: { reads: 'recorded', reason: 'x' } },
  'GET /v1/policy-governance': {},
  'POST /v1/policy-governance': { body: { minimumQuality: 0, reason: 'x' } },
  'POST /v1/tenants/{id}/policy-governance': {
    path: `/v1/tenants/${on.victim}/policy-governance`,
    body: { separationOfDuties: 'enforced', reason: 'x' },
  },
  'POST /v1/policy-keys': { body: { name: 'Mine', publicKey: on.signingKey.pem } },
  'GET /v1/policy-keys': { path: '/v1/policy-keys?limit=200' },
  'POST /v1/policy-keys/{keyId}/rotate': {
    path: `/v1/policy-keys/${on.signingKey.keyId}/rotate`,
    body: { publicKey: freshKey() },
  },
  'POST /v1/policy-keys/{keyId}/revoke': { path: `/v1/policy-keys/${on.signingKey.keyId}/revoke`, body: { reason: 'x' } },
  'GET /v1/policy-plans/{name}': { path: '/v1/policy-plans/victim-policy' },
  'GET /v1/policies/{id}/revisions/{revision}/diff': { path: '/v1/policies/victim-policy/revisions/1/diff?against=1' },
  'GET /v1/policies/{id}/revisions/{revision}/semantic-diff': {
    path: '/v1/policies/victim-policy/revisions/1/semantic-diff?against=1',
  },
  'POST /v1/policies/{id}/revisions/{revision}/dossier': { path: '/v1/policies/victim-policy/revisions/1/dossier', body: {} },
  'GET /v1/policies/{id}/revisions/{revision}/dossier': { path: '/v1/policies/victim-policy/revisions/1/dossier' },
  'GET /v1/dossier-key': {},
  'POST /v1/policy-checks': { body: { modules: { 'p.rego': always('ALLOW') }, parts: ['format'] } },
  'POST /v1/policy-evaluations': { body: { input: {}, policy: 'victim-policy', revision: 1 } },
  'GET /v1/invariants': {},
  'POST /v1/invariants': { body: { name: 'no-evaluation-error', says: 'victim-invariant' } },
  'POST /v1/invariants/{invariant}/withdraw': { path: '/v1/invariants/victim-invariant/withdraw', body: { reason: 'x' } },
  'POST /v1/invariants/check': { body: { policy: 'victim-policy', revision: 1, invariants: [{ name: 'no-evaluation-error' }] } },
  'POST /v1/policy-diffs': {
    body: { before: { modules: { 'p.rego': always('ALLOW') } }, after: { modules: { 'p.rego': always('DENY') } } },
  },
  'GET /v1/policy-templates': {},
  'GET /v1/policy-templates/{name}': { path: '/v1/policy-templates/default' },
  'POST /v1/policy-templates/{name}/instantiate': { path: '/v1/policy-templates/default/instantiate', body: {} },
  'GET /v1/opa/bundles/{name}': { path: '/v1/opa/bundles/victim-policy' },
  'GET /v1/opa/signed-bundles/{name}': { path: '/v1/opa/signed-bundles/victim-policy' },
  'GET /v1/opa/discovery/{name}': { path: '/v1/opa/discovery/victim-policy' },
  'GET /v1/opa/bundle-key': {},
  'POST /v1/opa/status': { body: { labels: { id: 'victim-opa', version: '1' }, bundles: {} } },
  'POST /v1/opa/status/{partition}': {
    path: '/v1/opa/status/victim',
    body: { labels: { id: 'victim-opa', version: '1' }, bundles: {} },
  },
  'POST /v1/opa/logs/{partition}': { path: '/v1/opa/logs/victim', body: [] },
  'POST /v1/opa/logs': {
    body: [
      { decision_id: 'victim-reported', labels: { id: 'victim-opa' }, timestamp: '2026-01-01T00:00:00Z', path: 'writ/decision' },
    ],
  },
  'GET /v1/opa/clients': {},
  'GET /v1/reported-decisions': { path: '/v1/reported-decisions?client=victim-agent' },
  'GET /v1/approvals': {},
  'GET /v1/approvals/{id}': { path: `/v1/approvals/${on.approval}` },
  'POST /v1/approvals/{id}/approve': { path: `/v1/approvals/${on.approval}/approve`, body: { comment: 'x' } },
  'POST /v1/approvals/{id}/deny': { path: `/v1/approvals/${on.approval}/deny`, body: { reason: 'x' } },
  'POST /v1/approvals/{id}/delegate': { path: `/v1/approvals/${on.approval}/delegate`, body: { to: 'x' } },
  'POST /v1/approvals/{id}/withdraw': { path: `/v1/approvals/${on.approval}/withdraw`, body: { reason: 'x' } },
  'POST /v1/approvals/{id}/comment': { path: `/v1/approvals/${on.approval}/comment`, body: { comment: 'x' } },
  'GET /v1/exceptions': {},
  'POST /v1/exceptions': { body: { tool: 'victim-tool', seconds: 60, reason: 'x' } },
  'POST /v1/exceptions/{id}/approve': { path: `/v1/exceptions/${on.exception}/approve` },
  'POST /v1/exceptions/{id}/revoke': { path: `/v1/exceptions/${on.exception}/revoke`, body: { reason: 'x' } },
  'GET /v1/replays': {},
  'POST /v1/replays': { body: { candidate: { policy: 'victim-policy', revision: 1 } } },
  'GET /v1/replays/{id}': { path: `/v1/replays/${on.replay}` },
  'POST /v1/replays/{id}/pause': { path: `/v1/replays/${on.replay}/pause` },
  'POST /v1/replays/{id}/resume': { path: `/v1/replays/${on.replay}/resume` },
  'POST /v1/replays/{id}/cancel': { path: `/v1/replays/${on.replay}/cancel` },
  'POST /v1/replays/{id}/retry': { path: `/v1/replays/${on.replay}/retry` },
  'GET /v1/replays/{id}/differences': { path: `/v1/replays/${on.replay}/differences` },
  'GET /v1/replays/{id}/report': { path: `/v1/replays/${on.replay}/report?format=html` },
  'GET /v1/replays/{id}/suggestions': { path: `/v1/replays/${on.replay}/suggestions` },
  'GET /v1/replay-histories': {},
  'POST /v1/replay-histories': { path: '/v1/replay-histories?format=opa-decision-log', body: { decision_id: 'x', input: {} } },
  'DELETE /v1/replay-histories/{digest}': { path: `/v1/replay-histories/${'0'.repeat(64)}` },
  'GET /v1/policies/{id}/revisions/{revision}/drafted-rules': { path: '/v1/policies/victim-policy/revisions/1/drafted-rules' },
  'GET /v1/shadows': {},
  'POST /v1/shadows': { body: { candidate: { policy: 'victim-policy', revision: 1 } } },
  'GET /v1/shadows/{id}': { path: `/v1/shadows/${on.shadow}` },
  'POST /v1/shadows/{id}/end': { path: `/v1/shadows/${on.shadow}/end` },
  'GET /v1/shadows/{id}/differences': { path: `/v1/shadows/${on.shadow}/differences` },
  'GET /v1/shadows/{id}/suggestions': { path: `/v1/shadows/${on.shadow}/suggestions` },
  'GET /v1/tools': {},
  'POST /v1/tools': { body: { name: 'victim-tool', class: 'read' } },
  'POST /v1/tools/import': { body: { tools: [{ name: 'victim-tool' }] } },
  'DELETE /v1/tools/{name}': { path: '/v1/tools/victim-described' },
  'GET /v1/limits': {},
  'POST /v1/limits': { body: { name: 'victim-limit', subject: 'tenant', limit: 0, windowSeconds: 60 } },
  'GET /v1/limits/{id}/values': { path: `/v1/limits/${on.limit}/values` },
  'POST /v1/limits/{id}/end': { path: `/v1/limits/${on.limit}/end`, body: { reason: 'x' } },
  'GET /v1/quarantine': {},
  'POST /v1/quarantine': { body: { scoring: { threshold: 12 } } },
  'GET /v1/incidents': { path: '/v1/incidents?agent=victim-agent' },
  'GET /v1/incidents/{id}': { path: `/v1/incidents/${on.incident}` },
  'POST /v1/incidents/{id}/assign': { path: `/v1/incidents/${on.incident}/assign`, body: {} },
  'POST /v1/incidents/{id}/comment': { path: `/v1/incidents/${on.incident}/comment`, body: { comment: 'x' } },
  'POST /v1/incidents/{id}/release': { path: `/v1/incidents/${on.incident}/release`, body: { reason: 'x' } },
  'POST /v1/incidents/{id}/reopen': { path: `/v1/incidents/${on.incident}/reopen`, body: { reason: 'x' } },
  'GET /v1/risk': { path: '/v1/risk?agent=victim-agent' },
  'GET /v1/risk/factors': {},
  'POST /v1/risk/factors': { body: { factors: [{ name: 'x', points: 1, tools: ['x'] }] } },
  'GET /v1/usage': { path: '/v1/usage?agent=victim-agent&format=csv' },
  'GET /v1/usage/quotas': {},
  'GET /v1/usage/prices': {},
  'POST /v1/usage/prices': { body: { other: { perCall: 1 } } },
  'GET /v1/facts': {},
  'POST /v1/facts': { body: { name: 'victim_fact', definition: {} } },
  'GET /v1/facts/{fact}/values': { path: '/v1/facts/victim_fact/values' },
  'POST /v1/facts/{fact}/end': { path: '/v1/facts/victim_fact/end', body: { reason: 'x' } },
  'GET /v1/sessions/{id}/labels': { path: '/v1/sessions/victim-session/labels' },
  'POST /v1/sessions/{id}/declassify': {
    path: '/v1/sessions/victim-session/declassify',
    body: { labels: ['pii'], reason: 'x' },
  },
  'GET /v1/personal-data': {},
  'POST /v1/personal-data': { body: { mode: 'redact', reason: 'x' } },
  'GET /v1/sink-rules': {},
  'POST /v1/sink-rules': { body: { labels: ['pii'], tool: 'victim-tool', action: 'block', reason: 'x' } },
  'POST /v1/sink-rules/{id}/end': { path: `/v1/sink-rules/${on.sinkRule}/end`, body: { reason: 'x' } },
  'GET /v1/webhooks': {},
  'POST /v1/webhooks': { body: { name: 'x', url: 'https://hooks.example/', events: ['control_killed'] } },
  'POST /v1/webhooks/{webhook}/rotate': { path: `/v1/webhooks/${on.webhook}/rotate`, body: {} },
  'POST /v1/webhooks/{webhook}/end': { path: `/v1/webhooks/${on.webhook}/end`, body: { reason: 'x' } },
  'GET /v1/webhooks/{webhook}/deliveries': { path: `/v1/webhooks/${on.webhook}/deliveries` },
  'POST /v1/webhooks/{webhook}/deliveries/{delivery}/resend': {
    path: `/v1/webhooks/${on.webhook}/deliveries/${on.webhook}/resend`,
  },
  'GET /v1/pins': {},
  'POST /v1/pins': { body: pinOfTheVictim() },
  'POST /v1/pins/{id}/lift': { path: `/v1/pins/${on.pin}/lift`, body: { reason: 'x' } },
  'POST /v1/policies/{id}/revisions/{revision}/publish': { path: '/v1/policies/victim-policy/revisions/1/publish' },
  'GET /v1/controls': {},
  'GET /v1/controls/at/{revision}': { path: '/v1/controls/at/1000' },
  'POST /v1/controls/kill': { body: { scope: 'tenant', target: on.victim, reason: 'x' } },
  'POST /v1/controls/pause': { body: { scope: 'tenant', target: on.victim, reason: 'x' } },
  'POST /v1/controls/restore': { body: { scope: 'tool', target: 'victim-tool', reason: 'x' } },
  'POST /v1/controls/resume': { body: { scope: 'tenant', target: on.victim, reason: 'x' } },
  'GET /v1/projections': {},
  'POST /v1/projections/{name}/verify': { path: '/v1/projections/decisions/verify' },
  'POST /v1/projections/{name}/rebuild': { path: '/v1/projections/decisions/rebuild' },
  'POST /v1/projections/{name}/cancel': { path: '/v1/projections/decisions/cancel' },
  'POST /v1/projections/{name}/pause': { path: '/v1/projections/decisions/pause', body: { reason: 'x' } },
  'POST /v1/projections/{name}/resume': { path: '/v1/projections/decisions/resume' },
  'POST /v1/projections/{name}/skip': { path: '/v1/projections/decisions/skip', body: { position: 1, reason: 'x' } },
  'GET /v1/ledger/head': {},
  'GET /v1/ledger/events': { path: '/v1/ledger/events?from=1&limit=200' },
  'GET /v1/ledger/export': { path: '/v1/ledger/export?from=1&to=100' },
  'GET /v1/ledger/verify': { path: '/v1/ledger/verify?from=1&to=100' },
});
