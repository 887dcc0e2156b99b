import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { goodStretch, type BlockReaders, type GoodStretch, type ReadBlock } from '#libs/evidence';
import { SLOT_BYTES, THREAD_ROLE, type BlockGiven, type ThreadData } from './stretch-thread.js';

/** A smaller file is verified before threads would have started. */
const LEAST_FILE_BYTES = 128 * 1024 * 1024;
/** More do not get their blocks fast enough from the one thread that reads the file. */
const MOST_THREADS = 7;
/** One it reads, and one that waits meanwhile. */
const BLOCKS_OF_A_THREAD = 2;
/** Blocks that the caller's own thread is ahead of the slowest other one at most, for each of them. */
const AHEAD = 2;

/** Threads beside the caller's own that a file of this size is worth: one for each other processor. */
export function threadsFor(bytes: number, processors = availableParallelism()): number {
  return bytes < LEAST_FILE_BYTES ? 0 : Math.min(processors - 1, MOST_THREADS);
}

/**
 * Threads that read blocks of an export. When they have enough to do, the caller's own reads one, too. Blocks are given in memory
 * that all see, a fixed amount of it. A thread that does not start, or ends, is not missed: its blocks are read here.
 */
export class StretchThreads implements BlockReaders {
  readonly atOnce: number;
  private readonly slots: readonly SharedArrayBuffer[];
  private readonly threads: readonly Thread[];
  private given = 0;

  /** `entry`: a module that answers as `stretch.worker.ts` does when a thread starts with it. */
  constructor(count: number, entry: URL = new URL('./stretch.worker.js', import.meta.url)) {
    this.atOnce = count * (BLOCKS_OF_A_THREAD + AHEAD);
    this.slots = Array.from({ length: this.atOnce }, () => new SharedArrayBuffer(SLOT_BYTES));
    this.threads = Array.from({ length: count }, () => new Thread(entry, { role: THREAD_ROLE, slots: this.slots }));
  }

  async read(block: Uint8Array): Promise<ReadBlock> {
    const slot = this.given % this.atOnce;
    this.given += 1;
    if (block.length > SLOT_BYTES) return { bytes: new Uint8Array(block), stretch: goodStretch(block) };
    const bytes = new Uint8Array(this.slots[slot] as SharedArrayBuffer, 0, block.length);
    bytes.set(block);
    const thread = this.threads.find(({ waiting, isThere }) => isThere && waiting < BLOCKS_OF_A_THREAD);
    const answer = thread ? await thread.read({ slot, length: block.length }) : 'gone';
    return { bytes, stretch: answer === 'gone' ? goodStretch(bytes) : answer };
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.close()));
  }
}

type Answer = GoodStretch | undefined | 'gone';

class Thread {
  isThere: boolean;
  private readonly worker: Worker | undefined;
  /** In the order in which blocks were given, which is that of the answers. */
  private readonly asked: ((answer: Answer) => void)[] = [];

  constructor(entry: URL, workerData: ThreadData) {
    this.worker = started(entry, workerData);
    this.isThere = this.worker !== undefined;
    this.worker?.on('message', (stretch: GoodStretch | undefined) => this.asked.shift()?.(stretch));
    this.worker?.on('error', () => this.leave());
    this.worker?.on('exit', () => this.leave());
  }

  get waiting(): number {
    return this.asked.length;
  }

  read(block: BlockGiven): Promise<Answer> {
    return new Promise((answer) => {
      this.asked.push(answer);
      this.worker?.postMessage(block);
    });
  }

  async close(): Promise<void> {
    await this.worker?.terminate();
  }

  private leave(): void {
    this.isThere = false;
    for (const answer of this.asked.splice(0)) answer('gone');
  }
}

/** Undefined where no thread may be started, such as under Node's permissions. */
function started(entry: URL, workerData: ThreadData): Worker | undefined {
  try {
    return new Worker(entry, { workerData });
  } catch {
    return undefined;
  }
}
