import { OBJECTS } from '../built-ins/objects.js';
import { spend } from '../fuel.js';
import { insert, lookup, objectOf } from '../objects.js';
import { DocumentPart, type Seen, kindOf, wholeOf } from './read-log.js';
import { baseKey, dot } from '../runtime.js';
import { isObject, objectEntries } from '../values.js';

// What programs that report reads use in the place of the runtime's own: the same answers, and they know where parts are from.

/** `source[key]`; what is found in a document stays a part of it. */
function seenDot(source: Seen | undefined, key: Seen): Seen | undefined {
  return source instanceof DocumentPart ? source.member(wholeOf(key)!) : dot(source, wholeOf(key)!);
}

function seenBaseDot(source: Seen | undefined, key: Seen): Seen | undefined {
  const found = seenDot(source, key);
  const kind = found === undefined ? kindOf(source) : undefined;
  const other = kind === undefined ? undefined : baseKey(kind, wholeOf(key)!);
  return other === undefined ? found : seenDot(source, other);
}

/** `with` on a document replaces one member and looks at no other. */
function seenUpsert(target: Seen | undefined, path: readonly string[], value: Seen, depth = 0): Seen {
  const key = path[depth];
  if (key === undefined) return value;
  const inner = (member: () => Seen | undefined): Seen =>
    depth === path.length - 1 ? value : seenUpsert(member(), path, value, depth + 1);
  if (target instanceof DocumentPart && isObject(target.value))
    return target.with(
      key,
      inner(() => target.holder(key)),
    );
  const plain = wholeOf(target);
  const base = plain !== undefined && isObject(plain) ? plain : {};
  return insert(objectOf(objectEntries(base)), key, wholeOf(inner(() => lookup(base, key)))!);
}

/** object.get, which looks at one member only. */
function seenGet(source: Seen | undefined, path: Seen | undefined, fallback: Seen | undefined): Seen | undefined {
  const keys = wholeOf(path)!;
  if (!(source instanceof DocumentPart) || Array.isArray(source.value))
    return OBJECTS['object.get']!(kindOf(source), keys, wholeOf(fallback));
  let found: Seen | undefined = source;
  spend(Array.isArray(keys) ? 1 + keys.length : 1);
  for (const key of Array.isArray(keys) ? keys : [keys]) found = found === undefined ? undefined : seenDot(found, key);
  return found === undefined ? fallback : found;
}

export const READ_RUNTIME = { dot: seenDot, baseDot: seenBaseDot, upsert: seenUpsert, whole: wholeOf, kind: kindOf };

/** Built-ins that are called with parts of documents instead of values. */
export const READ_BUILTINS: ReadonlyMap<string, (...args: (Seen | undefined)[]) => Seen | undefined> = new Map([
  ['object.get', seenGet],
]);
