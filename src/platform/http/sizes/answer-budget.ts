import { AsyncLocalStorage } from 'node:async_hooks';
import { refuseWith } from '../problem-details.js';

/** Bytes that one answer may be made from, more or less, where it tells of many things at once. */
const MAX_ANSWER_BYTES = 16 * 1_048_576;

const spending = new AsyncLocalStorage<AnswerBudget>();

/**
 * What one request may load and tell. Each page that it asks for is bounded by itself, but it may ask for many, and for one of them in many
 * places: what is loaded once can be told a thousand times.
 */
export class AnswerBudget {
  private loaded = 0;
  private told = 0;
  private line: Promise<unknown> = Promise.resolve();

  constructor(private readonly most = MAX_ANSWER_BYTES) {}

  /** What `work` loads in slices counts here. */
  spentBy<T>(work: () => Promise<T>): Promise<T> {
    return spending.run(this, work);
  }

  /** Counts once for each place that it is told in. Throws when that is more than one answer holds. */
  tell(bytes: number): void {
    this.told += bytes;
    if (this.told > this.most) throw tooLarge(this.most);
  }

  /** One slice is loaded at a time, so that what is in memory beyond the budget is one slice. */
  load(slice: () => Promise<number>): Promise<number> {
    const turn = this.line.then(async () => {
      if (this.loaded >= this.most) throw tooLarge(this.most);
      const bytes = await slice();
      this.loaded += bytes;
      return bytes;
    });
    this.line = turn.catch(() => undefined);
    return turn;
  }
}

/** `slice` resolves with its bytes. At once where the request has no budget: its page is all that it can ask for. */
export function loadedWithin(slice: () => Promise<number>): Promise<number> {
  return spending.getStore()?.load(slice) ?? slice();
}

/** As it will be told. */
export function bytesOf(answer: unknown): number {
  return JSON.stringify(answer)?.length ?? 0;
}

function tooLarge(most: number): Error {
  return refuseWith(
    'QUERY_TOO_COSTLY',
    `what was asked for is more than ${most / 1_048_576} MiB; ask for shorter pages, or for fewer of them together`,
  );
}
