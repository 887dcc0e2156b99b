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
}

export interface Attack {
  readonly path?: string;
  readonly body?: unknown;
}

const freshKey = () => generateSigningKey('Ed25519').publicKey.pem;
export const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
const pinOfTheVictim = () => ({
  policy: 'victim-policy',
  revision: 1,
  selector: { agent: 'victim-agent' },
  expiresAt: inAnHour(),
  reason: 'x',
});

const operatorIdOf = ({ victimClientId }: Target) => victimClientId.slice(victimClientId.indexOf('.') + 1);
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
  'POST /v1/policy-checks': { body: { modules: { 'p.rego': always('ALLOW') }, parts: ['format'] } },
  'POST /v1/policy-evaluations': { body: { input: {}, policy: 'victim-policy', revision: 1 } },
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
  'POST /v1/controls/kill': { body: { scope: 'tenant', target: on.victim, reason: 'x' } },
  'POST /v1/controls/pause': { body: { scope: 'tenant', target: on.victim, reason: 'x' } },
  'POST /v1/controls/restore': { body: { scope: 'tool', target: 'victim-tool', reason: 'x' } },
  'POST /v1/controls/resume': { body: { scope: 'tenant', target: on.victim, reason: 'x' } },
  'GET /v1/read-models': {},
  'POST /v1/read-models/{name}/skip': { path: '/v1/read-models/decisions/skip', body: { position: 1, reason: 'x' } },
  'GET /v1/ledger/head': {},
  'GET /v1/ledger/events': { path: '/v1/ledger/events?from=1&limit=200' },
  'GET /v1/ledger/export': { path: '/v1/ledger/export?from=1&to=100' },
  'GET /v1/ledger/verify': { path: '/v1/ledger/verify?from=1&to=100' },
});

