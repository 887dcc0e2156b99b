import type { Json } from '#libs/policy-engine';

/** The text of a policy: what is deployed, its tests apart from it. */
export interface PolicySource {
  /** Rego by relative file name, without tests. */
  readonly modules: Readonly<Record<string, string>>;
  /** Rego tests (`*_test.rego`) by relative file name. */
  readonly tests: Readonly<Record<string, string>>;
  /** The document under `data`; undefined when the policy has none. */
  readonly data?: Json;
  /** Slash separated path of the rule that decides; `writ/decision` unless it is named. */
  readonly entrypoint?: string;
}

export const DEFAULT_ENTRYPOINT = 'writ/decision';

export function entrypointOf(source: PolicySource): string {
  return source.entrypoint ?? DEFAULT_ENTRYPOINT;
}

/** What the compiler is given to run tests with. */
export function everythingOf(source: PolicySource): { modules: Record<string, string>; data?: Json } {
  return { modules: { ...source.modules, ...source.tests }, ...dataOf(source) };
}

/** What the compiler is given to decide with. */
export function deployedOf(source: PolicySource): { modules: Record<string, string>; data?: Json } {
  return { modules: { ...source.modules }, ...dataOf(source) };
}

function dataOf({ data }: PolicySource): { data?: Json } {
  return data === undefined ? {} : { data };
}

/** Splits a folder's Rego files: names that end in `_test.rego` are tests. */
export function splitTests(files: Readonly<Record<string, string>>): Pick<PolicySource, 'modules' | 'tests'> {
  const isTest = ([name]: readonly [string, string]): boolean => name.endsWith('_test.rego');
  const entries = Object.entries(files);
  return {
    modules: Object.fromEntries(entries.filter((entry) => !isTest(entry))),
    tests: Object.fromEntries(entries.filter(isTest)),
  };
}
