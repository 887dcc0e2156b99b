import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { VerificationResult } from '#libs/evidence';
import { CONFIGURATION } from '#platform/config/configuration.token';
import type { Configuration } from '#platform/config/configuration';
import { roleUrl } from '#platform/database/role-urls';
import { RefusalError } from '#platform/http/problem-details';
import type { ExportRange } from '../export-range.js';

export interface VerificationTask {
  /** Address of the role that sees one tenant at a time. */
  readonly databaseUrl: string;
  readonly range: ExportRange;
}

export interface VerificationLimits {
  readonly all: number;
  readonly perTenant: number;
}

/** Memory of one thread; a page of events and the revisions of a million streams fit several times. */
const MEMORY_MB = 768;
const ENTRY = new URL('./verification-thread.js', import.meta.url);

/**
 * Verifies ledgers in threads, which read with a connection of their own: whatever the length of a ledger, the thread that
 * decides neither reads nor hashes it. A verification ends with its caller.
 */
@Injectable()
export class Verifications implements BeforeApplicationShutdown {
  /** For verifications from now on. */
  limits: VerificationLimits = { all: 2, perTenant: 1 };
  private readonly running = new Map<Worker, string>();

  constructor(@Inject(CONFIGURATION) private readonly configuration: Configuration) {}

  /** Threads that run now. */
  get count(): number {
    return this.running.size;
  }

  /** Undefined when `stop` was aborted or the process shut down. Throws a refusal when too many are under way. */
  async run(range: ExportRange, stop?: AbortSignal): Promise<VerificationResult | undefined> {
    if (stop?.aborted) return undefined;
    const ofTenant = [...this.running.values()].filter((tenant) => tenant === range.tenant).length;
    if (ofTenant >= this.limits.perTenant || this.running.size >= this.limits.all)
      throw new RefusalError({ refused: 'VERIFICATIONS_BUSY' });
    const workerData: VerificationTask = { databaseUrl: roleUrl(this.configuration, 'writ_app'), range };
    const worker = new Worker(ENTRY, { workerData, resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } });
    this.running.set(worker, range.tenant);
    const end = (): void => void worker.terminate();
    stop?.addEventListener('abort', end);
    try {
      return await outcomeOf(worker);
    } finally {
      stop?.removeEventListener('abort', end);
      await worker.terminate();
      this.running.delete(worker);
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([...this.running.keys()].map((worker) => worker.terminate()));
  }
}

/** The thread's one message; undefined when it was ended before. Rejects with what it failed with. */
async function outcomeOf(worker: Worker): Promise<VerificationResult | undefined> {
  const exited = once(worker, 'exit').then(() => undefined);
  const told = once(worker, 'message').then(([result]) => result as VerificationResult);
  // Whichever comes second has nobody waiting for it.
  exited.catch(() => undefined);
  told.catch(() => undefined);
  return Promise.race([told, exited]);
}
