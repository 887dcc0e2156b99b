import { expect } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { createHash } from 'node:crypto';
import type { RecordedEvent } from '../envelope.js';
import type { EventStore } from '../event-store.js';

const AT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

export async function readWholeLedger(store: Pick<EventStore, 'readLedger'>, tenant: string): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for (;;) {
    const page = await store.readLedger(tenant, events.length + 1, 1_000);
    events.push(...page);
    if (page.length < 1_000) return events;
  }
}

/**
 * Reads a ledger and recomputes everything about it from the events alone, with code that shares nothing with the store:
 * gapless positions and revisions, times that never go back, unique ids, digests and the chain.
 */
export async function assertLedgerIsSound(store: EventStore, tenant: string): Promise<RecordedEvent[]> {
  const events = await readWholeLedger(store, tenant);
  const revisions = new Map<string, number>();
  let chain: Uint8Array = new Uint8Array(32);
  let at = '';
  events.forEach((event, i) => {
    const { digest, chain: stored, ...envelope } = event;
    expect(event.tenant).toBe(tenant);
    expectThat('positions have no gap', event.position).toBe(i + 1);
    const revision = (revisions.get(event.stream) ?? -1) + 1;
    expectThat(`revisions of ${event.stream} have no gap`, event.revision).toBe(revision);
    revisions.set(event.stream, revision);
    expectThat(event.at, AT.test(event.at)).toBe(true);
    expectThat(`${event.at} is not before ${at}`, event.at >= at).toBe(true);
    at = event.at;
    const computed = createHash('sha256').update(sortedJson(envelope)).digest();
    expectThat(`digest of position ${event.position}`, computed.toString('hex')).toBe(digest);
    chain = createHash('sha256').update(Uint8Array.of(2)).update(chain).update(computed).digest();
    expectThat(`chain of position ${event.position}`, Buffer.from(chain).toString('hex')).toBe(stored);
  });
  expectThat('no id is there twice', new Set(events.map(({ id }) => id)).size).toBe(events.length);
  const head = await store.head(tenant);
  expect([head.position, head.chain]).toStrictEqual([events.length, Buffer.from(chain).toString('hex')]);
  return events;
}

/** RFC 8785 for values that came out of JSON.parse: sorted members, ECMAScript forms. */
function sortedJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
  const members = value as Record<string, unknown>;
  return `{${Object.keys(members)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${sortedJson(members[key])}`)
    .join(',')}}`;
}
