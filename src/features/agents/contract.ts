import type { AppendReceipt, CommandContext, Refusal } from '#libs/event-sourcing';

export { agentEvents, type AgentEvent } from './events.js';
export { AgentId } from './commands.js';

/** The minimum another feature needs of a proven agent. */
export interface AgentAccess {
  readonly tenant: string;
  readonly id: string;
  readonly keyId: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly revision: number;
}

export function agentStream(agent: string): string {
  return `agent/${agent}`;
}

export interface IssuedKey {
  /** Shown once. */
  readonly key: string;
  readonly keyId: string;
  readonly receipt: AppendReceipt;
}

/** Registering agents and renewing their keys. */
export abstract class AgentRegistry {
  abstract register(
    context: CommandContext,
    agent: string,
    name: string,
    labels: Readonly<Record<string, string>>,
  ): Promise<IssuedKey | Refusal>;
  abstract rotate(context: CommandContext, agent: string): Promise<IssuedKey | Refusal>;
}

/** Whether a credential that was good a moment ago still is. */
export abstract class AgentStanding {
  /** The agent as the ledger has it now, or undefined when the key has been revoked since. */
  abstract recheck(agent: AgentAccess): Promise<AgentAccess | undefined>;
  /** The agent as this process last saw it, without I/O: it may lag, and says nothing about a key that was revoked meanwhile. */
  abstract remembered(agent: AgentAccess): AgentAccess;
}
