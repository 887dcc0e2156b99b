import { expect } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

/** What a subscription tells until it has told its ledger up to `position`, or has been refused. */
export async function followed(url: string, token: string | undefined, query: string, position: number): Promise<unknown[]> {
  class Socket extends WebSocket {
    constructor(address: string, protocols: string) {
      super(address, protocols, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });
    }
  }
  const client = createClient({ url: `${url.replace(/^http/, 'ws')}/graphql`, webSocketImpl: Socket, retryAttempts: 0 });
  const told: unknown[] = [];
  try {
    for await (const result of client.iterate({ query })) {
      told.push(result);
      const event = (result.data as { ledgerEvents?: { position: number } } | null | undefined)?.ledgerEvents;
      if (!event || event.position >= position) break;
    }
  } catch (refusal) {
    told.push(refusal instanceof Error ? refusal.message : refusal);
  } finally {
    await client.dispose();
  }
  expect(told.length).toBeGreaterThan(0);
  return told;
}
