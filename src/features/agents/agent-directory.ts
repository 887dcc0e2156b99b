import { Inject, Injectable } from '@nestjs/common';
import { NO_STREAM, type CommandContext, type StreamState, type StreamStates } from '#libs/event-sourcing';
import { Ledger, type StreamKind } from '#libs/nest-event-sourcing';
import type { AgentKeys } from '#platform/auth/authentication';
import type { AgentPrincipal } from '#platform/auth/principal';
import { provesSecret } from '#platform/auth/secret-hash';
import { parseKey } from './agent-key.js';
import type { AgentCommand } from './commands.js';
import { agentStream, type AgentAccess, type AgentStanding } from './contract.js';
import { agents, type AgentState } from './decider.js';
import { agentEvents } from './events.js';
import type { AgentRefusalCode } from './refusals.js';

/** Agents and their keys. Verifying a warm key reads nothing; that it is still good is checked again by the append. */
@Injectable()
export class AgentDirectory implements AgentKeys, AgentStanding {
  private readonly streams: StreamKind<AgentCommand, typeof agentEvents, AgentState, AgentRefusalCode>;

  constructor(@Inject(Ledger) ledger: Ledger) {
    this.streams = ledger.streams(agentEvents, agents);
  }

  /** Of `agent/<id>`, for the guard that stands on it. */
  get states(): StreamStates<typeof agentEvents, AgentState> {
    return this.streams.states;
  }

  /** One command to one agent. */
  handle(context: CommandContext, agent: string, command: AgentCommand) {
    return this.streams.handle(context, agentStream(agent), command);
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

  recall(text: string): AgentPrincipal | undefined {
    const claim = parseKey(text);
    if (!claim) return undefined;
    const { tenant, agent, keyId, secret } = claim;
    const known = this.streams.states.peek(tenant, agentStream(agent));
    const hash = known?.state.keys.get(keyId);
    return known && hash !== undefined && provesSecret(secret, hash) ? principal(tenant, agent, keyId, known) : undefined;
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
}

function principal(tenant: string, id: string, keyId: string, { state, revision }: StreamState<AgentState>): AgentPrincipal {
  return { kind: 'agent', tenant, id, keyId, labels: state.labels, revision };
}
