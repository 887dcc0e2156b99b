export { fabricEvents, type FabricEvent } from './events.js';

/** What a client tells about itself. It stays small, so that the last report is known without a read model. */
export function clientStream(agent: string): string {
  return `fabric-client/${agent}`;
}

/** What a client decided. Nobody decides on this stream; it only grows. */
export function decisionLogStream(agent: string): string {
  return `fabric-log/${agent}`;
}

/** What the decisions of clients name, as the list of reported decisions has it: nothing else may have heard of it. */
export abstract class ReportedTargets {
  abstract has(tenant: string, kind: 'tool' | 'session', name: string): Promise<boolean>;
  /** In alphabetical order, 1,000 at most. */
  abstract all(tenant: string, kind: 'tool' | 'session'): Promise<readonly string[]>;
}
