import type { EventEnvelope, JsonObject, RecordedEvent } from '#libs/event-sourcing';
import { canonicalEnvelope, chainOf, digestOf, exportLine, exportTrailer, GENESIS_CHAIN } from '#libs/evidence';

export interface SampleOptions {
  readonly tenant?: string;
  /** Streams the events are spread over, round robin; default 3. */
  readonly streams?: number;
  readonly data?: (n: number) => JsonObject;
  /** Changes the n-th envelope (from 0) before it is hashed: a ledger whose writer misbehaved, or a forger's. */
  readonly alter?: (envelope: EventEnvelope, n: number) => EventEnvelope;
}

/** A ledger of `count` events from position 1, hashed and chained as a store does it. Always the same for the same options. */
export function sampleLedger(count: number, options: SampleOptions = {}): RecordedEvent[] {
  const events: RecordedEvent[] = [];
  let previous = GENESIS_CHAIN;
  for (let n = 0; n < count; n += 1) {
    const event = chained(options.alter?.(sampleEnvelope(n, options), n) ?? sampleEnvelope(n, options), previous);
    events.push(event);
    previous = event.chain;
  }
  return events;
}

export function chained(envelope: EventEnvelope, previousChain: string): RecordedEvent {
  const digest = digestOf(canonicalEnvelope(envelope));
  return { ...envelope, digest, chain: chainOf(previousChain, digest) };
}

/** Positions `from`..`to` of the ledger as the lines of an export, trailer last; all of it by default. */
export function sampleExport(ledger: readonly RecordedEvent[], from = 1, to = ledger.length, tenant = 'demo'): string[] {
  const chainAt = (position: number): string => ledger[position - 1]?.chain ?? GENESIS_CHAIN;
  const lines = ledger.slice(from - 1, to).map(exportLine);
  const trailer = { tenant: ledger[0]?.tenant ?? tenant, from, to, count: to - from + 1 };
  return [...lines, exportTrailer({ ...trailer, previousChain: chainAt(from - 1), chain: chainAt(to) })];
}

function sampleEnvelope(n: number, options: SampleOptions): EventEnvelope {
  const streams = options.streams ?? 3;
  const hex = (n + 1).toString(16).padStart(12, '0');
  return {
    tenant: options.tenant ?? 'demo',
    position: n + 1,
    stream: `session/s-${n % streams}`,
    revision: Math.floor(n / streams),
    id: `01900000-0000-7000-8000-${hex}`,
    type: 'DecisionRecorded',
    schema: 1,
    at: `2026-01-02T03:04:05.${String(Math.floor(n / 2) % 1_000_000).padStart(6, '0')}Z`,
    actor: { kind: 'agent', id: 'demo-agent' },
    correlation: `0190aaaa-0000-7000-8000-${hex}`,
    causation: n % 2 === 0 ? null : `0190bbbb-0000-7000-8000-${hex}`,
    trace: n % 3 === 0 ? '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' : null,
    data: options.data?.(n) ?? { tool: 'lookup', arguments: { n, note: 'plain "text"\n', price: 1.5 }, verdict: 'ALLOW' },
    sealed: null,
  };
}
