import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { skipWhen } from '#libs/testing';
import pg from 'pg';
import { WebSocket } from 'ws';
import { eventually } from '#test/support/conditions';
import { startLiveDeployment, type LiveDeployment, type LiveTenant } from '#test/support/live-deployment';
import { StreamGateway } from '#features/stream/stream.gateway';
import { SigningKeys } from '#platform/auth/signing-keys';
import { GraphqlGateway } from '#platform/graphql/graphql.gateway';

let live: LiveDeployment;
let tenant: LiveTenant;
const sockets: (WebSocket | Socket)[] = [];

interface Caller {
  readonly token?: string;
  readonly from?: string;
}

class Door {
  constructor(
    readonly path: string,
    /** What the other side says first, and what it is answered. */
    readonly hello: string,
    readonly answer: RegExp,
    readonly closes: { readonly late: number; readonly refused: number },
    private readonly gateway: () => { limits: object },
  ) {}

  limit(limits: object): void {
    const gateway = this.gateway();
    this.usual ??= gateway.limits;
    gateway.limits = { ...this.usual, ...limits };
  }

  async open({ token, from }: Caller = {}): Promise<WebSocket> {
    const socket = new WebSocket(`${live.url.replace(/^http/, 'ws')}${this.path}`, 'graphql-transport-ws', {
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      ...(from !== undefined && { localAddress: from }),
    });
    sockets.push(socket);
    await once(socket, 'open');
    return socket;
  }

  /** Comes in, says hello and is answered. */
  async enter(caller: Caller): Promise<void> {
    const socket = await this.open(caller);
    const told = Promise.race([once(socket, 'message'), once(socket, 'close')]);
    socket.send(this.hello);
    expect(String((await told)[0])).toMatch(this.answer);
  }

  /** An upgrade by somebody who never says anything again, not even when the socket is closed. */
  async mute(authorization: string): Promise<Socket> {
    const { hostname, port } = new URL(live.url);
    const socket = connect(Number(port), hostname);
    sockets.push(socket);
    const key = Buffer.alloc(16).toString('base64');
    const head = ['upgrade: websocket', 'connection: upgrade', 'sec-websocket-version: 13', `sec-websocket-key: ${key}`];
    const lines = [`GET ${this.path} HTTP/1.1`, 'host: localhost', ...head, 'sec-websocket-protocol: graphql-transport-ws'];
    socket.write(`${[...lines, `authorization: ${authorization}`].join('\r\n')}\r\n\r\n`);
    await once(socket, 'data');
    return socket;
  }

  private usual: object | undefined;
}

const appOf = <T>(type: abstract new (...parts: never[]) => T): T => live.api.app.get<T>(type, { strict: false });
const DECIDE = { type: 'decide', id: '1', request: { sessionId: 's', tool: 't', arguments: {} } };
const doors = [
  new Door('/v1/stream', JSON.stringify(DECIDE), /"type":"decision"/, { late: 4001, refused: 4001 }, () => appOf(StreamGateway)),
  new Door('/graphql', '{"type":"connection_init"}', /connection_ack/, { late: 4408, refused: 4401 }, () =>
    appOf(GraphqlGateway),
  ),
];
const closeOf = async (socket: WebSocket): Promise<unknown> => (await once(socket, 'close'))[0];
const gone = (socket: Socket): Promise<unknown> => (socket.destroyed ? Promise.resolve() : once(socket, 'close'));

for (const door of doors)
  describe(`${door.path}, when many strangers come`, () => {
    beforeAll(async () => {
      live = await startLiveDeployment();
      tenant = await live.addTenant('acme');
    });
    afterEach(async () => {
      door.limit({});
      for (const socket of sockets.splice(0)) {
        if (socket instanceof WebSocket) socket.terminate();
        else socket.destroy();
      }
    });
    afterAll(() => live.close());

    it('lets those in whose credential comes with the upgrade, however many hold a socket without one', async () => {
      door.limit({ strangersPerAddress: 500 });
      await Promise.all(Array.from({ length: 500 }, () => door.open()));
      expect(await closeOf(await door.open())).toBe(1013);
      await Promise.all(Array.from({ length: 10 }, () => door.enter({ token: tenant.agentKey })));
    });

    skipWhen(process.platform !== 'linux' && 'only Linux has a second loopback address', it)(
      'lets one address have no more than its part',
      async () => {
        await Promise.all(Array.from({ length: 50 }, () => door.open()));
        expect(await closeOf(await door.open())).toBe(1013);
        const elsewhere = await door.open({ from: '127.0.0.2' });
        elsewhere.send('{');
        expect(await closeOf(elsewhere)).toBe(door.path === '/graphql' ? 4400 : 4001);
      },
    );

    it('cuts those that do not say in time who they are', async () => {
      door.limit({ authenticateMs: 20 });
      expect(await closeOf(await door.open())).toBe(door.closes.late);
    });

    it('gives the room of a refused credential to the next, even when the refused one holds on', async () => {
      door.limit({ claimants: 1 });
      const held: Socket[] = [];
      for (let index = 0; index < 5; index += 1) {
        const refused = await door.open({ token: `wrong-${index}` });
        expect(await closeOf(refused)).toBe(door.closes.refused);
        held.push(await door.mute(`Bearer wrong-${index}`));
      }
      await Promise.all(held.map((socket) => gone(socket)));
      await door.enter({ token: tenant.agentKey });
    });

    it('keeps no place for a socket that has gone while its credential was looked at', async () => {
      door.limit({ socketsPerTenant: 2 });
      for (let index = 0; index < 20; index += 1) {
        const socket = await door.open({ token: tenant.agentKey });
        socket.send(door.hello);
        socket.terminate();
      }
      await eventually('one more gets in', () => door.enter({ token: tenant.agentKey }).then(() => true));
    });

    it('ends an operator whose token is no longer good', async () => {
      const operator = await live.signIn(['viewer'], 'acme');
      door.limit({ pingMs: 1_000 });
      const socket = await door.open({ token: operator });
      socket.send('{"type":"connection_init"}');
      socket.on('message', () => socket.send('{"type":"pong"}'));
      const closed = closeOf(socket);
      await once(socket, 'message');
      const database = new pg.Client({ connectionString: live.databaseUrl });
      await database.connect();
      await database.query('delete from auth_signing_keys');
      await database.end();
      await appOf(SigningKeys).rotate();
      expect(await closed).toBe(door.closes.refused);
    });
  });
