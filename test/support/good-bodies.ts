import { always, type SeededTenant } from './running-writ.js';
import type { Decision, WritClient } from './writ-client.js';

export interface RouteWithBody {
  readonly path: string;
  /** Who may use it; anybody when left out. */
  readonly caller: WritClient | undefined;
  readonly body: Record<string, unknown>;
  /** Members that may hold anything. */
  readonly free?: readonly string[];
  /** Nothing but blanks is fine, too. */
  readonly needsBody?: false;
}

/** Every route with a body and a body that is fine, as far as its shape goes. The policy `gate` MUST have one revision, published. */
export function goodBodies(acme: SeededTenant, owner: WritClient, decision: Decision): RouteWithBody[] {
  return [
    {
      path: '/v1/decisions',
      caller: acme.agent,
      body: {
        requestId: 'q',
        sessionId: 's-9',
        tool: 'pay',
        arguments: { a: 1 },
        context: { b: 1 },
        prompt: { type: 'x', confidence: 'low', action: 'skip' },
        approvalToken: 'x',
      },
      free: ['arguments', 'context'],
    },
    {
      path: `/v1/decisions/${decision.decisionId}/outcome`,
      caller: acme.agent,
      body: { status: 'succeeded', durationMs: 1, labels: ['x'], error: 'x' },
    },
    { path: '/v1/sessions', caller: acme.agent, body: { id: 's-9', tags: ['x'], parentSessionId: 's-1' } },
    { path: '/v1/agents', caller: acme.operator, body: { id: 'agent-9', name: 'Bot', labels: { a: 'b' } } },
    { path: '/v1/policies', caller: acme.operator, body: { id: 'policy-9', name: 'Policy' } },
    {
      path: '/v1/policies/gate/revisions',
      caller: acme.operator,
      body: { modules: { 'p.rego': always('ALLOW') }, entrypoint: 'writ/decision', summary: 'x' },
    },
    {
      path: '/v1/policies/gate/data',
      caller: acme.operator,
      body: { data: {}, basedOn: 1, summary: 'x' },
      free: ['data'],
    },
    { path: '/v1/policies/gate/revisions/1/submit', caller: acme.operator, needsBody: false, body: { comment: 'x' } },
    { path: '/v1/policies/gate/revisions/1/approve', caller: acme.operator, needsBody: false, body: { comment: 'x' } },
    { path: '/v1/policies/gate/revisions/1/request-changes', caller: acme.operator, body: { comment: 'x' } },
    {
      path: '/v1/policies/gate/revisions/1/dossier',
      caller: acme.operator,
      needsBody: false,
      body: { replay: decision.decisionId },
    },
    {
      path: '/v1/policies/gate/revisions/1/publish',
      caller: acme.operator,
      needsBody: false,
      body: { comment: 'x', supersedes: 1 },
    },
    {
      path: '/v1/policies/gate/revisions/1/signatures',
      caller: acme.operator,
      body: { envelope: { payload: '', payloadType: '', signatures: [] } },
      free: ['envelope'],
    },
    { path: '/v1/policies/gate/rollback', caller: acme.operator, body: { reason: 'x', from: 1 } },
    { path: '/v1/read-audit', caller: acme.operator, body: { reads: 'unrecorded', reason: 'x' } },
    { path: '/v1/policy-governance', caller: acme.operator, body: { minimumQuality: 0, reason: 'x' } },
    {
      path: `/v1/tenants/${acme.id}/policy-governance`,
      caller: owner,
      body: { separationOfDuties: 'relaxed', reason: 'x' },
    },
    {
      path: '/v1/pins',
      caller: acme.operator,
      body: {
        policy: 'gate',
        revision: 1,
        selector: { agent: 'agent-1' },
        expiresAt: '2999-01-01T00:00:00Z',
        reason: 'x',
        forLater: true,
      },
    },
    { path: `/v1/pins/${crypto.randomUUID()}/lift`, caller: acme.operator, body: { reason: 'x' } },
    { path: `/v1/approvals/${crypto.randomUUID()}/approve`, caller: acme.operator, needsBody: false, body: { comment: 'x' } },
    { path: `/v1/approvals/${crypto.randomUUID()}/deny`, caller: acme.operator, body: { reason: 'x' } },
    {
      path: `/v1/approvals/${crypto.randomUUID()}/delegate`,
      caller: acme.operator,
      body: { to: 'x', until: '2999-01-01T00:00:00Z', comment: 'x' },
    },
    { path: `/v1/approvals/${crypto.randomUUID()}/withdraw`, caller: acme.agent, body: { reason: 'x' } },
    { path: `/v1/approvals/${crypto.randomUUID()}/comment`, caller: acme.operator, body: { comment: 'x' } },
    {
      path: '/v1/exceptions',
      caller: acme.operator,
      body: { session: 'x', agent: 'x', tool: 'x', rule: 'x', seconds: 60, uses: 1, reason: 'x' },
    },
    { path: `/v1/exceptions/${crypto.randomUUID()}/revoke`, caller: acme.operator, body: { reason: 'x' } },
    {
      path: '/v1/replays',
      caller: acme.operator,
      body: {
        name: 'x',
        range: { from: 1, to: 2 },
        filter: { agents: ['x'], tools: ['x'], sessions: ['x'], labels: ['x'], verdicts: ['DENY'] },
        baseline: { policy: 'x', revision: 1 },
        candidate: { policy: 'x', revision: 1 },
        mode: 'independent',
        seed: 'x',
        listed: 1,
      },
      free: ['range', 'filter'],
    },
    {
      path: '/v1/shadows',
      caller: acme.operator,
      body: {
        name: 'x',
        candidate: { policy: 'x', revision: 1 },
        selector: { agents: ['x'], tools: ['x'], sessions: ['x'], labels: ['x'] },
        share: 50,
        ends: { decisions: 1 },
      },
      free: ['selector', 'ends'],
    },
    {
      path: '/v1/invariants',
      caller: acme.operator,
      body: { name: 'mine', says: 'x', rego: 'package mine\n\nviolation := set()', parameters: { labels: ['pii'] } },
    },
    { path: '/v1/invariants/mine/withdraw', caller: acme.operator, body: { reason: 'x' } },
    {
      path: '/v1/tools',
      caller: acme.operator,
      body: { name: 'x', class: 'read', returns: ['pii'], owner: 'x', risk: 'low', argumentSchema: { type: 'object' } },
      free: ['argumentSchema'],
    },
    {
      path: '/v1/tools/import',
      caller: acme.operator,
      body: { tools: [{ name: 'x' }], class: 'read', owner: 'x' },
    },
    { path: '/v1/limits', caller: acme.operator, body: { name: 'x', subject: 'agent', limit: 1, windowSeconds: 60 } },
    { path: `/v1/limits/${crypto.randomUUID()}/end`, caller: acme.operator, body: { reason: 'x' } },
    {
      path: '/v1/quarantine',
      caller: acme.operator,
      body: { scoring: null, triggers: [], reason: 'x' },
      free: ['scoring'],
    },
    { path: `/v1/incidents/${crypto.randomUUID()}/assign`, caller: acme.operator, body: { to: 'x' }, needsBody: false },
    { path: `/v1/incidents/${crypto.randomUUID()}/comment`, caller: acme.operator, body: { comment: 'x' } },
    { path: `/v1/incidents/${crypto.randomUUID()}/release`, caller: acme.operator, body: { reason: 'x' } },
    { path: `/v1/incidents/${crypto.randomUUID()}/reopen`, caller: acme.operator, body: { reason: 'x' } },
    {
      path: '/v1/risk/factors',
      caller: acme.operator,
      body: { factors: [{ name: 'x', points: 1, tools: ['x'] }] },
      free: ['factors'],
    },
    { path: '/v1/usage/prices', caller: acme.operator, body: { other: { perCall: 1 } }, free: ['other'] },
    { path: '/v1/facts', caller: acme.operator, body: { name: 'paid', definition: { tools: ['pay'] } }, free: ['definition'] },
    { path: '/v1/facts/unknown/end', caller: acme.operator, body: { reason: 'x' } },
    {
      path: '/v1/sink-rules',
      caller: acme.operator,
      body: { labels: ['pii'], class: 'egress', action: 'block', reason: 'x' },
    },
    { path: `/v1/sink-rules/${crypto.randomUUID()}/end`, caller: acme.operator, body: { reason: 'x' } },
    { path: '/v1/personal-data', caller: acme.operator, body: { mode: 'off', reason: 'x' } },
    { path: '/v1/sessions/s-1/declassify', caller: acme.operator, body: { labels: ['pii'], reason: 'x' } },
    {
      path: '/v1/webhooks',
      caller: acme.operator,
      body: { name: 'x', url: 'https://hooks.example/', events: ['control_killed'] },
    },
    { path: `/v1/webhooks/${crypto.randomUUID()}/rotate`, caller: acme.operator, body: { overlapSeconds: 60 }, needsBody: false },
    { path: `/v1/webhooks/${crypto.randomUUID()}/end`, caller: acme.operator, body: { reason: 'x' } },
    { path: '/v1/projections/decisions/skip', caller: acme.operator, body: { position: 1, reason: 'x' } },
    { path: '/v1/projections/approvals-expire/pause', caller: acme.operator, body: { reason: 'x' } },
    { path: '/v1/controls/kill', caller: acme.operator, body: { scope: 'tool', target: 'pay', reason: 'x' } },
    { path: '/v1/controls/pause', caller: acme.operator, body: { scope: 'tool', target: 'pay', reason: 'x' } },
    { path: '/v1/tenants', caller: owner, body: { id: 'tenant-9', name: 'Tenant' } },
    { path: `/v1/tenants/${acme.id}/operators`, caller: owner, body: { name: 'Operator', roles: ['viewer'] } },
    {
      path: `/v1/tenants/${acme.id}/operators/${crypto.randomUUID()}/roles`,
      caller: owner,
      body: { roles: ['viewer'], reason: 'x' },
    },
    { path: `/v1/tenants/${acme.id}/operators/${crypto.randomUUID()}/end`, caller: owner, body: { reason: 'x' } },
    { path: '/v1/auth/token', caller: undefined, body: { clientId: 'op_x', clientSecret: 'x' } },
  ];
}
