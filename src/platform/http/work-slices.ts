/** Milliseconds of work before others get their turn. */
const SLICE_MS = 2;

const waiting: (() => void)[] = [];
/** When the next slice may begin, by `performance.now()`. */
let freeAt = 0;
let timer: NodeJS.Timeout | undefined;

/**
 * Long work in the process that decides, cut into short slices. However many of them go on at once, one slice is worked on at a
 * time, and after it the process has as long for everything else: decisions that arrive meanwhile take twice as long at most.
 */
export class WorkSlices {
  private began = performance.now();

  /** Call it between two steps, and wait for what it gives: undefined while the slice lasts, else the beginning of the next. */
  rest(): Promise<void> | undefined {
    const now = performance.now();
    const took = now - this.began;
    if (took < SLICE_MS) return undefined;
    freeAt = Math.max(freeAt, now + took);
    return new Promise<void>((resolve) => {
      waiting.push(() => {
        this.began = performance.now();
        resolve();
      });
      wake();
    });
  }
}

function wake(): void {
  if (timer || waiting.length === 0) return;
  const ms = freeAt - performance.now();
  if (ms > 0) {
    timer = setTimeout(() => {
      timer = undefined;
      wake();
    }, ms);
    return;
  }
  // Until this slice is over and says how long it took.
  freeAt = performance.now() + SLICE_MS;
  waiting.shift()?.();
  wake();
}
