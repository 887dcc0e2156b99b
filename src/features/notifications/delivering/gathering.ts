export const MINUTE_MS = 60_000;

/** How it stands with a webhook before more happens. */
export interface Standing {
  /** When deliveries were, or will be, sent for the first time, as far as it is known to be of any account; milliseconds since 1970. */
  readonly sentFrom: readonly number[];
  /** Whether a digest is there that still gathers. */
  readonly isGathering: boolean;
}

/** How many of those that happened are told each by itself, and when a digest of the others is due. */
export interface Shared {
  readonly alone: number;
  /** Undefined when there are no others, or a digest gathers them already. */
  readonly digestAt: number | undefined;
}

/**
 * Within any minute at most `most` deliveries are begun, a digest being one of them. Once something is gathered, all that follows goes
 * there until it leaves, so that what a digest holds is all of it from one position of the ledger to another.
 */
export function shared({ sentFrom, isGathering }: Standing, happened: number, most: number, now: number): Shared {
  if (isGathering) return { alone: 0, digestAt: undefined };
  const recent = sentFrom.filter((at) => at > now - MINUTE_MS);
  const alone = Math.min(happened, Math.max(0, most - recent.length));
  if (alone === happened) return { alone, digestAt: undefined };
  const sent = [...recent, ...Array.from({ length: alone }, () => now)].sort((one, other) => other - one);
  return { alone, digestAt: (sent[most - 1] as number) + MINUTE_MS };
}
