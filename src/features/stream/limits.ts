import { MAX_BODY_BYTES } from '#platform/http/bodies/json-body';
import { ROSTER_LIMITS, type RosterLimits } from '#platform/live/socket-roster';

/** What one socket may use, and how many there may be. Times in milliseconds. */
export interface StreamLimits extends RosterLimits {
  /** From opening to a good token. */
  readonly authenticateMs: number;
  /** Between two pings; an operator's token is checked again at each. */
  readonly pingMs: number;
  /** Pings in a row without a pong before the socket is closed. */
  readonly silentPings: number;
  /** Messages and characters waiting for the socket; beyond either nothing more is read for it or from it. */
  readonly bufferedMessages: number;
  readonly bufferedSize: number;
  /** A socket that stays beyond them this long without taking a single message is cut off. */
  readonly stalledMs: number;
  readonly subscriptions: number;
  /** Decides and outcomes that wait for their answer. */
  readonly inFlight: number;
  /** How long a shutdown waits for answers that are due. */
  readonly finishMs: number;
}

export const STREAM_LIMITS: StreamLimits = {
  ...ROSTER_LIMITS,
  authenticateMs: 5_000,
  pingMs: 30_000,
  silentPings: 3,
  bufferedMessages: 1_000,
  bufferedSize: 1_048_576,
  stalledMs: 10_000,
  subscriptions: 32,
  inFlight: 1_000,
  finishMs: 2_000,
};

/** A message may carry the largest body of a request, and its own members around it. */
export const MAX_MESSAGE_BYTES = MAX_BODY_BYTES + 4_096;
