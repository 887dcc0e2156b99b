/** How a replay stands. */
export const REPLAY_STATES = ['running', 'paused', 'cancelled', 'completed', 'failed'] as const;
export type ReplayStatus = (typeof REPLAY_STATES)[number];

export const REPLAY_MODES = ['independent'] as const;

export function replayStream(replay: string): string {
  return `replay/${replay}`;
}

export const RUN_REPLAYS = 'run-replays';
