import { scan, type Scan } from '#libs/detectors';
import type { Json } from '#libs/event-sourcing';

/**
 * UTF-16 units that are looked through for one call; what is larger counts as having everything in it. Hostile text of this size took
 * some 55 ms on a machine with both processors busy.
 */
export const BOUNDS = { units: 65_536, nodes: 50_000, depth: 40, findings: 1_000 };
/** What is looked through, and what it belongs to: a text is remembered by that, for as long as anybody asks. */
export interface Looked {
  readonly value: Json;
  readonly of: object;
}

const seen = new WeakMap<object, Scan>();
const seenTexts = new WeakMap<object, Map<Json, Scan>>();

/** A call is looked at by several guards, and again whenever it is judged anew. Everybody waits for what is looked through only here. */
export function scanned(value: Json, of?: object): Scan {
  const known = knownOf(value, of) ?? scan(value, BOUNDS);
  remember(value, of, known);
  return known;
}

/** What was found in exactly this value, by whomever. */
export function remember(value: Json, of: object | undefined, found: Scan): void {
  if (typeof value === 'object' && value !== null) seen.set(value, found);
  else if (of) seenTexts.set(of, (seenTexts.get(of) ?? new Map<Json, Scan>()).set(value, found));
}

export function knownOf(value: Json, of?: object): Scan | undefined {
  if (typeof value === 'object' && value !== null) return seen.get(value);
  return of && seenTexts.get(of)?.get(value);
}

/** About how much text is in it; what is beyond `most` is not looked at. */
export function unitsIn(value: Json, most: number): number {
  return most - unitsLeft(most, value);
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
