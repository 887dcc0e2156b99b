import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { importsOf, parse } from './parsed-source.js';
import { committed, featureNames, filesIn } from './source-files.js';

const MOST_FILES = 15;

/** Debts: they may shrink and never grow, and leave the list when there is nothing left of them. */
interface HouseDebts {
  /** Folders with more files than a folder may have, and how many. */
  readonly folders: Readonly<Record<string, number>>;
  /** `one <-> other`: features that know each other, straight or through others. */
  readonly featureCircles: readonly string[];
  /** What is no operation, by why it may stay so: decision 0024. No new reasons, and nothing that an operation could say. */
  readonly handWrittenTransports: Readonly<Record<string, readonly string[]>>;
}

const debts = committed<HouseDebts>('house-debts.json');
const sources = filesIn(['libs', 'src', 'clients'], /\.ts$/).filter(
  (path) => !path.endsWith('.spec.ts') && !path.includes('/testing/'),
);

function overfull(paths: readonly string[]): Record<string, number> {
  const sizes = new Map<string, number>();
  for (const path of paths) sizes.set(dirname(path), (sizes.get(dirname(path)) ?? 0) + 1);
  return Object.fromEntries([...sizes].filter(([, size]) => size > MOST_FILES).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Which features each feature imports. */
function featureGraph(paths: readonly string[], importsIn: (path: string) => readonly string[]): Map<string, Set<string>> {
  const graph = new Map<string, Set<string>>();
  for (const path of paths) {
    const own = /^src\/features\/([^/]+)\//.exec(path)?.[1];
    if (own === undefined) continue;
    const known = graph.get(own) ?? new Set();
    graph.set(own, known);
    for (const text of importsIn(path)) {
      const other = /^#features\/([^/]+)\//.exec(text)?.[1];
      if (other !== undefined && other !== own) known.add(other);
    }
  }
  return graph;
}

function circlesIn(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const reached = (from: string, seen = new Set<string>()): Set<string> => {
    for (const next of graph.get(from) ?? [])
      if (!seen.has(next)) {
        seen.add(next);
        reached(next, seen);
      }
    return seen;
  };
  const names = [...graph.keys()].sort();
  return names.flatMap((one) =>
    names
      .filter((other) => one < other && reached(one).has(other) && reached(other).has(one))
      .map((other) => `${one} <-> ${other}`),
  );
}

describe('the house', () => {
  it(`has at most ${MOST_FILES} files a folder, apart from those that are known`, () => {
    const found = overfull(sources);
    expect(Object.entries(found).filter(([folder, size]) => size > (debts.folders[folder] ?? MOST_FILES))).toStrictEqual([]);
    expectThat(
      'fewer than that by now: say so in house-debts.json',
      Object.entries(debts.folders).filter(([folder, size]) => (found[folder] ?? 0) < size),
    ).toStrictEqual([]);
  });

  it('has features that form no circles, apart from those that are known', () => {
    const graph = featureGraph(sources, (path) => importsOf(parse(path)));
    expectThat('every feature is seen', [...graph.keys()].sort()).toStrictEqual(featureNames());
    expect(circlesIn(graph)).toStrictEqual([...debts.featureCircles].sort());
  });

  it('has controllers, resolvers and gateways written by hand only for what is no operation', () => {
    const written = sources.filter((path) => /^src\/features\/.*\.(controller|resolver|gateway)\.ts$/.test(path));
    expect(written).toStrictEqual(Object.values(debts.handWrittenTransports).flat().sort());
  });

  it('would tell: a full folder, a circle through a third feature', () => {
    const files = Array.from({ length: MOST_FILES + 1 }, (_, n) => `src/features/a/${n}.ts`);
    expect(overfull(files)).toStrictEqual({ 'src/features/a': MOST_FILES + 1 });
    const imports: Record<string, string> = { a: 'b', b: 'c', c: 'a', d: 'a' };
    const paths = Object.keys(imports).map((name) => `src/features/${name}/x.ts`);
    const graph = featureGraph(paths, (path) => [`#features/${imports[path.split('/')[2] ?? ''] ?? ''}/contract`]);
    expect(circlesIn(graph)).toStrictEqual(['a <-> b', 'a <-> c', 'b <-> c']);
  });

  // What Nest does for every route and a route past its router has to do itself: decision 0070.
  it('has nothing for all routes that the direct ones lack', () => {
    const forAll = sources.flatMap((path) =>
      [...readFileSync(path, 'utf8').matchAll(/provide: (APP_\w+), useClass: (\w+)/g)].map(([, what, by]) => `${what} ${by}`),
    );
    expect(forAll).toStrictEqual(['APP_GUARD AccessGuard', 'APP_INTERCEPTOR KnownQueryInterceptor', 'APP_PIPE ExactInputPipe']);
    const ofControllers = /@Use(Guards|Interceptors|Pipes|Filters)\(/.exec(
      readFileSync('src/features/decisions/desk/decisions.controller.ts', 'utf8'),
    );
    expect(ofControllers).toBeNull();
  });
});
