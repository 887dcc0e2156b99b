import type { JsonObject } from '#libs/event-sourcing';
import { packageClause } from './package-path.js';

/** A path from the top of `data`. */
type Path = readonly string[];

/** What OPA writes the same in a root and in the path of a package; it escapes everything else in one of the two. */
const PLAIN_SEGMENT = /^[A-Za-z0-9_.~-]+$/;
/** OPA finds a member of the data document under a root by splitting it at slashes and undoing percent signs. */
const FINDABLE_KEY = /^[^/%]+$/;

/**
 * The parts of `data` that a bundle owns, so that it can be activated beside others: the packages of its modules and the
 * top-level members of its data document. Sorted, none within another. A name that cannot be written as a root makes its
 * parent the root, in the end `""`, which is everything.
 */
export function bundleRoots(modules: Readonly<Record<string, string>>, data: JsonObject): string[] {
  const packages = Object.values(modules).map((module) => upTo(packageClause(module).path, PLAIN_SEGMENT));
  const members = Object.keys(data).map((key) => upTo([key], FINDABLE_KEY));
  const wanted = [...packages, ...members];
  const roots = wanted.filter((path) => !wanted.some((other) => other.length < path.length && isWithin(path, other)));
  return [...new Set(roots.map((path) => path.join('/')))].sort();
}

function upTo(path: Path, writable: RegExp): Path {
  const end = path.findIndex((segment) => !writable.test(segment));
  return end < 0 ? path : path.slice(0, end);
}

function isWithin(path: Path, other: Path): boolean {
  return other.every((segment, i) => path[i] === segment);
}
