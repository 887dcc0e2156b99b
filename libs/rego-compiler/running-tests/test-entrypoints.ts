import type { RegoTest } from './rego-test.js';

/** Files beside or instead of those that were written, and the entrypoint of each test that has one, in the order of the tests. */
export interface TestEntrypoints {
  readonly files: ReadonlyMap<string, string>;
  readonly entrypoints: readonly (string | undefined)[];
}

/** A rule in a package of its own, for tests that no entrypoint can name. */
const ALIASES = 'writ_tests_by_number';
const PLAIN = /^\w+$/;
/** How the test runner tells apart tests of one name: `test_a#01` is the second one. */
const REPEATED = /#\d{2,}$/;

/**
 * An entrypoint for each test. Tests of one name would be one rule in a plan, so those after the first are renamed where they stand;
 * one whose path an entrypoint cannot spell is reached through a rule that names it.
 */
export function entrypointsOf(tests: readonly RegoTest[], modules: Readonly<Record<string, string>>): TestEntrypoints {
  const files = new Map<string, string>();
  const aliases: string[] = [];
  const entrypoints = tests.map((test): string | undefined => {
    if (!test.isRunnable) return undefined;
    const path = pathOf(`${test.package}.${test.name}`);
    const name = path?.at(-1);
    if (!path || name === undefined) return undefined;
    if (REPEATED.test(name)) {
      const fresh = name.replace('#', '_writ_');
      const renamed = withName(files.get(test.file) ?? modules[test.file], test, name.replace(REPEATED, ''), fresh);
      if (renamed === undefined) return undefined;
      files.set(test.file, renamed);
      path[path.length - 1] = fresh;
    }
    const inside = path.slice(1);
    if (inside.every((part) => PLAIN.test(part))) return inside.join('/');
    aliases.push(`t${aliases.length} := data${inside.map((part) => `[${JSON.stringify(part)}]`).join('')}`);
    return `${ALIASES}/t${aliases.length - 1}`;
  });
  if (aliases.length > 0) files.set(`${ALIASES}.rego`, `package ${ALIASES}\n\n${aliases.join('\n\n')}\n`);
  return { files, entrypoints };
}

/** `data.writ_test["odd name"].test_x` as its parts; undefined when it is anything but names and texts. */
function pathOf(reference: string): string[] | undefined {
  const parts: string[] = [];
  let rest = `.${reference}`;
  while (rest !== '') {
    const [whole, plain, quoted] = /^(?:\.([\w#]+)|\[("(?:[^"\\]|\\.)*")\])/.exec(rest) ?? [];
    if (whole === undefined) return undefined;
    parts.push(plain ?? (JSON.parse(quoted!) as string));
    rest = rest.slice(whole.length);
  }
  return parts;
}

function withName(text: string | undefined, { row, col = 1 }: RegoTest, name: string, fresh: string): string | undefined {
  const rows = text?.split('\n');
  const line = rows?.[row - 1];
  const start = line?.indexOf(name, Math.max(0, col - 1)) ?? -1;
  if (!rows || line === undefined || start < 0) return undefined;
  rows[row - 1] = line.slice(0, start) + fresh + line.slice(start + name.length);
  return rows.join('\n');
}
