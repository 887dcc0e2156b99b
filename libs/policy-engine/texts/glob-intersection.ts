import { pointsOf } from './code-points.js';
import { refuse } from '../errors.js';
import { spend } from '../fuel.js';

/** Inclusive ranges of code points. */
type Ranges = [number, number][];

interface Token {
  ranges: Ranges;
  optional: boolean;
  repeats: boolean;
}

/** Whether some non-empty text matches both patterns made of characters, `.`, `[a-z]`, `*` and `+` (OPA's regex.globs_match). */
export function globsIntersect(left: string, right: string): boolean {
  const [a, b] = [tokens(left), tokens(right)];
  const seen = new Set<number>();
  const pending: [number, number, boolean][] = [[0, 0, false]];
  for (let state = pending.pop(); state; state = pending.pop()) {
    const [i, j, consumed] = state;
    const id = (i * (b.length + 1) + j) * 2 + Number(consumed);
    if (seen.has(id)) continue;
    seen.add(id);
    spend(10);
    if (consumed && i === a.length && j === b.length) return true;
    if (a[i]?.optional) pending.push([i + 1, j, consumed]);
    if (b[j]?.optional) pending.push([i, j + 1, consumed]);
    if (!a[i] || !b[j] || !overlap(a[i].ranges, b[j].ranges)) continue;
    for (const x of a[i].repeats ? [i, i + 1] : [i + 1])
      for (const y of b[j].repeats ? [j, j + 1] : [j + 1]) pending.push([x, y, true]);
  }
  return false;
}

function overlap(a: Ranges, b: Ranges): boolean {
  return a.some(([from, to]) => b.some(([low, high]) => from <= high && low <= to));
}

function tokens(source: string): Token[] {
  const points = pointsOf(source);
  const found: Token[] = [];
  for (let i = 0; i < points.length; i += 1) {
    const point = points[i]!;
    let ranges: Ranges;
    if (point === '[') {
      const end = closing(points, i);
      ranges = members(points.slice(i + 1, end));
      i = end;
    } else if (point === '.') ranges = [[0, 0x10ffff]];
    else if (point === '\\')
      ranges = single(points[(i += 1)] ?? refuse(`input:${source}: pattern ends with an escape: the input provided is invalid`));
    else if (point === ']')
      return refuse(`input:${source}, pos:${i + 1}, set-close ']' with no preceding '[': the input provided is invalid`);
    else if (point === '*' || point === '+')
      return refuse(
        `input:${source}, pos:${i + 1}, flag '${point}' must be preceded by a non-flag: the input provided is invalid`,
      );
    else ranges = single(point);
    const flag = points[i + 1];
    const repeats = flag === '*' || flag === '+';
    if (repeats) i += 1;
    found.push({ ranges, optional: flag === '*', repeats });
  }
  return found;
}

function closing(points: string[], start: number): number {
  for (let i = start + 1; i < points.length; i += 1) {
    if (points[i] === '\\') i += 1;
    else if (points[i] === ']') return i;
  }
  return refuse('set-open [ with no closing ]: the input provided is invalid');
}

function single(point: string): Ranges {
  const code = point.codePointAt(0)!;
  return [[code, code]];
}

function members(points: string[]): Ranges {
  const ranges: Ranges = [];
  for (let i = 0; i < points.length; i += 1) {
    const low = points[i] === '\\' ? points[(i += 1)]! : points[i]!;
    const isRange = points[i + 1] === '-' && i + 2 < points.length;
    const high = isRange ? points[(i += 2)]! : low;
    if (low > high) return refuse('range is out of order: the input provided is invalid');
    ranges.push([low.codePointAt(0)!, high.codePointAt(0)!]);
  }
  return ranges;
}
