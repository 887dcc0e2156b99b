import type { Found, LintRule, LintSubject } from './lint-rule.js';
import { type Module, type RuleBody, type Term, bodiesOf, callsIn, termsIn } from '../syntax-tree.js';

const POLICY = `default decision := {"verdict": "DENY", "rule": "unknown-tool", "reason": "no rule knows this tool"}

decision := {"verdict": "ALLOW", "rule": "read", "reason": "reading is allowed"} if input.tool == "read_file"`;
const TEST = `test_reading_is_allowed if writ.decision.verdict == "ALLOW" with input as {"tool": "read_file"}`;

function untested({ tests, modules, fired, entry }: LintSubject): Found[] {
  if (tests.length === 0) {
    const place = entry.bodies[0]?.place;
    return [{ message: 'the policy has no tests at all', ...(place && { place }) }];
  }
  if (!fired) return [];
  return modules.flatMap((module) =>
    bodiesOf(module)
      .filter((body) => !body.isElse && !fired.has(module.file, body.place.row))
      .map((body) => ({ message: `no test makes this definition of ${body.name} fire`, place: body.place })),
  );
}

function undocumented({ modules, entry }: LintSubject): Found[] {
  const owner = modules.find(
    (module) => module.package === entry.package && bodiesOf(module).some(({ name }) => name === entry.name),
  );
  const isDescribed = owner?.annotations.some(({ title, description }) => Boolean(title) && Boolean(description));
  return !owner || isDescribed
    ? []
    : [{ message: 'the policy has no METADATA with title and description', place: owner.packagePlace }];
}

function unused({ modules, graph, entry }: LintSubject): Found[] {
  const used = graph.reachable([`${entry.package}.${entry.name}`]);
  const seen = new Set<string>();
  return modules.flatMap((module) =>
    bodiesOf(module).flatMap((body) => {
      const name = `${module.package}.${body.name}`;
      if (used.has(name) || seen.has(name)) return [];
      seen.add(name);
      return [{ message: `nothing that leads to ${entry.name} uses ${body.name}`, place: body.place }];
    }),
  );
}

/** Variables a definition declares: parameters, assignments and `some`. */
function declared(body: RuleBody): Term[] {
  const assigned = [...callsIn([body.expressions, body.value])].flatMap(({ name, args }) =>
    name === 'assign' && args[0] ? [...termsIn(args[0])] : [],
  );
  const some = [...symbolsIn(body.expressions)];
  return [...termsIn(body.args), ...assigned, ...some].filter(({ type }) => type === 'var');
}

function* symbolsIn(node: unknown): Generator<Term> {
  if (Array.isArray(node)) for (const item of node) yield* symbolsIn(item);
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
  for (const [name, item] of Object.entries(node)) {
    if (name !== 'symbols') yield* symbolsIn(item);
    else
      for (const symbol of item as Term[]) {
        // `some k, v in xs` is one symbol: a call whose last operand is the collection.
        if (symbol.type === 'call') yield* termsIn((symbol.value as Term[]).slice(1, -1)) as Generator<Term>;
        else yield symbol;
      }
  }
}

function shadowed({ modules }: LintSubject): Found[] {
  return modules.flatMap((module) => {
    const rules = new Set(
      modules.filter((other) => other.package === module.package).flatMap((other) => bodiesOf(other).map(({ name }) => name)),
    );
    return bodiesOf(module).flatMap((body) =>
      declared(body)
        .filter(({ value }) => rules.has(String(value)))
        .map(({ value, location }) => ({
          message: `the variable ${String(value)} hides the rule of that name`,
          place: placeOf(module, body, location),
        })),
    );
  });
}

function placeOf({ file }: Module, body: RuleBody, location: Term['location']): { file: string; row: number; col: number } {
  return { file, row: location?.row ?? body.place.row, col: location?.col ?? 1 };
}

export const STRUCTURE_RULES: readonly LintRule[] = [
  {
    id: 'rule-without-test',
    severity: 'warning',
    title: 'A rule that no test makes fire',
    why: 'A rule nobody has seen firing may be wrong in any way, and may break with any change.',
    fix: 'add a test to *_test.rego whose input makes it fire',
    violating: { policy: POLICY, test: `test_else_denied if writ.decision.verdict == "DENY" with input as {"tool": "drop"}` },
    clean: {
      policy: POLICY,
      test: `${TEST}\n\ntest_else_denied if writ.decision.verdict == "DENY" with input as {"tool": "drop"}`,
    },
    check: untested,
  },
  {
    id: 'missing-metadata',
    severity: 'warning',
    title: 'A policy that does not say what it is',
    why: 'Title and description are what reviewers, the console and exports show of a policy.',
    fix: 'put a METADATA comment with title and description above the package',
    violating: { policy: POLICY, withoutMetadata: true },
    clean: { policy: POLICY },
    check: undocumented,
  },
  {
    id: 'unused-helper',
    severity: 'warning',
    title: 'A rule that nothing uses',
    why: 'A rule that the decision never asks for protects nothing; often its name was mistyped where it should be used.',
    fix: 'use it or remove it',
    violating: { policy: `${POLICY}\n\nis_secret if input.arguments.path in data.secret`, data: { secret: ['/etc/passwd'] } },
    clean: {
      policy: `${POLICY.replace('"read_file"', '"read_file"; not is_secret').replace(/ if (.*)$/, ' if { $1 }')}\n\nis_secret if input.arguments.path == "/etc/passwd"`,
    },
    check: unused,
  },
  {
    id: 'shadowed-rule',
    severity: 'warning',
    title: 'A variable that hides a rule',
    why: 'Inside that definition the name means the variable. Whoever reads or changes it may take it for the rule.',
    fix: 'rename the variable',
    violating: {
      policy: `${POLICY.replace(/ if .*$/, ' if is_read(input.tool)')}\n\ntool := input.tool\n\nis_read(tool) if tool == "read_file"`,
    },
    clean: { policy: `${POLICY.replace(/ if .*$/, ' if is_read(input.tool)')}\n\nis_read(name) if name == "read_file"` },
    check: shadowed,
  },
];
