import type { AgentView } from './answers.js';

export { AgentView } from './answers.js';
export { agentEvents, type AgentEvent } from './events.js';
export { AgentId } from './commands.js';
export { RegisterAgent, RotateAgentKey } from './operations.js';

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

/** Whether a credential that was good a moment ago still is. */
export abstract class AgentStanding {
  /** The agent as the ledger has it now, or undefined when the key has been revoked since. */
  abstract recheck(agent: AgentAccess): Promise<AgentAccess | undefined>;
  /** The agent as this process last saw it, without I/O: it may lag, and says nothing about a key that was revoked meanwhile. */
  abstract remembered(agent: AgentAccess): AgentAccess;
}

/** Agents as the list of agents has them. */
export abstract class AgentList {
  /** Of the newest agents, 2,000 at most. */
  abstract ids(tenant: string): Promise<readonly string[]>;
  /** Of these, as `name=value`. */
  abstract labels(tenant: string): Promise<readonly string[]>;
  /** By id; names of people are left out. */
  abstract many(tenant: string, ids: readonly string[]): Promise<ReadonlyMap<string, AgentView>>;
  /** Whether any agent carries it. */
  abstract isLabel(tenant: string, label: string): Promise<boolean>;
}
