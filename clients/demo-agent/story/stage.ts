import { z } from 'zod';
import type { ApiClient } from '../../cli/session/api-client.js';
import { understood } from '../../contract/reading.js';
import type { Schemas } from '../../contract/routes.js';
import { agentAt, personAt, type Secret } from './people.js';

/** A tenant of the story's own, with the people and the agent that are in it. */
export interface Stage {
  readonly url: string;
  readonly tenant: string;
  /** Writes policies. */
  readonly ann: ApiClient;
  /** Works in customer care: reviews policies, and is asked about large refunds. */
  readonly ben: ApiClient;
  readonly secretOfBen: Secret;
  /** Answers for what agents do: publishes policies, sets limits, looks into incidents. */
  readonly cleo: ApiClient;
  readonly agent: ApiClient;
}

type Role = Schemas['RegisterOperatorRequest']['roles'][number];

const WithSecret = z.looseObject({ clientId: z.string(), clientSecret: z.string() });
const WithKey = z.looseObject({ key: z.string() });

/** `owner` is the owner of the deployment; nothing of the tenants that are there is touched. */
export async function setStage(url: string, owner: Secret, run: string): Promise<Stage> {
  const deployment = personAt(url, owner);
  const tenant = `story-${run}`;
  await deployment.post('/v1/tenants', { body: { id: tenant, name: 'Story of an airline' } });
  const register = async (name: string, roles: Role[]): Promise<Secret> => {
    const answer = await deployment.post('/v1/tenants/{id}/operators', { path: { id: tenant }, body: { name, roles } });
    return understood(WithSecret, answer, 'operator');
  };
  const secretOfAnn = await register('Ann', ['policy_admin']);
  const secretOfBen = await register('Ben', ['policy_admin', 'approval_admin']);
  const secretOfCleo = await register('Cleo', ['admin', 'policy_admin', 'incident_admin', 'auditor']);
  const cleo = personAt(url, secretOfCleo);
  const registered = await cleo.post('/v1/agents', { body: { id: 'airline-agent', name: 'Airline agent', labels: {} } });
  const { key } = understood(WithKey, registered, 'agent');
  return {
    url,
    tenant,
    ann: personAt(url, secretOfAnn),
    ben: personAt(url, secretOfBen),
    secretOfBen,
    cleo,
    agent: agentAt(url, key),
  };
}
