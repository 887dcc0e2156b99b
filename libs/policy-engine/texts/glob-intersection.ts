import { spend } from '../fuel.js';
import { type GlobToken, globTokens, overlap } from './glob-tokens.js';

type Glob = readonly GlobToken[];

/**
 * Whether some text matches both patterns, as OPA's regex.globs_match has it. Its way to look for one is not exhaustive: it can say no
 * where there is such a text. A policy has to get the same answer here, so the way is the same.
 */
export function globsIntersect(left: string, right: string): boolean {
  const trimmed = trim(globTokens(left), globTokens(right));
  return trimmed !== undefined && plain(...trimmed);
}

function matches(a: GlobToken, b: GlobToken): boolean {
  spend(4 + ((a.ranges.length * b.ranges.length) >>> 2));
  return overlap(a, b);
}

/** Without what both have in common at their ends; undefined when they differ there. One token stays at each end. */
function trim(a: Glob, b: Glob): [Glob, Glob] | undefined {
  let start = 0;
  for (; a[start]?.flag === '' && b[start]?.flag === ''; start += 1) if (!matches(a[start]!, b[start]!)) return undefined;
  if (start > 0) start -= 1;
  let [endA, endB] = [a.length - 1, b.length - 1];
  for (; endA >= start && endB >= start && a[endA]!.flag === '' && b[endB]!.flag === ''; endA -= 1, endB -= 1)
    if (!matches(a[endA]!, b[endB]!)) return undefined;
  if (endA < a.length - 1) [endA, endB] = [endA + 1, endB + 1];
  return [a.slice(start, endA + 1), b.slice(start, endB + 1)];
}

function plain(a: Glob, b: Glob): boolean {
  let at = 0;
  for (; at < a.length && at < b.length; at += 1) {
    if (a[at]!.flag !== '' || b[at]!.flag !== '') return repeated(a.slice(at), b.slice(at));
    if (!matches(a[at]!, b[at]!)) return false;
  }
  return at === a.length && at === b.length;
}

function repeated(a: Glob, b: Glob): boolean {
  spend(a.length + b.length);
  const [first, other] = a[0]!.flag === '' ? [b, a] : [a, b];
  return first[0]!.flag === '+' ? once(first, other) : anyTimes(first, other);
}

function once(plussed: Glob, other: Glob): boolean {
  if (!matches(plussed[0]!, other[0]!)) return false;
  return anyTimes(plussed, other.slice(1)) || (other[0]!.flag !== '' && plain(plussed.slice(1), other));
}

/** The first token takes what it can of the other pattern until the rest of both goes together. */
function anyTimes(starred: Glob, other: Glob): boolean {
  const [star, next] = starred as [GlobToken, GlobToken?];
  for (let at = 0; at < other.length; at += 1) {
    if (next && matches(other[at]!, next) && plain(starred.slice(1), other.slice(at))) return true;
    if (!matches(other[at]!, star)) return false;
  }
  return next === undefined;
}
