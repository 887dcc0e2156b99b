import { capabilities } from '../capabilities.js';
import { LEFT_OUT } from '../formats/left-out.js';
import type { ComplianceResult } from './compliance-run.js';
import { deviationsSection } from './edges/answers-page.js';

const NUMBERS = [
  '## Numbers',
  '',
  'Numbers are exact, and they keep how they are written, as in OPA: `19.0` in a policy, in a text for `to_number` or in one for',
  "`json.unmarshal` is a float for `sprintf` and shows its point; 1/3 has OPA's twenty digits. Fractions are computed with 64 bits of",
  'mantissa, whole numbers with all their digits.',
  '',
  'What comes from outside has the form of the record (RFC 8785), so that a decision can be repeated from it: `19.0` and `1.9e1` in a',
  'call or in a data document are `19`, a whole number, where an OPA that reads the same bytes sees a float.',
  '`sprintf("%.2f", [input.arguments.price])` is then `19.00` in OPA and `%!f(int=19)` in a decision, and `%d` the other way around.',
  '`writ policy eval` takes its input file as OPA does, and tells where a decision would see another number.',
  '[Write a policy](../how-to/write-a-policy.md#traps) has the way out. Answers are in that form, too: the nearest double.',
  '',
];

/** What `npm run rego:packages` came to; its numbers are those of one day, for the packages are no part of the repository. */
const PACKAGES = [
  '## Packages of others',
  '',
  'The tests of public Rego packages (policies for Kubernetes, Terraform, AWS, Google Cloud, supply chains, authorization) were run in the',
  'engine and in OPA itself: 5,691 tests of 54 packages on the plans of OPA 0.70.0, 5,654 tests of 53 packages on those of OPA 1.22.4, each',
  'package a repository of its own. The engine answers each of them as OPA does, also those that do not hold, on the plans of OPA 1.22.4. On',
  'those of OPA 0.70.0 36 tests differ, all of one package: of a schema that is a list, `json.verify_schema` says what OPA 1.22.4 says',
  '("schema is invalid"), and OPA 0.70.0 has another text; and in 35 tests a variable stands in place of a function',
  '(`with lib.known as those`), which the plan of OPA 0.70.0 loses where another function calls that one, so that such a policy is refused.',
  '',
  'Files that need a built-in that is left out or one of a tool that extends OPA (`parse_config`, `ec.…`), that have no translation to Rego',
  'v1, or that OPA evaluates and makes no plan of ("function … used as reference") were no part of it. What is older than Rego v1 was',
  "translated first, by OPA's formatter and for what Rego v1 has no more (`any`, `all`, `cast_array`, `contains` as a name), and who asks the",
  'clock or `opa.runtime` asks a rule in its place, which tests replace as they replace those. `npm run rego:packages -- FOLDER…`',
  'does so for any package.',
  '',
];

/** Answers that no recorded one shows: OPA has none to compare with, or none that stays. */
const KEPT = [
  '- **tokens need to be told the time**: `io.jwt.decode_verify` of a token with `exp` or `nbf` is undefined without `time` among the',
  '  constraints, where OPA looks at its clock: a recorded decision could not be repeated.',
  '- **exponents of quantities**: `units.parse` and `units.parse_bytes` are undefined for more than 1,000 characters or an exponent beyond',
  '  9,000. OPA 1.x computes larger ones.',
  '- **shifts**: `bits.lsh` is undefined beyond 33,000 bits; OPA has no bound but its memory.',
  '- **letters newer than Unicode 15**: `upper`, `lower` and the case of letters are those of the Unicode version of the runtime, which',
  "  may be newer than that of OPA's Go: letters that came since have a case here.",
  '- **versions with large numbers behind the hyphen**: `semver.compare` compares `1.0.0-99999999999999999999` by its number, as SemVer',
  '  says. OPA 0.70 compares numbers beyond 64 bits as texts, and OPA 1.22 does not end.',
  '- **conflicts behind a condition that does not hold**: OPA goes through the conditions of a body in an order of its own, another one',
  '  from version to version, and does not see that a rule has two values where a condition before it failed. The engine goes by the order',
  '  of the plan; where it meets such a conflict, the evaluation fails, and the call is denied.',
  '',
];

/** The page docs/reference/rego-compliance.md. Throws when a case needs a built-in that no reason is given for. */
export function compliancePage(results: readonly ComplianceResult[], reasons: Readonly<Record<string, string>>): string {
  const ran = results.filter(({ missing }) => missing.length === 0);
  const failed = ran.filter(({ failure }) => failure !== undefined);
  const passed = ran.length - failed.length;
  return [
    '<!-- Written by the compliance test of libs/policy-engine with WRIT_WRITE_REFERENCES=1. Change the code, not this file. -->',
    '',
    '# Rego compliance',
    '',
    "Writ's policy engine runs the plans that `opa build -t plan` writes. It is held against OPA's own compliance cases for Rego v1, each",
    'with the plan a recent OPA made of it.',
    '',
    `Of ${results.length} cases, ${ran.length} use only built-ins the engine has; **${passed} of these pass (${percent(passed, ran.length)})**, ${failed.length} fail.`,
    `The other ${results.length - ran.length} need a built-in that is left out on purpose. The engine has ${capabilities.builtins.length} built-ins.`,
    '',
    '## Failing cases',
    '',
    ...table(
      ['Case', 'Reason'],
      failed.map(({ note }) => [`\`${note}\``, reasons[note] ?? 'unexplained']),
    ),
    '',
    ...NUMBERS,
    ...deviationsSection(),
    ...KEPT,
    ...PACKAGES,
    '## Left out',
    '',
    'A policy that calls one of these is refused when it is checked, with file, row and column; none of them can fail while deciding.',
    '',
    ...table(['Built-in', 'Cases', 'Why'], leftOut(results)),
    '',
    '## By group',
    '',
    ...table(['Group', 'Cases', 'Passed', 'Failed', 'Left out'], groups(results)),
    '',
  ].join('\n');
}

function leftOut(results: readonly ComplianceResult[]): string[][] {
  const counts = new Map<string, number>();
  for (const { missing } of results) for (const name of missing) counts.set(name, (counts.get(name) ?? 0) + 1);
  const rows = LEFT_OUT.flatMap(([reason, ...names]) => names.map((name) => [name, reason] as const));
  const known = new Set<string>(rows.map(([name]) => name));
  const unexplained = [...counts.keys()].filter((name) => !known.has(name));
  if (unexplained.length > 0) throw new Error(`left out without a reason: ${unexplained.join(', ')}`);
  const carried = rows.filter(([name]) => capabilities.builtins.includes(name));
  if (carried.length > 0) throw new Error(`not left out any more: ${carried.map(([name]) => name).join(', ')}`);
  return rows.map(([name, reason]) => [`\`${name}\``, String(counts.get(name) ?? 0), reason]);
}

function groups(results: readonly ComplianceResult[]): string[][] {
  const names = [...new Set(results.map(({ group }) => group))].sort();
  return names.map((name) => {
    const own = results.filter(({ group }) => group === name);
    const out = own.filter(({ missing }) => missing.length > 0).length;
    const failed = own.filter(({ failure }) => failure !== undefined).length;
    return [name, own.length, own.length - out - failed, failed, out].map(String);
  });
}

function percent(part: number, whole: number): string {
  return `${((part / whole) * 100).toFixed(2)} %`;
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)];
}
