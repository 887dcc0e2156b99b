import { Worker } from 'node:worker_threads';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Scan } from '#libs/detectors';
import type { Json } from '#libs/event-sourcing';
import { isLargerThan, knownOf, remember } from './scans.js';

/** What is smaller is looked through in a few milliseconds where it is. */
const SMALL_UNITS = 4_096;
const HEAP_MB = 128;
const UNKNOWN: Scan = { findings: [], isComplete: false };

/**
 * Looks through large values on a thread of its own, so that the one that decides goes on with what others ask. What that thread does not
 * answer in time counts as having everything in it; when it ends by itself, the value is looked through where it is.
 */
@Injectable()
export class ScanThread implements OnModuleDestroy {
  private worker: Worker | undefined;
  private line: Promise<void> = Promise.resolve();
  /** How long a value may take. */
  protected readonly withinMs: number = 5_000;

  /** Afterwards `scanned` knows of each of them. Never rejects. */
  async lookThrough(values: readonly Json[]): Promise<void> {
    const large = values.filter((value) => isLargerThan(SMALL_UNITS, value) && !knownOf(value));
    if (large.length === 0) return;
    const turn = this.line.then(() => this.scan(large));
    this.line = turn;
    await turn;
  }

  async onModuleDestroy(): Promise<void> {
    await this.worker?.terminate();
  }

  private async scan(values: readonly Json[]): Promise<void> {
    const worker = (this.worker ??= this.start());
    const found = await new Promise<readonly Scan[] | 'late' | 'ended'>((resolve) => {
      const end = (answer: readonly Scan[] | 'late' | 'ended'): void => {
        clearTimeout(timer);
        worker.off('message', end).off('exit', ended);
        resolve(answer);
      };
      const ended = (): void => end('ended');
      const timer = setTimeout(() => end('late'), this.withinMs);
      worker.once('message', end).once('exit', ended);
      worker.postMessage(values);
    });
    if (found === 'ended') return;
    if (found === 'late') await worker.terminate();
    for (const [i, value] of values.entries()) remember(value, found === 'late' ? UNKNOWN : (found[i] ?? UNKNOWN));
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
