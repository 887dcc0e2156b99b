import type { MessagePort } from 'node:worker_threads';
import { LRUCache } from 'lru-cache';
import { listedDifference, sideOf, type Difference, type ListedDifference } from '#libs/replay';
import type { EvaluateOptions } from '#libs/policy-engine';
import type { PolicyReference } from '#libs/decision-guards';
import { AskedPolicies } from '../deciding-again/asked-policies.js';
import type { Stretches, TalliedSome } from '../deciding-again/stretches.js';
import type { HistoryStretches } from '../histories/history-stretches.js';
import type { FetchedPolicy, FromThread, ThreadOrder, ToThread } from './thread-messages.js';

const REMEMBERED = 32;

/** What runs in a thread: it reads by itself, and asks for the text of policies whoever gives it its orders. */
export class ReplayThreadMain {
  private readonly policies: AskedPolicies;
  /** Of what it worked on last: the next order is mostly for one of those, a little further on. */
  private readonly last = new LRUCache<string, Stretches | HistoryStretches>({ max: REMEMBERED });
  private fetched: ((policy: FetchedPolicy | Error) => void) | undefined;

  constructor(
    private readonly port: MessagePort,
    options: EvaluateOptions,
    private readonly stretchesFor: (order: ThreadOrder, policies: AskedPolicies) => Stretches | HistoryStretches,
  ) {
    this.policies = new AskedPolicies((reference) => this.fetch(reference), options);
    port.on('message', (message: ToThread) => {
      if ('order' in message) void this.carryOut(message.order);
      else this.fetched?.('policy' in message ? message.policy : new Error(message.fault));
    });
  }

  private async carryOut(order: ThreadOrder): Promise<void> {
    try {
      const stretches = this.stretchesOf(order);
      if (order.kind === 'tally') this.send(await tallied(stretches, order));
      else if (order.kind === 'compare') this.send({ compared: await this.compared(stretches, order.positions) });
      else this.send({ told: await this.told(stretches, order.positions) });
    } catch (error) {
      this.last.clear();
      this.send({ fault: (error as Error).stack ?? String(error) });
    }
  }

  private async told(stretches: Stretches | HistoryStretches, positions: readonly number[]): Promise<ListedDifference[]> {
    const compared = await this.compared(stretches, positions);
    return compared.map((each, n) => {
      if (!each) throw new Error(`position ${positions[n]} holds no difference any more`);
      return each;
    });
  }

  private async compared(
    stretches: Stretches | HistoryStretches,
    positions: readonly number[],
  ): Promise<(ListedDifference | null)[]> {
    const told: (ListedDifference | null)[] = [];
    for (const position of positions) {
      const compared = await stretches.compared(position);
      told.push(compared?.difference ? this.listed(compared, compared.difference) : null);
    }
    return told;
  }

  private listed(
    compared: NonNullable<Awaited<ReturnType<(Stretches | HistoryStretches)['compared']>>>,
    difference: Difference,
  ): ListedDifference {
    const { event, recorded, before, after, kind, because, asked } = compared;
    const input = 'input' in compared ? (compared.input as object) : recorded.input;
    const explained = (policy: PolicyReference | null) => policy && (this.policies.peek(policy)?.explain(input) ?? null);
    const sides = [
      sideOf(before, asked.before, explained(asked.before)),
      sideOf(after, asked.after, explained(asked.after)),
    ] as const;
    const { at, digest, chain } = event;
    return listedDifference(recorded, { ...difference, kind, because }, ...sides, { at, digest, chain });
  }

  private stretchesOf(order: ThreadOrder): Stretches | HistoryStretches {
    // What is told lies behind what was counted, and going back costs all that stands before it. There is but one simulated world.
    const key = order.plan.mode === 'causal' ? order.replay : `${order.kind} ${order.replay}`;
    const known = this.last.get(key) ?? this.stretchesFor(order, this.policies);
    this.last.set(key, known);
    return known;
  }

  private fetch(reference: PolicyReference): Promise<FetchedPolicy> {
    return new Promise((resolve, reject) => {
      this.fetched = (policy) => (policy instanceof Error ? reject(policy) : resolve(policy));
      this.send({ wants: reference });
    });
  }

  private send(message: FromThread): void {
    this.port.postMessage(message);
  }
}

async function tallied(
  stretches: Stretches | HistoryStretches,
  { from, to, most }: Extract<ThreadOrder, { kind: 'tally' }>,
): Promise<TalliedSome> {
  if (most === undefined) return { tallied: await stretches.tally(from, to), through: to };
  if (!('tallySome' in stretches)) throw new Error('a history is gone through as a whole');
  return stretches.tallySome(from, to, most);
}
