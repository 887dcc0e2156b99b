import { WsAdapter } from '@nestjs/platform-ws';
import type { WebSocketServer } from 'ws';

/**
 * Nest's WebSocket adapter for gateways that speak protocols of their own: they hear their sockets themselves, as hostile
 * input, so nothing is parsed or logged here. It destroys every upgrade whose path is no gateway's, which is why GraphQL
 * subscriptions have a gateway, too, and not a listener of their own.
 */
export class GatewayAdapter extends WsAdapter {
  override bindMessageHandlers(): void {
    // The gateway has its own listener.
  }

  override bindErrorHandler(server: WebSocketServer): WebSocketServer {
    // Broken and oversized frames are a client's doing; ws closes the socket with the code that says so.
    server.on('connection', (socket) => socket.on('error', () => undefined));
    return server;
  }
}
