import { refuseType } from '../errors.js';
import { spend } from '../fuel.js';
import type { Value } from '../values.js';

/** A path given as `a/b/0` (with JSON pointer escapes and an optional leading slash) or as an array of keys. */
export function parsePath(path: Value, position: number): Value[] {
  if (Array.isArray(path)) return path;
  if (typeof path !== 'string')
    return refuseType(`operand ${position} must be one of {set, array} containing string paths or array of path segments`);
  if (path === '') return [];
  spend(2 + path.length * 2);
  return path
    .replace(/^\/+/, '')
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}
