import type { WebSocket } from 'ws';
import { closeReason } from './close-reason.js';

/** Enough for the last words to arrive; who was never let in is owed no more. */
const FAREWELL_MS = 1_000;

/**
 * Closes the socket of somebody who was not let in, whether or not the other side plays its part in the closing: sockets
 * that answer nothing would be held for long otherwise, and cost nothing to make.
 */
export function turnAway(socket: WebSocket, code: number, reason: string): void {
  // A paused socket would never see the other side's half of the closing.
  if (socket.isPaused) socket.resume();
  socket.close(code, closeReason(reason));
  const timer = setTimeout(() => socket.terminate(), FAREWELL_MS);
  socket.once('close', () => clearTimeout(timer));
}