/** The arguments an attacker gives each GraphQL field. */
export const fieldAttacks = (on: Target): Readonly<Record<string, string>> => ({
  'query agents': `(first: 200)`,
  'query controls': `(first: 200)`,
  'query decision': `(id: "${on.decision}")`,
  'query decisions': `(first: 200, filter: {session: "victim-session"})`,
  'query ledgerHead': '',
  'query policies': `(first: 200)`,
  'query policy': `(id: "victim-policy")`,
  'query policyRevision': `(policy: "victim-policy", revision: 1)`,
  'query checkPolicy': `(input: {modules: {p: "package writ"}, parts: [format]})`,
  'query comparePolicies': `(before: {modules: {p: "package writ"}}, after: {modules: {p: "package writ"}})`,
  'query evaluatePolicy': `(input: {input: {}, policy: "victim-policy", revision: 1})`,
  'query instantiatePolicyTemplate': `(name: "default", parameters: {})`,
  'query policyDiff': `(policy: "victim-policy", revision: 1, against: 1)`,
  'query policyTemplate': `(name: "default")`,
  'query policyTemplates': '',
  'query fabricClients': `(first: 200, client: "victim-agent")`,
  'query reportedDecisions': `(first: 200, filter: {client: "victim-agent"})`,
  'query approvals': `(first: 200)`,
  'query approval': `(approval: "${on.approval}")`,
  'mutation approve': `(approval: "${on.approval}", comment: "x")`,
  'mutation denyApproval': `(approval: "${on.approval}", reason: "x")`,
  'mutation delegateApproval': `(approval: "${on.approval}", to: "x")`,
  'mutation withdrawApproval': `(approval: "${on.approval}", reason: "x")`,
  'mutation commentOnApproval': `(approval: "${on.approval}", comment: "x")`,
  'query exceptions': `(first: 200)`,
  'mutation requestException': `(input: {tool: "victim-tool", seconds: 60, reason: "x"})`,
  'mutation approveException': `(exception: "${on.exception}")`,
  'mutation revokeException': `(exception: "${on.exception}", reason: "x")`,
  'query tools': `(first: 200)`,
  'mutation describeTool': `(input: {name: "victim-tool", class: read})`,
  'mutation importTools': `(input: {tools: [{name: "victim-tool"}]})`,
  'mutation removeTool': `(name: "victim-described")`,
  'query limits': `(first: 200)`,
  'query limitValues': `(limitId: "${on.limit}", first: 200)`,
  'mutation setLimit': `(input: {name: "victim-limit-2", subject: tenant, limit: 0, windowSeconds: 60})`,
  'mutation endLimit': `(limitId: "${on.limit}", reason: "x")`,
  'query quarantine': '',
  'mutation setQuarantine': `(input: {scoring: {threshold: 12}})`,
  'query incidents': `(first: 200)`,
  'query incident': `(incident: "${on.incident}")`,
  'mutation assignIncident': `(incident: "${on.incident}")`,
  'mutation commentOnIncident': `(incident: "${on.incident}", comment: "x")`,
  'mutation releaseIncident': `(incident: "${on.incident}", reason: "x")`,
  'mutation reopenIncident': `(incident: "${on.incident}", reason: "x")`,
  'query facts': `(first: 200)`,
  'query factValues': `(fact: "victim_fact", first: 200)`,
  'mutation declareFact': `(input: {name: "victim_fact_2", definition: {}})`,
  'mutation endFact': `(fact: "victim_fact", reason: "x")`,
  'query sessionLabels': `(session: "victim-session")`,
  'mutation declassifySession': `(session: "victim-session", labels: ["pii"], reason: "x")`,
  'query personalData': '',
  'mutation setPersonalData': `(mode: redact, reason: "x")`,
  'query sinkRules': '',
  'mutation setSinkRule': `(input: {labels: ["pii"], tool: "victim-tool", action: block, reason: "x"})`,
  'mutation endSinkRule': `(rule: "${on.sinkRule}", reason: "x")`,
  'query webhooks': `(first: 200)`,
  'query webhookDeliveries': `(webhook: "${on.webhook}", first: 200)`,
  'mutation registerWebhook': `(input: {name: "x", url: "https://hooks.example/", events: [control_killed]})`,
  'mutation rotateWebhookSecret': `(webhook: "${on.webhook}")`,
  'mutation endWebhook': `(webhook: "${on.webhook}", reason: "x")`,
  'mutation resendWebhookDelivery': `(webhook: "${on.webhook}", delivery: "${on.webhook}")`,
  'query pins': '',
  'query stoppedReadModels': `(first: 200)`,
  'mutation skipReadModelEvent': `(readModel: "decisions", input: {position: 1, reason: "x"})`,
  'query policyGovernance': '',
  'query policyKeys': `(first: 200)`,
  'query policyRevisions': `(policy: "victim-policy", first: 200)`,
  'mutation addPolicyData': `(policy: "victim-policy", input: {data: {}, summary: "x"})`,
  'mutation submitPolicyRevision': `(policy: "victim-policy", revision: 1)`,
  'mutation approvePolicyRevision': `(policy: "victim-policy", revision: 1)`,
  'mutation requestPolicyChanges': `(policy: "victim-policy", revision: 1, input: {comment: "x"})`,
  'mutation signPolicyRevision': `(policy: "victim-policy", revision: 1, input: {envelope: {}})`,
  'mutation rollBackPolicy': `(policy: "victim-policy", input: {reason: "x"})`,
  'query readAudit': '',
  'mutation setReadAudit': `(input: {reads: recorded, reason: "x"})`,
  'mutation setMinimumQuality': `(input: {minimumQuality: 0, reason: "x"})`,
  'mutation setSeparationOfDuties': `(tenant: "${on.victim}", input: {separationOfDuties: enforced, reason: "x"})`,
  'mutation registerPolicyKey': `(input: {name: "Mine", publicKey: ${JSON.stringify(on.signingKey.pem)}})`,
  'mutation rotatePolicyKey': `(keyId: "${on.signingKey.keyId}", input: {publicKey: ${JSON.stringify(freshKey())}})`,
  'mutation revokePolicyKey': `(keyId: "${on.signingKey.keyId}", reason: "x")`,
  'mutation pinRevision': `(input: {policy: "victim-policy", revision: 1, selector: {agent: "victim-agent"}, expiresAt: "${inAnHour()}", reason: "x"})`,
  'mutation liftPin': `(pin: "${on.pin}", input: {reason: "x"})`,
  'query session': `(id: "victim-session")`,
  'query sessions': `(first: 200)`,
  'query tenant': `(id: "${on.victim}")`,
  'mutation addPolicyRevision': `(policy: "victim-policy", input: {modules: {p: "package writ"}, summary: "x"})`,
  'mutation createPolicy': `(input: {id: "victim-policy-3", name: "Mine"})`,
  'mutation createTenant': `(input: {id: "${on.victim}", name: "Mine"})`,
  'mutation kill': `(input: {scope: tenant, target: "${on.victim}", reason: "x"})`,
  'mutation pause': `(input: {scope: tenant, target: "${on.victim}", reason: "x"})`,
  'mutation restore': `(input: {scope: tool, target: "victim-tool", reason: "x"})`,
  'mutation resume': `(input: {scope: tenant, target: "${on.victim}", reason: "x"})`,
  'mutation publishPolicyRevision': `(policy: "victim-policy", revision: 1)`,
  'mutation registerAgent': `(input: {id: "victim-agent", name: "Mine"})`,
  'query operators': `(tenant: "${on.victim}")`,
  'mutation rotateOperatorSecret': `(tenant: "${on.victim}", operator: "${operatorIdOf(on)}")`,
  'mutation changeOperatorRoles': `(tenant: "${on.victim}", operator: "${operatorIdOf(on)}", input: { roles: [viewer], reason: "x" })`,
  'mutation endOperator': `(tenant: "${on.victim}", operator: "${operatorIdOf(on)}", input: { reason: "x" })`,
  'mutation registerOperator': `(tenant: "${on.victim}", input: {name: "Intruder", roles: [owner]})`,
  'mutation revokeAgentKey': `(agent: "victim-agent", keyId: "${on.agentKey}")`,
  'mutation rotateAgentKey': `(agent: "victim-agent")`,
  'subscription ledgerEvents': `(after: 0)`,
});
