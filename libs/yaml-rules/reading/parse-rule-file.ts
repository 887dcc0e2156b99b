import type { z } from 'zod';
import type { FindingList, YamlCode } from './finding-list.js';
import { nearestWord } from './nearest-word.js';
import { fieldsAt, MAX_RULES, OTHER_VERSION, type RuleFile, RuleFileV0, RuleFileV1 } from './rule-language.js';
import { type YamlDocument, readYaml } from './yaml-document.js';

export interface ParsedRuleFile {
  readonly name: string;
  readonly rules: RuleFile;
  readonly document: YamlDocument;
}

/** A file that has the shape of the language. Undefined when there are findings. */
export function parseRuleFile(file: string, text: string, findings: FindingList): ParsedRuleFile | undefined {
  const document = readYaml(file, text, findings);
  if (!document) return undefined;
  const { value } = document;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    findings.error('YAML_INVALID_VALUE', 'the file must be a mapping with policy_version and rules', document.placeOf([]));
    return undefined;
  }
  const version = (value as { policy_version?: unknown }).policy_version;
  if (version !== '0' && version !== '1') {
    tellVersion(version, document, findings);
    return undefined;
  }
  const parsed = (version === '0' ? RuleFileV0 : RuleFileV1).safeParse(value);
  if (parsed.success) return { name: file, rules: parsed.data, document };
  for (const issue of parsed.error.issues) tell(issue, version, document, findings);
  return undefined;
}

function tellVersion(version: unknown, document: YamlDocument, findings: FindingList): void {
  const fix = 'write policy_version: "0" or policy_version: "1", with the quotes';
  if (version === undefined) findings.error('YAML_MISSING_FIELD', 'policy_version is missing', document.placeOf([]), fix);
  else
    findings.error('YAML_INVALID_VALUE', 'policy_version must be the text "0" or "1"', document.placeOf(['policy_version']), fix);
}

function tell(issue: z.core.$ZodIssue, version: '0' | '1', document: YamlDocument, findings: FindingList): void {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) {
      const message = `${shownPath([...path, key])} is no field of this version of the language`;
      const meant = nearestWord(key, fieldsAt(version, path));
      const fix = OTHER_VERSION[key] ?? (meant === undefined ? 'remove it or correct its name' : `did you mean ${meant}?`);
      findings.error('YAML_UNKNOWN_FIELD', message, document.keyPlaceOf([...path, key]), fix);
    }
    return;
  }
  const found = valueAt(document.value, path);
  if (found === undefined) {
    findings.error('YAML_MISSING_FIELD', `${shownPath(path)} is missing`, document.placeOf(path));
    return;
  }
  const isTooMany = issue.code === 'too_big' && path.length === 1 && path[0] === 'rules';
  const code: YamlCode = isTooMany ? 'YAML_TOO_MANY_RULES' : 'YAML_INVALID_VALUE';
  const message = isTooMany ? `more than ${MAX_RULES} rules` : `${shownPath(path)}: ${messageOf(issue, found)}`;
  findings.error(code, message, document.placeOf(path), fixOf(issue, found));
}

/** The words a value can be, when there is a closed list of them. */
function wordsOf(issue: z.core.$ZodIssue): readonly string[] | undefined {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code !== 'invalid_union' || !('options' in issue)) return undefined;
  return (issue.options as readonly unknown[]).map(String);
}

function messageOf(issue: z.core.$ZodIssue, found: unknown): string {
  const words = wordsOf(issue);
  if (words === undefined || typeof found === 'object') return issue.message;
  return `${JSON.stringify(found)} is none of ${words.join(', ')}`;
}

function fixOf(issue: z.core.$ZodIssue, found: unknown): string | undefined {
  if (found === null) return 'give it a value or remove it';
  const words = wordsOf(issue);
  if (words !== undefined && typeof found === 'string') {
    const meant = nearestWord(found, words);
    return meant === undefined ? `use one of ${words.join(', ')}` : `did you mean ${meant}?`;
  }
  if (issue.code !== 'invalid_type') return undefined;
  const isBare = typeof found === 'number' || typeof found === 'boolean';
  if (issue.expected === 'string' && isBare) return `put it in quotes: "${String(found)}"`;
  return issue.expected !== 'string' && typeof found === 'string' ? 'write it without quotes' : undefined;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    value,
  );
}

function shownPath(path: readonly PropertyKey[]): string {
  return path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`)).join('');
}
