import type { LedgerDamage } from '#libs/event-sourcing';

/** A position and the chain up to it; position 0 has the genesis chain. */
export interface LedgerMark {
  readonly position: number;
  readonly chain: string;
}

/** How a head disagrees with the last event that is there; undefined when it is that event's. */
export function damageOf(head: LedgerMark, last: LedgerMark): LedgerDamage | undefined {
  if (head.chain === last.chain && head.position === last.position) return undefined;
  // A head that has the last event's chain counts no event that is gone: only its number was changed.
  if (last.position < head.position && head.chain !== last.chain) return { reason: 'tail-cut', position: last.position + 1 };
  const position = head.position === last.position ? head.position : Math.min(head.position, last.position) + 1;
  return { reason: 'head-mismatch', position };
}
