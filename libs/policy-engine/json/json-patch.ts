import { refuse, refuseType } from '../errors.js';
import { spend } from '../fuel.js';
import { parsePath } from './json-paths.js';
import { insert, lookup, objectOf } from '../objects.js';
import { RegoSet, type Value, equalValues, isObject, objectEntries } from '../values.js';

/** The container afterwards, undefined when the change cannot be made there. */
type Change = (parent: Value, key: Value) => Value | undefined;

/** Applies JSON patch operations one after the other; undefined as soon as one does not apply. Sets are addressed by member. */
export function applyPatch(document: Value, operations: Value[]): Value | undefined {
  let current: Value | undefined = document;
  for (const operation of operations) {
    if (current === undefined) return undefined;
    current = applyOperation(current, operation);
  }
  return current;
}

function applyOperation(document: Value, operation: Value): Value | undefined {
  if (!isObject(operation)) return refuseType('operand 2 must be array of objects');
  const attribute = (name: string): Value => {
    const found = lookup(operation, name);
    return found === undefined ? refuse(`missing '${name}' attribute`) : found;
  };
  const path = (name: string): Value[] => parsePath(attribute(name), 2);
  switch (attribute('op')) {
    case 'add':
      return add(document, path('path'), attribute('value'));
    case 'remove':
      return remove(document, path('path'));
    case 'replace':
      return replace(document, path('path'), attribute('value'));
    case 'move':
      return move(document, path('from'), path('path'));
    case 'copy': {
      const copied = at(document, path('from'));
      return copied === undefined ? undefined : add(document, path('path'), copied);
    }
    case 'test': {
      const found = at(document, path('path'));
      return found !== undefined && equalValues(found, attribute('value')) ? document : undefined;
    }
    default:
      return refuse('bad op value');
  }
}

function move(document: Value, from: Value[], to: Value[]): Value | undefined {
  const moved = at(document, from);
  const rest = moved === undefined ? undefined : from.length === 0 ? document : remove(document, from);
  return moved === undefined || rest === undefined ? undefined : add(rest, to, moved);
}

function at(document: Value, path: Value[]): Value | undefined {
  return path.reduce<Value | undefined>((current, key) => (current === undefined ? undefined : child(current, key)), document);
}

function child(parent: Value, key: Value): Value | undefined {
  if (Array.isArray(parent)) {
    const index = position(key, parent.length - 1);
    return index === undefined ? undefined : parent[index];
  }
  if (parent instanceof RegoSet) return parent.lookup(key);
  return isObject(parent) ? lookup(parent, key) : undefined;
}

/** A position up to `last`, from a number or from digits without leading zeros. */
function position(key: Value, last: number): number | undefined {
  const index = typeof key === 'number' ? key : typeof key === 'string' && /^(?:0|[1-9]\d{0,8})$/.test(key) ? Number(key) : -1;
  return Number.isInteger(index) && index >= 0 && index <= last ? index : undefined;
}

/** Changes the container that holds the last step of a path and rebuilds everything above it. */
function edit(document: Value, path: Value[], depth: number, change: Change): Value | undefined {
  const key = path[depth]!;
  if (depth === path.length - 1) return change(document, key);
  const inner = child(document, key);
  const edited = inner === undefined ? undefined : edit(inner, path, depth + 1, change);
  if (edited === undefined) return undefined;
  if (document instanceof RegoSet)
    return RegoSet.of([...document.sorted().filter((member) => !equalValues(member, key)), edited]);
  return put(document, key, edited);
}

function put(parent: Value, key: Value, value: Value): Value | undefined {
  if (Array.isArray(parent)) {
    spend(parent.length);
    const index = position(key, parent.length - 1);
    return index === undefined ? undefined : parent.with(index, value);
  }
  if (!isObject(parent)) return undefined;
  const entries = objectEntries(parent);
  spend(entries.length);
  return insert(objectOf(entries), key, value);
}

function add(document: Value, path: Value[], value: Value): Value | undefined {
  if (path.length === 0) return value;
  return edit(document, path, 0, (parent, key) => {
    if (Array.isArray(parent)) {
      spend(parent.length);
      const index = key === '-' ? parent.length : position(key, parent.length);
      return index === undefined ? undefined : parent.toSpliced(index, 0, value);
    }
    if (parent instanceof RegoSet) return equalValues(key, value) ? RegoSet.of([...parent.sorted(), value]) : undefined;
    return put(parent, key, value);
  });
}

function remove(document: Value, path: Value[]): Value | undefined {
  if (path.length === 0) return undefined;
  return edit(document, path, 0, (parent, key) => {
    if (child(parent, key) === undefined) return undefined;
    if (Array.isArray(parent)) return parent.toSpliced(position(key, parent.length - 1)!, 1);
    if (parent instanceof RegoSet) return RegoSet.of(parent.sorted().filter((member) => !equalValues(member, key)));
    return isObject(parent) ? objectOf(objectEntries(parent).filter(([name]) => !equalValues(name, key))) : undefined;
  });
}

function replace(document: Value, path: Value[], value: Value): Value | undefined {
  if (path.length === 0) return value;
  return edit(document, path, 0, (parent, key) => {
    if (child(parent, key) === undefined) return undefined;
    if (!(parent instanceof RegoSet)) return put(parent, key, value);
    return equalValues(key, value) ? parent : undefined;
  });
}
