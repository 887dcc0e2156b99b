import { z } from 'zod';
import { objectIn } from '#libs/operations';

const MOST_NAMES = 12;
/** Longer than any name of ours; comparing hostile ones would cost. */
const LONGEST = 64;

/** What follows an unknown name: the known one that is most like it, or what names there are. */
export function nameAdvice(unknown: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const near = known
    .map((name) => ({ name, away: unknown.length > LONGEST ? LONGEST : distance(unknown.toLowerCase(), name.toLowerCase()) }))
    .sort((one, other) => one.away - other.away)[0];
  if (near && near.away <= Math.max(1, Math.floor(near.name.length / 3))) return `; did you mean ${near.name}?`;
  const shown = known.slice(0, MOST_NAMES).join(', ');
  return `; known here: ${shown}${known.length > MOST_NAMES ? ', …' : ''}`;
}

const MOST_NEAR = 3;

/** The names most like one that is not known, the best first; also those that begin as it does. */
export function nearestOf(unknown: string, known: Iterable<string>): string[] {
  if (unknown.length > LONGEST) return [];
  const sought = unknown.toLowerCase();
  const reach = Math.max(2, Math.floor(sought.length / 3));
  return [...new Set(known)]
    .map((name) => ({ name, away: awayFrom(sought, name.toLowerCase(), reach) }))
    .filter(({ away }) => away <= reach)
    .sort((one, other) => one.away - other.away || (one.name < other.name ? -1 : 1))
    .slice(0, MOST_NEAR)
    .map(({ name }) => name);
}

function awayFrom(sought: string, name: string, reach: number): number {
  if (sought.length >= 3 && name.startsWith(sought)) return 1;
  // So many characters at least would have to be added or taken away.
  return Math.abs(sought.length - name.length) > reach ? Infinity : distance(sought, name);
}

/** The member names of the object that stands at a path of a schema; none when that is not clear. */
export function namesAt(schema: unknown, path: readonly PropertyKey[]): readonly string[] {
  let at = schema instanceof z.ZodType ? schema : undefined;
  for (const step of path) at = at && inside(at, step);
  const object = at && objectIn(at);
  return object ? Object.keys(object.shape) : [];
}

function inside(schema: z.ZodType, step: PropertyKey): z.ZodType | undefined {
  const { type, element, innerType } = schema.def as { type: string; element?: z.ZodType; innerType?: z.ZodType };
  if (type === 'object') return (schema as z.ZodObject).shape[String(step)] as z.ZodType | undefined;
  if (type === 'array') return element;
  return innerType && inside(innerType, step);
}

/** Levenshtein's, of two short texts. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const changed = (row[j - 1] as number) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[other.length] as number;
}
