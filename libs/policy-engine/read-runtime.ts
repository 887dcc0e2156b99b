import { OBJECTS } from './builtins-objects.js';
import { insert, objectOf } from './objects.js';
import { DocumentPart, type Seen, kindOf, wholeOf } from './read-log.js';
import { dot } from './runtime.js';
import { isObject, objectEntries } from './values.js';

// What programs that report reads use in the place of the runtime's own: the same answers, and they know where parts are from.

/** `source[key]`; what is found in a document stays a part of it. */
function seenDot(source: Seen | undefined, key: Seen): Seen | undefined {
  return source instanceof DocumentPart ? source.member(wholeOf(key)!) : dot(source, wholeOf(key)!);
}

/** `with` on a document replaces one member and looks at no other. */
function seenUpsert(target: Seen | undefined, path: readonly string[], value: Seen, depth = 0): Seen {
  const key = path[depth];
  if (key === undefined) return value;
  const kind = kindOf(target);
  const base = kind !== undefined && isObject(kind) ? target! : {};
  const inner = depth === path.length - 1 ? value : seenUpsert(seenDot(base, key), path, value, depth + 1);
  if (base instanceof DocumentPart) return base.with(key, inner);
  return isObject(base) ? insert(objectOf(objectEntries(base)), key, wholeOf(inner)!) : inner;
}

/** object.get, which looks at one member only. */
function seenGet(source: Seen | undefined, path: Seen | undefined, fallback: Seen | undefined): Seen | undefined {
  const keys = wholeOf(path)!;
  if (!(source instanceof DocumentPart) || Array.isArray(source.value))
    return OBJECTS['object.get']!(kindOf(source), keys, wholeOf(fallback));
  let found: Seen | undefined = source;
  for (const key of Array.isArray(keys) ? keys : [keys]) found = found === undefined ? undefined : seenDot(found, key);
  return found === undefined ? fallback : found;
}

export const READ_RUNTIME = { dot: seenDot, upsert: seenUpsert, whole: wholeOf, kind: kindOf };

/** Built-ins that are called with parts of documents instead of values. */
export const READ_BUILTINS: ReadonlyMap<string, (...args: (Seen | undefined)[]) => Seen | undefined> = new Map([
  ['object.get', seenGet],
]);
