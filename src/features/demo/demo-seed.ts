import { readFileSync } from 'node:fs';
import { Inject, Injectable } from '@nestjs/common';
import { RegisterAgent, RotateAgentKey } from '#features/agents/contract';
import { OperatorRegistry, TENANT_ROLES, type NewOperator } from '#features/operators/contract';
import {
  AddPolicyRevision,
  ApprovePolicyRevision,
  CreatePolicy,
  PublishPolicyRevision,
  SubmitPolicyRevision,
} from '#features/policies/contract';
import { PolicyGovernance } from '#features/policy-governance/contract';
import { CreateTenant, TenantDirectory } from '#features/tenants/contract';
import { isRefusal, type CommandContext, type Refusal } from '#libs/event-sourcing';
import { AgentKeys } from '#platform/auth/authentication';
import { DEPLOYMENT_LEDGER } from '#platform/auth/principal';
import { systemCaller } from '#platform/operations/caller';
import { FrontDoor } from '#platform/operations/front-door';

const DEMO_TENANT = 'demo';
const DEMO_AGENT = 'demo-agent';
const DEFAULT_POLICY = 'default';

/** What a first start writes to `credentials.json`. */
export interface DemoCredentials {
  readonly url: string;
  readonly tenant: string;
  readonly agentId: string;
  readonly agentKey: string;
  readonly operator: { readonly clientId: string; readonly clientSecret: string };
  readonly owner: { readonly clientId: string; readonly clientSecret: string };
}

export interface MendedCredentials {
  readonly credentials: DemoCredentials;
  /** Which of them were no longer good. */
  readonly replaced: readonly ('agentKey' | 'operator' | 'owner')[];
}

/** A tenant, an agent, two operators and a policy to try Writ with. Never run in production. */
@Injectable()
export class DemoSeed {
  constructor(
    @Inject(TenantDirectory) private readonly directory: TenantDirectory,
    @Inject(OperatorRegistry) private readonly operators: OperatorRegistry,
    @Inject(FrontDoor) private readonly door: FrontDoor,
    @Inject(PolicyGovernance) private readonly governance: PolicyGovernance,
    @Inject(AgentKeys) private readonly keys: AgentKeys,
  ) {}

  async isSown(): Promise<boolean> {
    return (await this.directory.find(DEMO_TENANT)) !== undefined;
  }

  /** Safe to run again after a crash at any point: what exists is kept, secrets that were lost are made anew. */
  async sow(url: string): Promise<DemoCredentials> {
    const deployment = contextFor(DEPLOYMENT_LEDGER);
    const demo = contextFor(DEMO_TENANT);
    const owner = await this.owner(deployment);
    if (!(await this.isSown()))
      done(await this.door.ask(CreateTenant, { id: DEMO_TENANT, name: 'Demo' }, systemCaller('demo-seed', DEPLOYMENT_LEDGER)));
    const operator = await this.operator(demo);
    await this.relaxGovernance(demo);
    await this.publishDefaultPolicy(demo);
    const agentKey = await this.agentKey(demo);
    return {
      url,
      tenant: DEMO_TENANT,
      agentId: DEMO_AGENT,
      agentKey,
      operator,
      owner,
    };
  }

  /**
   * New ones in the place of those that were rotated, revoked or ended since. A key of the agent that was made elsewhere stops with
   * that: it can only be replaced by rotating.
   */
  async mend(kept: DemoCredentials): Promise<MendedCredentials> {
    const isOperatorGood = ({ clientId, clientSecret }: DemoCredentials['operator'], tenant: string): Promise<boolean> =>
      this.operators.proves(tenant, clientId, clientSecret);
    const deployment = contextFor(DEPLOYMENT_LEDGER);
    const demo = contextFor(DEMO_TENANT);
    const fresh = {
      ...((await this.keys.verify(kept.agentKey)) ? {} : { agentKey: await this.agentKey(demo) }),
      ...((await isOperatorGood(kept.operator, DEMO_TENANT)) ? {} : { operator: await this.operator(demo) }),
      ...((await isOperatorGood(kept.owner, DEPLOYMENT_LEDGER)) ? {} : { owner: await this.owner(deployment) }),
    };
    return { credentials: { ...kept, ...fresh }, replaced: Object.keys(fresh) as (keyof typeof fresh)[] };
  }

  private async operator(context: CommandContext): Promise<DemoCredentials['operator']> {
    return credentials(done(await this.operators.register(context, 'Demo operator', TENANT_ROLES)));
  }

  private async owner(context: CommandContext): Promise<DemoCredentials['owner']> {
    return credentials(done(await this.operators.register(context, 'Owner of the deployment', ['owner'])));
  }

  /** Whoever tries Writ is alone; the ledger says so. */
  private async relaxGovernance(context: CommandContext): Promise<void> {
    const refused = await this.governance.relax(context, 'the demo tenant is for one person');
    if (refused) done(refused);
  }

  private async publishDefaultPolicy(context: CommandContext): Promise<void> {
    const caller = systemCaller('demo-seed', context.tenant);
    const created = await this.door.ask(CreatePolicy, { id: DEFAULT_POLICY, name: 'Default policy' }, caller);
    if (isRefusal(created) && created.refused !== 'POLICY_ALREADY_EXISTS') done(created);
    const draft = {
      policy: DEFAULT_POLICY,
      modules: { 'policy.rego': shipped('policy.rego'), 'policy_test.rego': shipped('policy_test.rego') },
      data: JSON.parse(shipped('data.json')) as Record<string, never>,
      summary: 'Reading is allowed, writing needs an approval, everything else is denied',
    };
    const { revision } = done(await this.door.ask(AddPolicyRevision, draft, caller));
    for (const step of [SubmitPolicyRevision, ApprovePolicyRevision, PublishPolicyRevision])
      done(await this.door.ask(step, { policy: DEFAULT_POLICY, revision }, caller));
  }

  private async agentKey(context: CommandContext): Promise<string> {
    const caller = systemCaller('demo-seed', context.tenant);
    const asked = { id: DEMO_AGENT, name: 'Demo agent', labels: { team: 'demo' } };
    const registered = await this.door.ask(RegisterAgent, asked, caller);
    if (!isRefusal(registered)) return registered.key;
    if (registered.refused !== 'AGENT_ALREADY_EXISTS') done(registered);
    return done(await this.door.ask(RotateAgentKey, { agent: DEMO_AGENT }, caller)).key;
  }
}

function shipped(file: string): string {
  return readFileSync(new URL(`./default-policy/${file}`, import.meta.url), 'utf8');
}

function contextFor(tenant: string): CommandContext {
  return { tenant, actor: { kind: 'system', id: 'demo-seed' }, correlation: null, causation: null, trace: null };
}

function credentials({ clientId, clientSecret }: NewOperator): { clientId: string; clientSecret: string } {
  return { clientId, clientSecret };
}

function done<T>(result: T | Refusal): T {
  if (isRefusal(result)) throw new Error(`the demo could not be set up: ${result.refused} ${result.detail ?? ''}`);
  return result;
}
