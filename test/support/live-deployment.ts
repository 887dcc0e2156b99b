import { RegisterAgent } from '#features/agents/contract';
import { OperatorRegistry, TENANT_ROLES } from '#features/operators/contract';
import {
  AddPolicyRevision,
  ApprovePolicyRevision,
  CreatePolicy,
  PublishPolicyRevision,
  SubmitPolicyRevision,
} from '#features/policies/contract';
import { GovernanceDesk } from '#features/policy-governance/governance-desk';
import { CreateTenant } from '#features/tenants/contract';
import { isRefusal, type CommandContext, type EventStore, type Refusal } from '#libs/event-sourcing';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { DEPLOYMENT_LEDGER } from '#platform/auth/principal';
import { loadConfiguration } from '#platform/config/configuration';
import { migrate } from '#platform/database/migrations';
import { systemCaller } from '#platform/operations/caller';
import { FrontDoor } from '#platform/operations/front-door';
import { printGraphqlSchema } from '#platform/graphql/printed-schema';
import { FeaturesModule } from '../../src/apps/features.module.js';
import { startApi, type RunningApi } from '../../src/apps/api/start-api.js';
import { startWorker } from '../../src/apps/worker/start-worker.js';
import { createTestDatabase, TEST_SECRET } from './test-database.js';

export type Roles = readonly (typeof TENANT_ROLES)[number][];

/** An API and a worker on a database of their own, in this process. */
export interface LiveDeployment {
  readonly url: string;
  readonly api: RunningApi;
  readonly store: EventStore;
  /** Address of the database, as its owner. */
  readonly databaseUrl: string;
  /** A tenant with an agent and an active policy that allows every call. */
  addTenant(id: string): Promise<LiveTenant>;
  /** Access token of a new operator with these roles; of the deployment itself when no tenant is named. */
  signIn(roles: Roles, tenant?: string): Promise<string>;
  close(): Promise<void>;
}

export interface LiveTenant {
  readonly id: string;
  readonly agent: string;
  readonly agentKey: string;
  /** Access token of an operator with every role. */
  readonly operator: string;
  readonly viewer: string;
}

const ALLOW_ALL =
  'package writ\n\nimport rego.v1\n\ndecision := {"verdict": "ALLOW", "rule": "all", "reason": "everything is allowed"}\n';

export async function startLiveDeployment(env: Readonly<Record<string, string>> = {}): Promise<LiveDeployment> {
  const database = await createTestDatabase('migrated');
  const configuration = loadConfiguration({
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    WRIT_SECRET: TEST_SECRET,
    WRIT_PORT: '0',
    WRIT_LOG_LEVEL: 'silent',
    ...env,
  });
  // With what a copy of this repository has added to the migrations.
  await migrate(database.url, configuration.deploymentKey);
  const worker = await startWorker(configuration);
  const api = await startApi(configuration);
  const live = new Deployment(api);
  return {
    url: api.url,
    databaseUrl: database.url,
    api,
    store: api.app.get<EventStore>(EVENT_STORE, { strict: false }),
    addTenant: (id) => live.addTenant(id),
    signIn: (roles, tenant) => live.signIn(roles, tenant),
    close: async () => {
      await api.close();
      await worker.close();
      await database.drop();
    },
  };
}

class Deployment {
  constructor(private readonly api: RunningApi) {}

  async addTenant(id: string): Promise<LiveTenant> {
    const { app } = this.api;
    const door = app.get(FrontDoor, { strict: false });
    done(await door.ask(CreateTenant, { id, name: `Tenant ${id}` }, systemCaller('spec', DEPLOYMENT_LEDGER)));
    const reason = 'for a test';
    const governance = app.get(GovernanceDesk, { strict: false });
    done(await governance.set(contextOf(id), { type: 'SetSeparationOfDuties', separationOfDuties: 'relaxed', reason }));
    done(await governance.set(contextOf(id), { type: 'SetPolicyGovernance', minimumQuality: 0, reason }));
    const caller = systemCaller('spec', id);
    done(await door.ask(CreatePolicy, { id: 'open', name: 'Everything is allowed' }, caller));
    const draft = { policy: 'open', modules: { 'policy.rego': ALLOW_ALL }, summary: 'Everything is allowed' };
    const { revision } = done(await door.ask(AddPolicyRevision, draft, caller));
    for (const step of [SubmitPolicyRevision, ApprovePolicyRevision, PublishPolicyRevision])
      done(await door.ask(step, { policy: 'open', revision }, caller));
    const agent = `agent-of-${id}`;
    const { key } = done(await door.ask(RegisterAgent, { id: agent, name: 'Agent' }, systemCaller('spec', id)));
    return { id, agent, agentKey: key, operator: await this.signIn(TENANT_ROLES, id), viewer: await this.signIn(['viewer'], id) };
  }

  async signIn(roles: Roles, tenant: string = DEPLOYMENT_LEDGER): Promise<string> {
    const operators = this.api.app.get(OperatorRegistry, { strict: false });
    const { clientId, clientSecret } = done(await operators.register(contextOf(tenant), 'Operator', roles));
    const answer = await fetch(`${this.api.url}/v1/auth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ clientId, clientSecret }),
    });
    if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
    return ((await answer.json()) as { accessToken: string }).accessToken;
  }
}

function contextOf(tenant: string): CommandContext {
  return { tenant, actor: { kind: 'system', id: 'test' }, correlation: null, causation: null, trace: null };
}

function done<T>(result: T | Refusal): T {
  if (isRefusal(result)) throw new Error(`${result.refused} ${result.detail ?? ''}`);
  return result;
}

/** As the reference page is generated. */
export function printedGraphqlSchema(): Promise<string> {
  return printGraphqlSchema(FeaturesModule);
}
