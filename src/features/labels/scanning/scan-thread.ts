import { Worker } from 'node:worker_threads';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { FairQueue } from '#libs/bounded';
import type { Scan } from '#libs/detectors';
import { BOUNDS, knownOf, remember, unitsIn, type Looked } from './scans.js';

/** What is smaller, all together, is looked through in a few milliseconds where it is. */
const SMALL_UNITS = 4_096;
/** Who wants something looked through and has not had a turn. Beyond these nobody waits. */
const WAITING = { waiting: 10_000, waitingPerTenant: 1_000 };
const HEAP_MB = 128;
const UNKNOWN: Scan = { findings: [], isComplete: false };

/**
 * Looks through large values, and many small ones, on a thread of its own, so that the one that decides goes on with what others ask.
 * Tenants take turns there, each with about as much as is looked through of one call. What that thread does not answer in time counts as
 * having everything in it; when it ends by itself, the value is looked through where it is.
 */
@Injectable()
export class ScanThread implements OnModuleDestroy {
  private worker: Worker | undefined;
  private readonly turns = new FairQueue({ working: 1, ...WAITING });
  /** How long one turn may take. */
  protected readonly withinMs: number = 5_000;

  /** Afterwards `scanned` knows of each of them, unless all of them are small. Never rejects. */
  async lookThrough(tenant: string, values: readonly Looked[]): Promise<void> {
    const unknown = values.filter(({ value, of }) => !knownOf(value, of));
    let left = SMALL_UNITS;
    for (const { value } of unknown) if (left >= 0) left -= unitsIn(value, left);
    if (left >= 0) return;
    for (const portion of portionsOf(unknown))
      if (!(await this.turns.run(tenant, () => this.scan(portion)))) noted(portion, undefined);
  }

  async onModuleDestroy(): Promise<void> {
    await this.worker?.terminate();
  }

  private async scan(portion: readonly Looked[]): Promise<true> {
    try {
      const found = await this.answered((this.worker ??= this.start()), portion);
      if (found !== 'ended') noted(portion, found);
    } catch {
      // There is no thread to be had: then everybody waits.
    }
    return true;
  }

  private async answered(worker: Worker, portion: readonly Looked[]): Promise<readonly Scan[] | 'ended' | undefined> {
    const found = await new Promise<readonly Scan[] | 'late' | 'ended'>((resolve) => {
      const end = (answer: readonly Scan[] | 'late' | 'ended'): void => {
        clearTimeout(timer);
        worker.off('message', end).off('exit', ended);
        resolve(answer);
      };
      const ended = (): void => end('ended');
      const timer = setTimeout(() => end('late'), this.withinMs);
      worker.once('message', end).once('exit', ended);
      worker.postMessage(portion.map(({ value }) => value));
    });
    if (found !== 'late') return found;
    await worker.terminate();
    return undefined;
  }

  private start(): Worker {
    const worker = new Worker(new URL('./scan.worker.js', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    const gone = (): void => {
      if (this.worker === worker) this.worker = undefined;
    };
    worker.on('error', gone);
    worker.once('exit', gone);
    worker.unref();
    return worker;
  }
}

/** Without an answer they count as having everything in them. */
function noted(portion: readonly Looked[], found: readonly Scan[] | undefined): void {
  for (const [i, { value, of }] of portion.entries()) remember(value, of, found?.[i] ?? UNKNOWN);
}

function portionsOf(values: readonly Looked[]): Looked[][] {
  const portions: Looked[][] = [];
  let left = 0;
  for (const looked of values) {
    const units = unitsIn(looked.value, BOUNDS.units);
    if (units > left) {
      portions.push([]);
      left = BOUNDS.units;
    }
    portions.at(-1)?.push(looked);
    left -= units;
  }
  return portions;
}
