import type { Server } from 'node:http';
import type { Socket } from 'node:net';

const LOOK_AGAIN_MS = 250;

/**
 * Node counts a connection on which no request has come yet among those in use, so that a client that only connected would hold
 * up a server that stops until that client's time for headers is over. What this gives back is to be called when the stop begins.
 */
export function silentConnections(server: Server): () => void {
  const open = new Set<Socket>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  const endSilent = (): void => {
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
  };
  return () => {
    endSilent();
    // The server may still listen for a while.
    const again = setInterval(endSilent, LOOK_AGAIN_MS);
    server.once('close', () => clearInterval(again));
  };
}
