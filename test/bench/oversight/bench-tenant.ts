import type { BenchDeployment, Secret } from '../bench-deployment.js';

const ROLES = ['admin', 'policy_admin', 'incident_admin', 'auditor'];
export const POLICY = `package writ

default decision := {"verdict": "DENY", "rule": "unknown-tool", "reason": "not listed"}

decision := {"verdict": "ALLOW", "rule": "read-tools", "reason": "only reads"} if input.tool in data.read
`;

export const READS = ['search_flights', 'get_reservation', 'get_customer'];

type Post = (path: string, body?: object) => Promise<Record<string, unknown>>;

/** A tenant for one measurement: one person, one agent, and a policy that lets reading pass. */
export interface BenchTenant {
  readonly key: string;
  readonly operator: Secret;
  /** As its operator. */
  readonly post: Post;
}

/** `declares` is what the policy's data has under `writ`. */
export async function benchTenant(writ: BenchDeployment, id: string, declares: object = {}): Promise<BenchTenant> {
  const { url, owner } = writ.credentials;
  const asOwner = posting(url, await writ.signIn(owner));
  await asOwner('/v1/tenants', { id, name: id });
  const { clientId, clientSecret } = await asOwner(`/v1/tenants/${id}/operators`, { name: 'Operator', roles: ROLES });
  const reason = 'a bench is one person';
  await asOwner(`/v1/tenants/${id}/policy-governance`, { separationOfDuties: 'relaxed', reason });
  const operator = { clientId: clientId as string, clientSecret: clientSecret as string };
  const post = posting(url, await writ.signIn(operator));
  await post('/v1/policy-governance', { minimumQuality: 0, reason });
  await post('/v1/policies', { id: 'bench', name: 'bench' });
  const data = { read: READS, writ: declares };
  await post('/v1/policies/bench/revisions', { modules: { 'policy.rego': POLICY }, data, summary: reason });
  for (const step of ['submit', 'approve', 'publish']) await post(`/v1/policies/bench/revisions/1/${step}`, {});
  const { key } = await post('/v1/agents', { id: 'bench-agent', name: 'Agent' });
  return { key: key as string, operator, post };
}

function posting(url: string, token: string): Post {
  return async (path, body = {}) => {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Record<string, unknown>;
  };
}
