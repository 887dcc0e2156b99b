import { Inject, Injectable } from '@nestjs/common';
import {
  isRefusal,
  NO_STREAM,
  type AppendReceipt,
  type CommandContext,
  type Refusal,
  type StreamState,
  type StreamStates,
} from '#libs/event-sourcing';
import { Ledger, type StreamKind } from '#libs/nest-event-sourcing';
import type { AgentKeys } from '#platform/auth/authentication';
import type { AgentPrincipal } from '#platform/auth/principal';
import { provesSecret } from '#platform/auth/secret-hash';
import { makeKey, parseKey } from './agent-key.js';
import type { AgentCommand } from './commands.js';
import { agentStream, type AgentAccess, type AgentRegistry, type AgentStanding, type IssuedKey } from './contract.js';
import { agents, type AgentState } from './decider.js';
import { agentEvents } from './events.js';
import type { AgentRefusalCode } from './refusals.js';

/** Agents and their keys. Verifying a warm key reads nothing; that it is still good is checked again by the append. */
@Injectable()
export class AgentDirectory implements AgentKeys, AgentRegistry, AgentStanding {
  private readonly streams: StreamKind<AgentCommand, typeof agentEvents, AgentState, AgentRefusalCode>;

  constructor(@Inject(Ledger) ledger: Ledger) {
    this.streams = ledger.streams(agentEvents, agents);
  }

  /** Of `agent/<id>`, for the guard that stands on it. */
  get states(): StreamStates<typeof agentEvents, AgentState> {
    return this.streams.states;
  }

  async register(
    context: CommandContext,
    agent: string,
    name: string,
    labels: Readonly<Record<string, string>>,
  ): Promise<IssuedKey | Refusal> {
    const { key, keyId, secretHash } = makeKey(context.tenant, agent);
    return this.issue(context, agent, { type: 'RegisterAgent', agent, name, labels, keyId, secretHash }, key, keyId);
  }

  async rotate(context: CommandContext, agent: string): Promise<IssuedKey | Refusal> {
    const { key, keyId, secretHash } = makeKey(context.tenant, agent);
    return this.issue(context, agent, { type: 'RotateAgentKey', keyId, secretHash }, key, keyId);
  }

  async revoke(context: CommandContext, agent: string, keyId: string): Promise<AppendReceipt | Refusal> {
    const handled = await this.streams.handle(context, agentStream(agent), { type: 'RevokeAgentKey', keyId });
    return isRefusal(handled) ? handled : (handled.receipt as AppendReceipt);
  }

  async verify(text: string, remembered = false): Promise<AgentPrincipal | undefined> {
    const claim = parseKey(text);
    if (!claim) return undefined;
    const stream = agentStream(claim.agent);
    // What is remembered may also lack a key issued by another process, so a miss looks again.
    const known = remembered ? this.streams.states.peek(claim.tenant, stream) : undefined;
    const loaded = known?.state.keys.has(claim.keyId) ? known : await this.streams.states.refresh(claim.tenant, stream);
    if (!provesSecret(claim.secret, loaded.state.keys.get(claim.keyId))) return undefined;
    return principal(claim.tenant, claim.agent, claim.keyId, loaded);
  }

  async recheck({ tenant, id, keyId }: AgentAccess): Promise<AgentPrincipal | undefined> {
    const loaded = await this.streams.states.refresh(tenant, agentStream(id));
    return loaded.revision !== NO_STREAM && loaded.state.keys.has(keyId) ? principal(tenant, id, keyId, loaded) : undefined;
  }

  remembered(agent: AgentAccess): AgentAccess {
    const { tenant, id, keyId } = agent;
    const loaded = this.streams.states.peek(tenant, agentStream(id));
    return loaded?.state.keys.has(keyId) ? principal(tenant, id, keyId, loaded) : agent;
  }

  private async issue(
    context: CommandContext,
    agent: string,
    command: AgentCommand,
    key: string,
    keyId: string,
  ): Promise<IssuedKey | Refusal> {
    const handled = await this.streams.handle(context, agentStream(agent), command);
    return isRefusal(handled) ? handled : { key, keyId, receipt: handled.receipt as AppendReceipt };
  }
}

function principal(tenant: string, id: string, keyId: string, { state, revision }: StreamState<AgentState>): AgentPrincipal {
  return { kind: 'agent', tenant, id, keyId, labels: state.labels, revision };
}
