import { Worker } from 'node:worker_threads';
import { Inject, Injectable, Optional, type OnModuleDestroy } from '@nestjs/common';
import { PolicyPlans, PolicyUnusableError } from '#features/policies/contract';
import { Turns } from '#libs/bounded';
import type { PolicyReference } from '#libs/decision-guards';
import type { ListedDifference } from '#libs/replay';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION } from '#platform/config/configuration.token';
import { roleUrl } from '#platform/database/role-urls';
import type { TalliedSome } from '../deciding-again/stretches.js';
import { SIMULATION_THREAD, type SimulationSetting } from './simulation-thread.js';
import type { FetchedPolicy, FromThread, ThreadOrder, ThreadSetting, ToThread } from './thread-messages.js';

const HEAP_MB = 512;
/** It holds what it has simulated. */
const SIMULATION_HEAP_MB = 2_048;
type Tally = Extract<ThreadOrder, { kind: 'tally' }>;
type Tell = Extract<ThreadOrder, { kind: 'tell' }>;
type Compare = Extract<ThreadOrder, { kind: 'compare' }>;

/** A thread ended by itself, or was ended: of memory, mostly. */
class ReplayThreadLostError extends Error {
  override readonly name = 'ReplayThreadLostError';
}

/** Threads of this process that decide again, as many as orders at once. Each reads ledgers over a connection of its own. */
@Injectable()
export class ReplayThreads implements OnModuleDestroy {
  private readonly all = new Set<Worker>();
  private readonly idle: Worker[] = [];
  private readonly turns = new Turns();
  /** By their replays, with the last position that each has gone through. */
  private readonly simulations = new Map<string, { readonly worker: Worker; readonly at: number }>();

  constructor(
    @Inject(PolicyPlans) private readonly plans: PolicyPlans,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Optional() @Inject(SIMULATION_THREAD) private readonly simulation?: URL,
    @Optional() private readonly yields = false,
  ) {}

  async tally(order: Tally): Promise<TalliedSome> {
    const reply = await this.carriedOut(order);
    if (!('tallied' in reply)) throw new Error('a thread answered something else');
    return reply;
  }

  async tell(order: Tell): Promise<readonly ListedDifference[]> {
    const reply = await this.carriedOut(order);
    if (!('told' in reply)) throw new Error('a thread answered something else');
    return reply.told;
  }

  async compare(order: Compare): Promise<readonly (ListedDifference | null)[]> {
    const reply = await this.carriedOut(order);
    if (!('compared' in reply)) throw new Error('a thread answered something else');
    return reply.compared;
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([...this.all].map((worker) => worker.terminate()));
  }

  /** Nothing of the replay is asked for any more. */
  async end(replay: string): Promise<void> {
    const simulation = this.simulations.get(replay);
    this.simulations.delete(replay);
    await simulation?.worker.terminate();
  }

  private async carriedOut(order: ThreadOrder): Promise<FromThread> {
    const reply = await (order.plan.mode === 'causal'
      ? this.turns.take(order.replay, () => this.simulated(order))
      : this.onAnyThread(order));
    if ('fault' in reply) throw new Error('a replay thread failed', { cause: reply.fault });
    return reply;
  }

  private async onAnyThread(order: ThreadOrder): Promise<FromThread> {
    const worker = this.idle.pop() ?? this.start();
    const reply = await this.answered(worker, order);
    if (this.all.has(worker)) this.idle.push(worker);
    return reply;
  }

  /** What was simulated cannot be taken back: an earlier position, or a fault, needs another world. */
  private async simulated(order: ThreadOrder): Promise<FromThread> {
    const [first, last] =
      order.kind === 'tally' ? [order.from, order.to] : [order.positions[0] ?? 0, order.positions.at(-1) ?? 0];
    const known = this.simulations.get(order.replay);
    if (known && known.at >= first) await this.end(order.replay);
    const worker = this.simulations.get(order.replay)?.worker ?? this.startSimulation(order.plan.from ?? 1);
    this.simulations.set(order.replay, { worker, at: last });
    try {
      const reply = await this.answered(worker, order);
      if ('fault' in reply) await this.end(order.replay);
      return reply;
    } catch (error) {
      await this.end(order.replay);
      throw error;
    }
  }

  private answered(worker: Worker, order: ThreadOrder): Promise<FromThread> {
    return new Promise((resolve, reject) => {
      const lost = (why: number | Error): void =>
        reject(new ReplayThreadLostError('a replay thread ended', { cause: why instanceof Error ? why : `code ${why}` }));
      const heard = (message: FromThread): void => {
        if ('wants' in message) return void this.give(worker, order.tenant, message.wants);
        worker.off('message', heard).off('exit', lost).off('error', lost);
        resolve(message);
      };
      worker.on('message', heard).once('exit', lost).once('error', lost);
      worker.postMessage({ order } satisfies ToThread);
    });
  }

  private async give(worker: Worker, tenant: string, reference: PolicyReference): Promise<void> {
    const message = await this.text(tenant, reference).then(
      (policy): ToThread => ({ policy, reference }),
      (error: unknown): ToThread => ({ fault: String(error) }),
    );
    worker.postMessage(message);
  }

  private async text(tenant: string, { planDigest, dataDigest }: PolicyReference): Promise<FetchedPolicy> {
    try {
      const [plan, data] = await Promise.all([this.plans.bytes(tenant, planDigest), this.plans.bytes(tenant, dataDigest)]);
      return { plan: plan.toString('utf8'), data: data.toString('utf8') };
    } catch (error) {
      if (error instanceof PolicyUnusableError) return { unusable: error.message };
      throw error;
    }
  }

  private start(): Worker {
    const setting: ThreadSetting = {
      databaseUrl: roleUrl(this.configuration, 'writ_app'),
      fuel: this.configuration.WRIT_DECISION_FUEL,
      yields: this.yields,
    };
    return this.begun(new URL('./replay.worker.js', import.meta.url), setting, HEAP_MB);
  }

  private startSimulation(from: number): Worker {
    if (!this.simulation) throw new Error('this process simulates nothing');
    const { trustedProxies: _, mail: __, ...configuration } = this.configuration;
    return this.begun(this.simulation, { configuration, from } satisfies SimulationSetting, SIMULATION_HEAP_MB);
  }

  private begun(code: URL, workerData: ThreadSetting | SimulationSetting, heapMb: number): Worker {
    const worker = new Worker(code, { workerData, resourceLimits: { maxOldGenerationSizeMb: heapMb } });
    this.all.add(worker);
    const gone = (): void => {
      this.all.delete(worker);
      const place = this.idle.indexOf(worker);
      if (place >= 0) this.idle.splice(place, 1);
    };
    worker.on('error', gone);
    worker.once('exit', gone);
    worker.unref();
    return worker;
  }
}
