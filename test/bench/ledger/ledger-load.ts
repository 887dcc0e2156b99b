import { randomUUID } from 'node:crypto';
import { NO_STREAM, type EventStore, type NewEvent } from '#libs/event-sourcing';

export interface Measured {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** One thing done by caller `n` for the `i`-th time. */
export type Step = (n: number, i: number) => Promise<unknown>;

/** Runs `callers` loops for a while and measures what the second part of it looked like. */
export async function measure(callers: number, milliseconds: number, step: Step): Promise<Measured> {
  const latencies: number[] = [];
  const started = performance.now();
  const [from, until] = [started + milliseconds / 4, started + milliseconds];
  const caller = async (n: number) => {
    for (let i = 0; performance.now() < until; i += 1) {
      const sent = performance.now();
      await step(n, i);
      const done = performance.now();
      if (done >= from && done < until) latencies.push(done - sent);
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, n) => caller(n)));
  latencies.sort((a, b) => a - b);
  const at = (share: number) => round(latencies[Math.floor(latencies.length * share)] ?? Number.NaN);
  return { perSecond: Math.round((latencies.length * 1000) / (until - from)), p50: at(0.5), p99: at(0.99) };
}

export function round(value: number): number {
  return Math.round(value * 100) / 100;
}

const NOTE = 'plain text of some length, as tool arguments have it. '.repeat(4);

/** About 330 bytes of data. */
export function decisionData(i: number) {
  return {
    decisionId: `d-${i}`,
    tool: 'get_reservation_details',
    arguments: { id: `R${i}`, note: NOTE },
    verdict: 'ALLOW',
    code: 'ALLOWED',
    risk: 'NONE',
  };
}

/** UUIDv7: ids of one time lie side by side in an index, as the real ones do. */
export function timeOrderedId(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

function decisionEvent(i: number): NewEvent {
  const actor = { kind: 'agent', id: 'agent-7' } as const;
  return {
    id: timeOrderedId(),
    type: 'DecisionRecorded',
    schema: 1,
    actor,
    correlation: `request-${i}`,
    causation: null,
    trace: null,
    data: decisionData(i),
    sealed: null,
  };
}

/** Each caller decides in a session of its own, on its last revision, on condition that nobody touched the controls. */
export function appendStep(store: EventStore, tenant: string): Step {
  const revisions = new Map<number, number>();
  const run = randomUUID();
  return async (n, i) => {
    const writes = [{ stream: `session/${run}-${n}`, expect: revisions.get(n) ?? NO_STREAM, events: [decisionEvent(i)] }];
    const receipt = await store.append({ tenant, writes, conditions: [{ stream: 'controls/tenant', at: NO_STREAM }] });
    revisions.set(n, receipt.events[0]?.revision as number);
  };
}
