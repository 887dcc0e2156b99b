import assert from 'node:assert/strict';
import { expectThat } from '#libs/testing';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { EventStore } from '#libs/event-sourcing';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { OperatorRegistry, TENANT_ROLES } from '#features/operators/contract';
import { DEPLOYMENT_LEDGER } from '#platform/auth/principal';
import { loadConfiguration, type Configuration } from '#platform/config/configuration';
import { migrate } from '#platform/database/migrations';
import { startApi, type RunningApi } from '../../src/apps/api/start-api.js';
import { startWorker, type RunningWorker } from '../../src/apps/worker/start-worker.js';
import { createTestDatabase, TEST_SECRET } from './test-database.js';
import { WritClient } from './writ-client.js';

export { TEST_SECRET } from './test-database.js';

export interface WritOptions {
  /** Address of an empty database; a migrated one is created on the test server when left out. */
  readonly databaseUrl?: string;
  /** Whether projections and reactions run; they do when left out. */
  readonly worker?: boolean;
  /** Settings beside or instead of the tests' own. */
  readonly env?: Readonly<Record<string, string>>;
}

/** An API in a process of its own. */
export interface ApiProcess {
  readonly url: string;
  readonly pid: number;
  /** Resolves to what it ended with. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  stop(): Promise<void>;
}

export interface SeededTenant {
  readonly id: string;
  /** Holds every role of the tenant. */
  readonly operator: WritClient;
  readonly credentials: { readonly clientId: string; readonly clientSecret: string };
  /** Registered as `agent-1`. */
  readonly agent: WritClient;
}

/** A whole Writ on a database of its own; close it when done. */
export class RunningWrit {
  worker: RunningWorker | undefined;
  private readonly children = new Set<ApiProcess>();
  private readonly apis: RunningApi[] = [];
  private tenants = 0;

  private constructor(
    readonly configuration: Configuration,
    private readonly env: Readonly<Record<string, string>>,
    readonly api: RunningApi,
    readonly databaseUrl: string,
    private readonly drop: () => Promise<void>,
  ) {
    this.apis.push(api);
  }

  static async start(options: WritOptions = {}): Promise<RunningWrit> {
    const database =
      options.databaseUrl === undefined
        ? await createTestDatabase('migrated')
        : { url: options.databaseUrl, drop: async () => {} };
    const env = {
      NODE_ENV: 'test',
      DATABASE_URL: database.url,
      WRIT_SECRET: TEST_SECRET,
      WRIT_PORT: '0',
      WRIT_HOME: tmpdir(),
      WRIT_LOG_LEVEL: process.env['WRIT_LOG_LEVEL'] ?? 'silent',
      WRIT_DATABASE_POOL: '5',
      ...options.env,
    };
    const configuration = loadConfiguration(env);
    if (options.databaseUrl !== undefined) await migrate(database.url, configuration.deploymentKey);
    const writ = new RunningWrit(configuration, env, await startApi(configuration), database.url, database.drop);
    if (options.worker !== false) await writ.startWorker();
    return writ;
  }

  get url(): string {
    return this.api.url;
  }

  /** The ledger as the API of this process has it open. */
  get store(): EventStore {
    return this.api.app.get<EventStore>(EVENT_STORE);
  }

  async startWorker(): Promise<void> {
    this.worker = await startWorker(this.configuration);
  }

  async stopWorker(): Promise<void> {
    await this.worker?.close();
    this.worker = undefined;
  }

  /** A second API in this process, with memory of its own. */
  async startSecondApi(): Promise<RunningApi> {
    const api = await startApi(this.configuration);
    this.apis.push(api);
    return api;
  }

  async startApiProcess(env: Readonly<Record<string, string>> = {}): Promise<ApiProcess> {
    const child = await startProcess('api', { ...this.env, ...env });
    this.children.add(child);
    return child;
  }

  /** A worker in a process of its own, which can be killed. */
  async startWorkerProcess(env: Readonly<Record<string, string>> = {}): Promise<ApiProcess> {
    const child = await startProcess('worker', { ...this.env, ...env });
    this.children.add(child);
    return child;
  }

  /** An operator of the deployment itself with the role owner. */
  async owner(): Promise<WritClient> {
    return this.signIn(await this.ownerSecret());
  }

  async ownerSecret(): Promise<{ clientId: string; clientSecret: string }> {
    const context = {
      tenant: DEPLOYMENT_LEDGER,
      actor: { kind: 'system', id: 'test' } as const,
      correlation: null,
      causation: null,
      trace: null,
    };
    const registered = await this.api.app.get(OperatorRegistry).register(context, 'Owner', ['owner']);
    assert('clientId' in registered);
    return registered;
  }

