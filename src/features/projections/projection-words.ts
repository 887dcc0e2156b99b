/** What is shown, or what is done because of events. */
export const PROJECTION_KINDS = ['list', 'reaction'] as const;

/** How a projection or reaction stands in one ledger. */
export const PROJECTION_STATES = ['following', 'behind', 'stopped', 'paused', 'rebuilding', 'verifying'] as const;
export type ProjectionState = (typeof PROJECTION_STATES)[number];

/** What can be done about a projection's rows. */
export const RUN_KINDS = ['verify', 'rebuild'] as const;
export type RunKind = (typeof RUN_KINDS)[number];

export const RUN_STATES = ['running', 'completed', 'failed', 'cancelled'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** This feature's own projection: what is paused is told by it, so it cannot be. */
export const OWN_PROJECTION = 'projections';

/** What may not stand still: pauses go by the first; by the second a kill of everything reaches every tenant. */
export const NEVER_PAUSED: readonly string[] = [OWN_PROJECTION, 'controls-spread-global'];

export function projectionStream(projection: string): string {
  return `projection/${projection}`;
}

export const RUN_REBUILDS = 'run-rebuilds';
