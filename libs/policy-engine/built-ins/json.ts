import { plainText } from '../texts/rego-text.js';
import { BuiltinFailure, refuse, refuseType } from '../errors.js';
import { spend } from '../fuel.js';
import { applyPatch } from '../json/json-patch.js';
import { parsePath } from '../json/json-paths.js';
import { readJson } from '../json/json-parse.js';
import { jsonMembers, jsonString, jsonText } from '../json/json-values.js';
import { insert, lookup, objectOf } from '../objects.js';
import { type Arg, type Family, array, members, object, text } from '../operand-checks.js';
import { type RegoObject, RegoSet, type Value, isObject, objectEntries } from '../values.js';

function unmarshal(value: Arg): Value {
  return readJson(text(value, 1), refuse);
}

function isValid(value: Arg): boolean {
  if (typeof value !== 'string') return false;
  try {
    unmarshal(value);
    return true;
  } catch (error) {
    if (error instanceof BuiltinFailure) return false;
    throw error;
  }
}

const OPTIONS = new Map([
  ['pretty', 'boolean'],
  ['indent', 'string'],
  ['prefix', 'string'],
]);

/** Any option but an explicit `pretty: false` asks for many lines. */
function marshalWithOptions(value: Arg, options: Arg): string {
  const given = object(options, 2);
  for (const [key, option] of objectEntries(given)) {
    const expected = OPTIONS.get(plainText(key));
    if (expected === undefined) return refuseType(`object contained unknown key ${jsonText(key)}`);
    if (typeof option !== expected) return refuseType(`key ${jsonText(key)} failed cast to ${expected}`);
  }
  const pretty = lookup(given, 'pretty') ?? (lookup(given, 'indent') !== undefined || lookup(given, 'prefix') !== undefined);
  if (pretty !== true) return jsonText(value!);
  const prefix = plainText(lookup(given, 'prefix') ?? '');
  return prefix + indented(value!, prefix, plainText(lookup(given, 'indent') ?? '\t'), 1);
}

function indented(value: Value, prefix: string, indent: string, depth: number): string {
  spend(1 + depth);
  const items = listItems(value, prefix, indent, depth);
  if (items === undefined || items.length === 0) return jsonText(value);
  const [open, close] = isObject(value) ? '{}' : '[]';
  const line = `\n${prefix}${indent.repeat(depth)}`;
  return `${open}${line}${items.join(`,${line}`)}\n${prefix}${indent.repeat(depth - 1)}${close}`;
}

function listItems(value: Value, prefix: string, indent: string, depth: number): string[] | undefined {
  const nested = (item: Value): string => indented(item, prefix, indent, depth + 1);
  if (Array.isArray(value)) return value.map(nested);
  if (value instanceof RegoSet) return value.sorted().map(nested);
  return isObject(value) ? jsonMembers(value).map(([key, item]) => `${jsonString(key)}: ${nested(item)}`) : undefined;
}

/** Paths as a tree; a null leaf stands for everything below it. A path without steps leads nowhere. */
function pathTree(paths: Arg): RegoObject {
  let tree: RegoObject = {};
  for (const path of members(paths, 2)) {
    const steps = parsePath(path, 2);
    if (steps.length > 0) tree = grow(tree, steps, 0) as RegoObject;
  }
  return tree;
}

function grow(tree: Value | undefined, path: Value[], depth: number): Value {
  spend(4);
  if (depth === path.length || tree === null) return null;
  const node = tree !== undefined && isObject(tree) ? tree : {};
  return insert(node, path[depth]!, grow(lookup(node, path[depth]!), path, depth + 1));
}

/** The branch for a position: paths may spell it as a number or as digits. */
function branchAt(tree: RegoObject, index: number): Value | undefined {
  const branch = lookup(tree, String(index));
  return branch === undefined ? lookup(tree, index) : branch;
}

function without(value: Value, tree: Value): Value {
  spend(1);
  if (!isObject(tree)) return value;
  const keep = <T>(items: T[], branch: (item: T, index: number) => Value | undefined): [T, Value | undefined][] =>
    items.map((item, index): [T, Value | undefined] => [item, branch(item, index)]).filter(([, found]) => found !== null);
  const rest = (item: Value, found: Value | undefined): Value => (found === undefined ? item : without(item, found));
  if (Array.isArray(value)) return keep(value, (_, index) => branchAt(tree, index)).map(([item, found]) => rest(item, found));
  if (value instanceof RegoSet)
    return RegoSet.of(keep(value.sorted(), (item) => lookup(tree, item)).map(([item, found]) => rest(item, found)));
  if (!isObject(value)) return value;
  return objectOf(
    keep(objectEntries(value), ([key]) => lookup(tree, key)).map(([[key, item], found]) => [key, rest(item, found)] as const),
  );
}

function only(value: Value, tree: Value): Value {
  spend(1);
  if (!isObject(tree)) return value;
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => {
      const found = branchAt(tree, index);
      return found === undefined ? [] : [only(item, found)];
    });
  }
  if (!(value instanceof RegoSet) && !isObject(value)) return value;
  const entries = value instanceof RegoSet ? value.sorted().map((item): [Value, Value] => [item, item]) : objectEntries(value);
  const kept = entries.flatMap(([key, item]): [Value, Value][] => {
    const found = lookup(tree, key);
    return found === undefined ? [] : [[key, only(item, found)]];
  });
  return value instanceof RegoSet ? RegoSet.of(kept.map(([, item]) => item)) : objectOf(kept);
}

export const JSON_BUILTINS: Family = {
  'json.marshal': (value) => jsonText(value!),
  'json.marshal_with_options': marshalWithOptions,
  'json.unmarshal': unmarshal,
  'json.is_valid': isValid,
  'json.filter': (value, paths) => only(object(value, 1), pathTree(paths)),
  'json.remove': (value, paths) => without(object(value, 1), pathTree(paths)),
  'json.patch': (value, patches) => applyPatch(value!, array(patches, 2)),
};
