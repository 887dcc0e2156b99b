import { BoundedMap } from '#libs/bounded';
import { scan, type Scan } from '#libs/detectors';
import type { Json } from '#libs/event-sourcing';

/**
 * UTF-16 units that are looked through for one call; what is larger counts as having everything in it. Hostile text of this size took
 * some 55 ms on a machine with both processors busy.
 */
export const BOUNDS = { units: 65_536, nodes: 50_000, depth: 40, findings: 1_000 };
/** Texts that were looked through and are kept until they are asked for; each has at most some million units. */
const TEXTS = 16;

const seen = new WeakMap<object, Scan>();
const seenTexts = new BoundedMap<string, Scan>(TEXTS);

/** A call is looked at by several guards, and again whenever it is judged anew. Everybody waits for what is looked through only here. */
export function scanned(value: Json): Scan {
  const known = knownOf(value) ?? scan(value, BOUNDS);
  if (typeof value === 'object' && value !== null) seen.set(value, known);
  return known;
}

/** What was found in exactly this value, by whomever. */
export function remember(value: Json, found: Scan): void {
  if (typeof value === 'object' && value !== null) seen.set(value, found);
  else if (typeof value === 'string') seenTexts.set(value, found);
}

export function knownOf(value: Json): Scan | undefined {
  if (typeof value === 'object' && value !== null) return seen.get(value);
  return typeof value === 'string' ? seenTexts.get(value) : undefined;
}

/** Whether there is more in it than `units` of text; looks no further than that. */
export function isLargerThan(units: number, value: Json): boolean {
  return unitsLeft(units, value) < 0;
}

function unitsLeft(units: number, value: Json): number {
  let left = units - 1;
  if (typeof value === 'string') return left - value.length;
  if (typeof value !== 'object' || value === null) return left;
  for (const [name, item] of Object.entries(value)) {
    if (left < 0) return left;
    left = unitsLeft(left - name.length, item);
  }
  return left;
}
