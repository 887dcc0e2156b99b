import { sourceOfExample } from './lint-example.js';
import type { LintExample, LintRule } from './lint-rule.js';

const NOTE = '<!-- Written by npm run generate from libs/policy-toolchain. Change the code, not this file. -->';

/** Pages by file name: one per rule and README.md, which lists them. */
export function lintPages(rules: readonly LintRule[]): Map<string, string> {
  return new Map([['README.md', overview(rules)], ...rules.map((rule) => [`${rule.id}.md`, rulePage(rule)] as const)]);
}

function overview(rules: readonly LintRule[]): string {
  return [
    NOTE,
    '',
    '# Policy lint',
    '',
    '`writ policy lint` reports mistakes that compile. It looks at the syntax tree, at the compiled plan, and at what the policy answers',
    'to the values it compares its input with.',
    '',
    'A comment `# lint-ignore: rule-id` on the row, or on the one above, silences a rule there.',
    '',
    '| Rule | Severity | What it reports |',
    '| --- | --- | --- |',
    ...rules.map(({ id, severity, title }) => `| [${id}](${id}.md) | ${severity} | ${title} |`),
    '',
  ].join('\n');
}

function rulePage({ id, severity, title, why, fix, violating, clean }: LintRule): string {
  return [
    NOTE,
    '',
    `# ${id}`,
    '',
    `${title}. Severity: ${severity}.`,
    '',
    why,
    '',
    `**What to do:** ${fix}.`,
    '',
    '## Reported',
    '',
    ...shownExample(violating),
    '## Not reported',
    '',
    ...shownExample(clean),
  ].join('\n');
}

function shownExample(example: LintExample): string[] {
  const { modules, tests, data } = sourceOfExample(example);
  const files = Object.entries({ ...modules, ...tests });
  const rego = files.flatMap(([name, text]) => [`\`${name}\``, '', '```rego', text.trimEnd(), '```', '']);
  return data === undefined ? rego : [...rego, '`data.json`', '', '```json', JSON.stringify(data, null, 2), '```', ''];
}
