import type { NewEvent } from '#libs/event-sourcing';
import { newEvent } from '#libs/event-sourcing/testing';
import { startLiveDeployment, type LiveDeployment, type LiveTenant } from '#test/support/live-deployment';
import { STREAM_LIMITS } from '../limits.js';
import { StreamGateway } from '../stream.gateway.js';
import { StreamClient } from './stream-client.js';

/** An event of a session, as nothing but a test would append it: these tests are about moving events, not about deciding. */
const note = (text: string): NewEvent =>
  newEvent({ type: 'SessionNoted', actor: { kind: 'system', id: 'test' }, data: { text } });

/** A deployment with two tenants, and the clients that were opened to its stream. */
export class LiveStream {
  private readonly clients: StreamClient[] = [];

  private constructor(
    readonly live: LiveDeployment,
    readonly tenant: LiveTenant,
    readonly other: LiveTenant,
  ) {}

  static async start(): Promise<LiveStream> {
    const live = await startLiveDeployment();
    return new LiveStream(live, await live.addTenant('acme'), await live.addTenant('rival'));
  }

  async open(token?: string): Promise<StreamClient> {
    const client = await StreamClient.open(this.live.url, token);
    this.clients.push(client);
    return client;
  }

  limit(limits: Partial<typeof STREAM_LIMITS>): void {
    this.live.api.app.get(StreamGateway, { strict: false }).limits = { ...STREAM_LIMITS, ...limits };
  }

  /** After each case: the limits are the usual ones, and nobody is connected. */
  async calm(): Promise<void> {
    this.limit({});
    await Promise.all(this.clients.splice(0).map((client) => client.close()));
  }

  async headNow(): Promise<number> {
    return (await this.live.store.head(this.tenant.id)).position;
  }

  async append(count: number, session: string, text = 'note'): Promise<void> {
    const events = Array.from({ length: count }, () => note(text));
    await this.live.store.append({ tenant: this.tenant.id, writes: [{ stream: `session/${session}`, expect: 'any', events }] });
  }

  /** Resolves when the connection has been let in and follows. */
  async followed(client: StreamClient): Promise<void> {
    client.send({ type: 'subscribe', id: 'in', channels: ['ledger'], after: 0 });
    await client.next(({ subscription }) => subscription === 'in');
  }

  /** Appends until the subscription has seen one of the events: only then is it known to follow. `probe` is one that does. */
  async untilFollowing(client: StreamClient, id: string): Promise<void> {
    while (!client.of('event').some(({ subscription }) => subscription === id)) {
      await this.append(1, 'probe');
      const head = await this.headNow();
      await client.next(({ subscription, position }) => subscription === 'probe' && position === head);
    }
  }
}
