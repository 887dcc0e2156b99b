import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RunningWrit } from '#test/support/running-writ';

const READ_MS = 400;
const DRIP_MS = 25;
/** Without a cut the drip would go on for minutes. */
const DRIPS = 4_000;

describe('a client that sends a request slowly', () => {
  let writ: RunningWrit;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    writ = await RunningWrit.start({
      worker: false,
      env: { WRIT_REQUEST_READ_MS: String(READ_MS), WRIT_READ_WAIT_MS: String(3 * READ_MS) },
    });
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await writ.close();
  });

  /** Sends `head` at once and then `rest` byte by byte; what came back when the connection has ended. */
  async function drip(head: string, rest: string): Promise<string> {
    const { hostname, port } = new URL(writ.url);
    const socket = connect(Number(port), hostname);
    sockets.push(socket);
    let told = '';
    socket.setEncoding('utf8').on('data', (text: string) => (told += text));
    socket.on('error', () => undefined);
    socket.write(head);
    let sent = 0;
    const tap = setInterval(() => {
      if (socket.writable) socket.write(rest[sent % rest.length] as string);
      sent += 1;
    }, DRIP_MS);
    await once(socket, 'close');
    clearInterval(tap);
    expect(sent).toBeLessThan(DRIPS);
    return told;
  }
  const POST = 'POST /v1/auth/token HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';

  it('is told 408 and cut off while it sends headers', async () => {
    expect(await drip(`${POST}x-long: `, 'a')).toMatch(
      /^HTTP\/1\.1 408 Request Timeout[^]*application\/problem\+json[^]*"status":408/,
    );
  });

  it('is cut off while it sends a body, of a declared length or in chunks', async () => {
    expect(await drip(`${POST}content-length: 5000\r\n\r\n`, '{"a":')).toMatch(/^HTTP\/1\.1 408 /);
    expect(await drip(`${POST}transfer-encoding: chunked\r\n\r\n`, '1\r\n \r\n')).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('is cut off when its request was answered long ago and its body still comes', async () => {
    const told = await drip(`${POST}writ-version: 1999-01-01\r\ncontent-length: 5000\r\n\r\n`, 'a');
    expect(told).toMatch(/^HTTP\/1\.1 400 Bad Request[^]*UNSUPPORTED_VERSION/);
  });

  it('is cut off when it sends nothing at all', async () => {
    const { hostname, port } = new URL(writ.url);
    const silent = connect(Number(port), hostname);
    sockets.push(silent);
    silent.on('error', () => undefined).resume();
    await once(silent, 'close');
  });

  it('is no fault of the server', async () => {
    const { body } = await (await writ.owner()).send<string>('GET', '/metrics');
    expect(body).toMatch(/^writ_faults_total\S* 0$/m);
  });

  it('may wait longer than that for an answer', async () => {
    const owner = await writ.owner();
    const tenant = await writ.seedTenant(owner);
    const behind = await tenant.operator.send<{ code: string }>('GET', '/v1/agents', undefined, {
      'writ-min-position': '9000000',
    });
    expect(behind.body.code).toBe('READ_MODEL_BEHIND');
  });
});
