import type { Finding } from '#libs/policy-toolchain';
import { FindingList } from './reading/finding-list.js';
import { ordered } from './writing/first-match.js';
import { POLICY_FILE, writePolicy } from './writing/rego-policy.js';
import { TEST_FILE, writeTests } from './writing/rego-tests.js';
import { type ResolveFile, type YamlFile, readRuleFiles } from './reading/rule-files.js';
import { SampleCalls } from './writing/sample-calls.js';
import type { SourceMap } from './reading/source-map.js';

/** Bytes of one module that the compiler takes. */
const MAX_MODULE_BYTES = 1024 * 1024;

export interface ImportOptions {
  /** Finds the files named by `extends`; without it a file that extends another is refused. */
  readonly resolve?: ResolveFile;
}

/** A policy that decides as the rules do. */
export interface ImportedPolicy {
  readonly ok: true;
  /** Rego by file name: package `writ`, entrypoint `writ/decision`, formatted. */
  readonly modules: Record<string, string>;
  readonly tests: Record<string, string>;
  /** Empty: the answers are in the policy, so that nobody changes them with a data document alone. */
  readonly data: Record<string, never>;
  readonly sourceMap: SourceMap;
  /** What the author should look at; none of it keeps the policy from deciding. */
  readonly warnings: Finding[];
  /** Text of every YAML file that was read, by name. */
  readonly files: Readonly<Record<string, string>>;
}

export interface RefusedImport {
  readonly ok: false;
  readonly findings: Finding[];
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Compiles rules in YAML, first match wins, to a policy. Takes text that nobody has vetted: size, depth, aliases, rules, patterns and
 * files are bounded, and everything the language would ignore is refused with its place. Touches no disk and calls no compiler.
 */
export function importYamlRules(source: YamlFile, { resolve }: ImportOptions = {}): ImportedPolicy | RefusedImport {
  const findings = new FindingList();
  const { set, files } = readRuleFiles(source, resolve, findings);
  if (!set) return { ok: false, findings: findings.all, files };
  const order = ordered(set);
  const calls = new SampleCalls(order);
  const policy = writePolicy(set, order, calls);
  if (new TextEncoder().encode(policy.text).length > MAX_MODULE_BYTES) {
    const message = `the policy that these rules become has more than ${MAX_MODULE_BYTES} bytes`;
    findings.error(
      'YAML_TOO_LARGE',
      message,
      { file: source.file, row: 1, column: 1 },
      'split the rules, or shorten messages and lists',
    );
    return { ok: false, findings: findings.all, files };
  }
  for (const rule of order.unreachable) {
    const message = `the rule ${rule.id} stands behind one that matches every call; the policy leaves it out`;
    findings.warning('RULE_UNREACHABLE', message, rule.place, 'remove it or move it up');
  }
  const tests = writeTests(order, policy, calls, findings);
  const { text, sourceMap } = policy;
  return {
    ok: true,
    modules: { [POLICY_FILE]: text },
    tests: { [TEST_FILE]: tests },
    data: {},
    sourceMap,
    warnings: findings.all,
    files,
  };
}
