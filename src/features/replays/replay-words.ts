/** How a replay stands. */
export const REPLAY_STATES = ['running', 'paused', 'cancelled', 'completed', 'failed'] as const;
export type ReplayStatus = (typeof REPLAY_STATES)[number];

export const REPLAY_MODES = ['independent', 'causal'] as const;

/** How a history came that was not recorded here: as an OPA logs its decisions, or as a table of inputs. */
export const HISTORY_FORMATS = ['opa-decision-log', 'csv'] as const;

export function replayStream(replay: string): string {
  return `replay/${replay}`;
}

export const RUN_REPLAYS = 'run-replays';
