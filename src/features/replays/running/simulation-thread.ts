import type { Configuration } from '#platform/config/configuration';

/** Where the code of the thread lies that has every guard; known to whoever composes them. */
export const SIMULATION_THREAD = Symbol('simulation-thread');

/** What such a thread knows from its start. */
export interface SimulationSetting {
  /** As far as it can be copied; nobody notifies and serves there. */
  readonly configuration: Omit<Configuration, 'trustedProxies' | 'mail'>;
  /** The first position that is simulated. */
  readonly from: number;
}
