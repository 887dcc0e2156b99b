import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import { silentConnections } from './silent-connections.js';

it('a client that only connected does not hold up a server that stops, and one that waits for its answer gets it', async () => {
  let answer = (): void => undefined;
  const server = createServer((_request, response) => {
    answer = () => void response.writeHead(200, { connection: 'close' }).end('here');
  });
  // Without this Node would end a silent client after a minute.
  server.headersTimeout = 0;
  server.requestTimeout = 0;
  const stop = silentConnections(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const silent = connect(port, '127.0.0.1');
  await once(server, 'connection');
  const asked = once(server, 'request');
  const answered = fetch(`http://127.0.0.1:${port}/`).then((response) => response.text());
  await asked;
  const closed = once(server, 'close');
  server.close();
  stop();
  await once(silent.resume(), 'close');
  answer();
  expect(await answered).toBe('here');
  await closed;
});
