import { refuse } from '../errors.js';
import { made } from './strings.js';
import { spend } from '../fuel.js';
import { lookup } from '../objects.js';
import { type Arg, type Family, array, members, object } from '../operand-checks.js';
import { plainText } from '../texts/rego-text.js';
import { type RegoObject, RegoSet, type Value, isObject, objectEntries } from '../values.js';

/** Every nested document with the path to it, outer documents first. */
function walk(value: Value): Value[] {
  const found: Value[] = [];
  const visit = (path: Value[], item: Value): void => {
    spend(8 + (path.length >>> 1));
    found.push([path, item]);
    for (const [key, inner] of childrenOf(item)) visit([...path, key], inner);
  };
  visit([], value);
  return found;
}

function childrenOf(value: Value): [Value, Value][] {
  if (Array.isArray(value)) return value.map((item, index) => [index, item]);
  if (value instanceof RegoSet) return value.sorted().map((item) => [item, item]);
  return isObject(value) ? objectEntries(value) : [];
}

function neighbours(graph: RegoObject, node: Value): Value[] {
  const found = lookup(graph, node);
  if (Array.isArray(found)) return found;
  return found instanceof RegoSet ? found.sorted() : [];
}

function reachable(graph: Arg, initial: Arg): RegoSet {
  const nodes = object(graph, 1);
  const seen = new RegoSet();
  const pending = [...members(initial, 2)];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    spend(2);
    if (lookup(nodes, node) === undefined || seen.contains(node)) continue;
    seen.add(node);
    pending.push(...neighbours(nodes, node));
  }
  return seen;
}

/** Paths from the initial nodes; a path is given wherever it ends: without edges, before an unknown node or before a cycle closes. */
function reachablePaths(graph: Arg, initial: Arg): RegoSet {
  const nodes = object(graph, 1);
  const paths = new RegoSet();
  const extend = (path: Value[], before: RegoSet): void => {
    spend(2 + path.length);
    const node = path.at(-1)!;
    const edges = neighbours(nodes, node);
    if (edges.length === 0) paths.add(path);
    const seen = RegoSet.of([...before.sorted(), node]);
    for (const next of edges) {
      if (before.contains(next) || lookup(nodes, next) === undefined) paths.add(path);
      else extend([...path, next], seen);
    }
  };
  for (const node of members(initial, 2)) if (lookup(nodes, node) !== undefined) extend([node], new RegoSet());
  return paths;
}

/** Parts of a template: literals, and for every expression a set that is empty when the expression is undefined. */
function templateString(parts: Arg): string {
  const texts = array(parts, 1).map((part) => {
    if (!(part instanceof RegoSet)) return plainText(part);
    if (part.cardinality > 1) return refuse('template-strings must not produce multiple outputs');
    return part.cardinality === 0 ? '<undefined>' : plainText(part.sorted()[0]!);
  });
  return made(texts.join(''));
}

export const GRAPH: Family = {
  walk: (value) => walk(value!),
  'graph.reachable': reachable,
  'graph.reachable_paths': reachablePaths,
  'internal.template_string': templateString,
};
