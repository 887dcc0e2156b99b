import type { Screen } from './screen.js';

export interface Progress {
  /** `done` of `total`; `note` follows the numbers. */
  update(done: number, note?: string): void;
  end(): void;
}

const REDRAW_MS = 100;
const PLAIN_MS = 5000;
const BAR = 30;

/** A bar on a terminal, a plain line now and then otherwise. Always on stderr. `total` may be unknown (0). */
export function progress(screen: Screen, label: string, total: number, now: () => number = () => performance.now()): Progress {
  const interval = screen.isLive ? REDRAW_MS : PLAIN_MS;
  let next = screen.isLive ? 0 : now() + interval;
  return {
    update: (done, note = '') => {
      if (now() < next) return;
      next = now() + interval;
      if (screen.isLive) screen.redraw(progressLine(label, done, total, note, true).slice(0, screen.width - 1));
      else screen.note(progressLine(label, done, total, note, false));
    },
    end: () => {
      if (screen.isLive) screen.redraw('');
    },
  };
}

export function progressLine(label: string, done: number, total: number, note: string, hasBar: boolean): string {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  const filled = Math.round(share * BAR);
  const bar = hasBar && total > 0 ? `[${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}]` : '';
  const counts = total > 0 ? `${done}/${total} ${Math.floor(share * 100)}%` : String(done);
  return [label, bar, counts, note].filter((part) => part !== '').join(' ');
}
