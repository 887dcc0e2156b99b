import type { describe, it } from '@jest/globals';

type Declare = typeof it | typeof describe;

/** `it`, `test` or `describe`; left out with the reason in its title when there is one. */
export function skipWhen<D extends Declare>(reason: string | false, declare: D): (...args: Parameters<D>) => void {
  if (!reason) return declare as (...args: Parameters<D>) => void;
  const skip = declare.skip as (...args: Parameters<D>) => void;
  return (title, ...body) => skip(...([`${title as string} (skipped: ${reason})`, ...body] as Parameters<D>));
}
