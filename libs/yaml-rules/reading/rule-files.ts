import { type FindingList, type Place } from './finding-list.js';
import { type ParsedRuleFile, parseRuleFile } from './parse-rule-file.js';
import { Patterns } from './patterns.js';
import { type Defaults, MAX_RULES } from './rule-language.js';
import { RuleReader } from './rule-reader.js';
import type { Fallback, Rule, RuleSet } from './rule-set.js';

/** A file under the name that findings and the source map call it. Two different files never have the same name. */
export interface YamlFile {
  readonly file: string;
  readonly text: string;
}

/** Finds the file that `extends: path` means in the file `from`; `refused` says why there is none. */
export type ResolveFile = (path: string, from: string) => YamlFile | { readonly refused: string };

/** Files that extend each other, the first one included. */
const MAX_FILES = 8;

export interface RuleFiles {
  /** Undefined when there are findings. */
  readonly set: RuleSet | undefined;
  /** Text of every file that was read, by name. */
  readonly files: Readonly<Record<string, string>>;
}

/** Reads a rule file and what it extends: the rules of the child first, those of the base that it does not have behind them. */
export function readRuleFiles(first: YamlFile, resolve: ResolveFile | undefined, findings: FindingList): RuleFiles {
  const files: Record<string, string> = {};
  const chain: ParsedRuleFile[] = [];
  let next: YamlFile | undefined = first;
  while (next !== undefined) {
    files[next.file] = next.text;
    const parsed = parseRuleFile(next.file, next.text, findings);
    if (!parsed) return { set: undefined, files };
    chain.push(parsed);
    next = baseOf(chain, files, resolve, findings);
  }
  const set = merged(chain, findings);
  return { set: findings.isEmpty ? set : undefined, files };
}

function baseOf(
  chain: readonly ParsedRuleFile[],
  files: Readonly<Record<string, string>>,
  resolve: ResolveFile | undefined,
  findings: FindingList,
): YamlFile | undefined {
  const { name, rules, document } = chain.at(-1)!;
  if (chain.length > 1 && rules.policy_version !== '1')
    findings.error('YAML_EXTENDS', 'only a file of version "1" can be extended', document.placeOf(['policy_version']));
  if (rules.extends === undefined || !findings.isEmpty) return undefined;
  const refuse = (message: string): undefined =>
    findings.error('YAML_EXTENDS', message, document.placeOf(['extends'])) as undefined;
  if (!resolve) return refuse('extends cannot be followed here');
  if (chain.length >= MAX_FILES) return refuse(`more than ${MAX_FILES} files extend each other`);
  const found = resolve(rules.extends, name);
  if ('refused' in found) return refuse(found.refused);
  return Object.hasOwn(files, found.file) ? refuse(`${found.file} extends itself: ${Object.keys(files).join(' -> ')}`) : found;
}

function merged(chain: readonly ParsedRuleFile[], findings: FindingList): RuleSet {
  const [child] = chain as readonly [ParsedRuleFile];
  const patterns = new Patterns(findings);
  const rules = new Map<string, Rule>();
  for (const parsed of chain) {
    const own = new RuleReader(parsed, patterns, findings).rules();
    for (const rule of own) if (!rules.has(rule.id)) rules.set(rule.id, rule);
  }
  const start: Place = { file: child.name, row: 1, column: 1 };
  if (rules.size > MAX_RULES)
    findings.error('YAML_TOO_MANY_RULES', `more than ${MAX_RULES} rules, with those of the files it extends`, start);
  const inherited = (name: keyof Defaults): Fallback =>
    chain.map(({ rules: { defaults } }) => defaults?.[name]).find(Boolean) ?? 'require_human';
  return {
    file: child.name,
    name: child.rules.name ?? child.name,
    // Never inherited: a file that says nothing asks a person before it replies, whatever it extends.
    mode: child.rules.autonomy_mode ?? 'assist',
    rules: [...rules.values()],
    noMatch: inherited('no_match'),
    lowConfidence: inherited('low_confidence'),
  };
}
