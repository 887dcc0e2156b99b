import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { GCProfilerResult } from 'node:v8';
import { processIn } from './processor-time.js';

/** Of one run: bytes. */
export interface Allocations {
  readonly allocated: number;
  /** Moved to where only major collections free it. */
  readonly promoted: number;
}

const PROBE = new URL('./allocation-probe.js', import.meta.url).href;

/** What the API process of a deployment allocates while something runs. The deployment MUST have been started with `env`. */
export class AllocationWatch {
  private readonly folder = mkdtempSync(join(tmpdir(), 'writ-bench-collections-'));
  private readonly file = join(this.folder, 'collections.json');
  readonly env = { NODE_OPTIONS: `--import=${PROBE}`, WRIT_BENCH_COLLECTIONS: this.file };

  async during(root: number, work: () => Promise<unknown>): Promise<Allocations> {
    const api = processIn(root, 'API');
    if (api === undefined) throw new Error('there is no API process to watch');
    rmSync(this.file, { force: true });
    process.kill(api, 'SIGUSR2');
    await work();
    process.kill(api, 'SIGUSR2');
    for (let tries = 0; !existsSync(this.file) && tries < 100; tries += 1) await setTimeout(50);
    return allocationsIn(JSON.parse(readFileSync(this.file, 'utf8')) as GCProfilerResult);
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function allocationsIn({ statistics }: GCProfilerResult): Allocations {
  let [allocated, promoted] = [0, 0];
  for (const [i, { gcType, beforeGC, afterGC }] of statistics.entries()) {
    const before = statistics[i - 1];
    if (before) allocated += beforeGC.heapStatistics.usedHeapSize - before.afterGC.heapStatistics.usedHeapSize;
    if (gcType === 'Scavenge') promoted += Math.max(0, oldIn(afterGC) - oldIn(beforeGC));
  }
  return { allocated, promoted };
}

function oldIn({ heapSpaceStatistics }: GCProfilerResult['statistics'][number]['afterGC']): number {
  return heapSpaceStatistics.find(({ spaceName }) => spaceName === 'old_space')?.spaceUsedSize ?? 0;
}