  async signIn({ clientId, clientSecret }: { clientId: string; clientSecret: string }): Promise<WritClient> {
    const { accessToken } = await new WritClient(this.url).post<{ accessToken: string }>('/v1/auth/token', {
      clientId,
      clientSecret,
    });
    return new WritClient(this.url, accessToken);
  }

  /** A tenant with an operator and an agent, made through the API as its owner would. */
  async seedTenant(owner: WritClient, id?: string): Promise<SeededTenant> {
    const tenant = id ?? `tenant-${(this.tenants += 1)}-${randomBytes(3).toString('hex')}`;
    await owner.post('/v1/tenants', { id: tenant, name: `Tenant ${tenant}` });
    const { clientId, clientSecret } = await this.registerOperator(owner, tenant, TENANT_ROLES);
    const operator = await this.signIn({ clientId, clientSecret });
    await relaxGovernance(owner, operator, tenant);
    const agent = await this.registerAgent(operator, 'agent-1');
    return { id: tenant, operator, credentials: { clientId, clientSecret }, agent };
  }

  registerOperator(
    owner: WritClient,
    tenant: string,
    roles: readonly string[],
    name = 'Operator',
  ): Promise<{ clientId: string; clientSecret: string }> {
    return owner.post(`/v1/tenants/${tenant}/operators`, { name, roles });
  }

  async registerAgent(operator: WritClient, id: string, labels: object = {}): Promise<WritClient> {
    const { key } = await operator.post<{ key: string }>('/v1/agents', { id, name: `Agent ${id}`, labels });
    return new WritClient(operator.url, key);
  }

  async close(): Promise<void> {
    await Promise.all([...this.children].map((child) => child.stop()));
    await this.stopWorker();
    await Promise.all(this.apis.map((api) => api.close()));
    await this.drop();
  }
}

/** A tenant of one person, whose policies need no tests: most specs are about something else. */
async function relaxGovernance(owner: WritClient, operator: WritClient, tenant: string): Promise<void> {
  const reason = 'for a test';
  await owner.post(`/v1/tenants/${tenant}/policy-governance`, { separationOfDuties: 'relaxed', reason });
  await operator.post('/v1/policy-governance', { minimumQuality: 0, reason });
}

/** Adds a revision to a policy, creating it first when it is not there, and publishes it. Gives back its number. */
export async function publishPolicy(operator: WritClient, policy: string, rego: string, data: unknown = {}): Promise<number> {
  const revision = await addRevision(operator, policy, rego, data);
  await publishRevision(operator, policy, revision);
  return revision;
}

/** Takes a draft through its review, as a person alone may in a tenant whose separation of duties is relaxed. */
export async function publishRevision(operator: WritClient, policy: string, revision: number): Promise<void> {
  for (const step of ['submit', 'approve', 'publish'])
    await operator.post(`/v1/policies/${policy}/revisions/${revision}/${step}`);
}

export async function addRevision(operator: WritClient, policy: string, rego: string, data: unknown = {}): Promise<number> {
  const created = await operator.send('POST', '/v1/policies', { id: policy, name: policy });
  expectThat(JSON.stringify(created.body), created.status === 201 || created.body['code'] === 'POLICY_ALREADY_EXISTS').toBe(true);
  const added = await operator.post<{ revision: number }>(`/v1/policies/${policy}/revisions`, {
    modules: { 'policy.rego': rego },
    data,
    summary: 'for a test',
  });
  return added.revision;
}

/** A policy that gives every call this verdict. */
export function always(verdict: string, more = ''): string {
  return `package writ\n\ndecision := {"verdict": "${verdict}", "rule": "always", "reason": "always ${verdict}"${more}}\n`;
}

async function startProcess(name: 'api' | 'worker', env: Readonly<Record<string, string>>): Promise<ApiProcess> {
  const main = fileURLToPath(new URL(`../../src/apps/${name}/main.js`, import.meta.url));
  const child = fork(main, [], {
    env: { ...process.env, ...env },
    execArgv: ['--enable-source-maps'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
  }));
  const ready = await Promise.race([once(child, 'message').then(([message]) => (message as { ready: string }).ready), ended]);
  if (typeof ready !== 'string') assert.fail(`the ${name} process ended before it was ready: ${JSON.stringify(ready)}`);
  return { url: ready, pid: child.pid as number, ended, stop: () => stopChild(child, ended) };
}

async function stopChild(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  await ended;
}
