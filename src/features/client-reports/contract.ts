export { fabricEvents, type FabricEvent } from './events.js';

/** What a client tells about itself. It stays small, so that the last report is known without a read model. */
export function clientStream(agent: string): string {
  return `fabric-client/${agent}`;
}

/** What a client decided. Nobody decides on this stream; it only grows. */
export function decisionLogStream(agent: string): string {
  return `fabric-log/${agent}`;
}
