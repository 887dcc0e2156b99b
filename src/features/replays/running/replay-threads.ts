import { Worker } from 'node:worker_threads';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { PolicyPlans, PolicyUnusableError } from '#features/policies/contract';
import type { PolicyReference } from '#libs/decision-guards';
import type { ListedDifference, Tallied } from '#libs/replay';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION } from '#platform/config/configuration.token';
import { roleUrl } from '#platform/database/role-urls';
import type { FetchedPolicy, FromThread, ThreadOrder, ThreadSetting, ToThread } from './thread-messages.js';

const HEAP_MB = 512;
type Tally = Extract<ThreadOrder, { kind: 'tally' }>;
type Tell = Extract<ThreadOrder, { kind: 'tell' }>;

/** A thread ended by itself, or was ended: of memory, mostly. */
class ReplayThreadLostError extends Error {
  override readonly name = 'ReplayThreadLostError';
}

/** Threads of this process that decide again, as many as orders at once. Each reads ledgers over a connection of its own. */
@Injectable()
export class ReplayThreads implements OnModuleDestroy {
  private readonly all = new Set<Worker>();
  private readonly idle: Worker[] = [];

  constructor(
    @Inject(PolicyPlans) private readonly plans: PolicyPlans,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  async tally(order: Tally): Promise<Tallied> {
    const reply = await this.carriedOut(order);
    if (!('tallied' in reply)) throw new Error('a thread answered something else');
    return reply.tallied;
  }

  async tell(order: Tell): Promise<readonly ListedDifference[]> {
    const reply = await this.carriedOut(order);
    if (!('told' in reply)) throw new Error('a thread answered something else');
    return reply.told;
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([...this.all].map((worker) => worker.terminate()));
  }

  private async carriedOut(order: ThreadOrder): Promise<FromThread> {
    const worker = this.idle.pop() ?? this.start();
    const reply = await this.answered(worker, order);
    if (this.all.has(worker)) this.idle.push(worker);
    if ('fault' in reply) throw new Error('a replay thread failed', { cause: reply.fault });
    return reply;
  }

  private answered(worker: Worker, order: ThreadOrder): Promise<FromThread> {
    return new Promise((resolve, reject) => {
      const lost = (code: number): void => reject(new ReplayThreadLostError(`a replay thread ended with code ${code}`));
      const heard = (message: FromThread): void => {
        if ('wants' in message) return void this.give(worker, order.tenant, message.wants);
        worker.off('message', heard).off('exit', lost);
        resolve(message);
      };
      worker.on('message', heard).once('exit', lost);
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
    };
    const worker = new Worker(new URL('./replay.worker.js', import.meta.url), {
      workerData: setting,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
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
