import { pathText } from '#libs/policy-engine';
import { type Found, type LintRule, type LintSubject } from './lint-rule.js';
import { isTriable } from '../inputs/input-domain.js';
import { InputNames } from '../inputs/input-references.js';
import { schemaPart } from '../inputs/input-schema.js';
import { rowsOf } from '../rule-graph.js';
import { type Module, type RuleBody, bodiesOf, branchesOf, callsIn } from '../syntax-tree.js';

const DENYING = `default decision := {"verdict": "DENY", "rule": "unknown-tool", "reason": "no rule knows this tool"}`;
const ORDERING = new Set(['lt', 'lte', 'gt', 'gte']);
const GUARD = /^(is_(number|string|boolean|array|object)|type_name|to_number|units\.parse|units\.parse_bytes)$/;

/** `before` holds the branches that were tried before an else branch. */
type Look = (module: Module, body: RuleBody, before: readonly RuleBody[]) => Found[];

function eachBody(subject: LintSubject, look: Look): Found[] {
  return subject.modules.flatMap((module) =>
    module.rules.flatMap((rule) => {
      const branches = branchesOf(rule);
      return branches.flatMap((body, i) => look(module, body, branches.slice(0, i)));
    }),
  );
}

function untypedComparisons(subject: LintSubject): Found[] {
  const names = new Map(subject.modules.map((module) => [module, new InputNames(module)]));
  const guards = guardsByBody(subject.modules, names);
  return eachBody(subject, (module, body, before) => {
    const own = names.get(module)!;
    const compared = [...callsIn([body.expressions, body.value])].filter(({ name }) => ORDERING.has(name));
    const paths = compared.flatMap(({ args, location }) =>
      args.flatMap((term) => {
        const path = own.pathOf(term, body);
        const types = path && schemaPart(subject.inputSchema, path).types;
        return path && types?.size !== 1 ? [{ path, location }] : [];
      }),
    );
    if (paths.length === 0) return [];
    const looked = [body, ...before].flatMap((part) => subject.graph.withHelpers(part));
    const guarded = new Set(looked.flatMap((part) => guards.get(part) ?? []));
    return paths
      .filter(({ path }) => !guarded.has(JSON.stringify(path)))
      .map(({ path, location }) => ({
        message: `${pathText('input', path)} may be null or of another type, which still has an order: null < 1 < "0"`,
        place: { file: module.file, row: location?.row ?? body.place.row, col: location?.col ?? 1 },
      }));
  });
}

/** Parts of the input whose type each definition itself looks at. */
function guardsByBody(modules: readonly Module[], names: ReadonlyMap<Module, InputNames>): Map<RuleBody, string[]> {
  const guards = (module: Module, body: RuleBody): string[] =>
    [...callsIn([body.expressions, body.value])].flatMap(({ name, args }) => {
      const path = GUARD.test(name) && args[0] ? names.get(module)!.pathOf(args[0], body) : undefined;
      return path ? [JSON.stringify(path)] : [];
    });
  return new Map(modules.flatMap((module) => bodiesOf(module).map((body) => [body, guards(module, body)] as const)));
}

const STARTS = /^(\(\?[a-zA-Z]+\))?(\(\?:)?(\^|\\A|\.\*)/;
const ENDS = /(\$|\\z|\.\*)\)?$/;

function unanchored(subject: LintSubject): Found[] {
  return eachBody(subject, (module, body) =>
    [...callsIn([body.expressions, body.value])].flatMap(({ name, args, location }) => {
      const pattern = name === 'regex.match' && args[0]?.type === 'string' ? String(args[0].value) : undefined;
      if (pattern === undefined || (STARTS.test(pattern) && ENDS.test(pattern))) return [];
      const { row, col } = args[0]!.location ?? location ?? body.place;
      return [{ message: `the pattern matches anywhere in the text: ${pattern}`, place: { file: module.file, row, col } }];
    }),
  );
}

function unreachable(subject: LintSubject): Found[] {
  const { search, fired, entry } = subject;
  if (!search.exhausted) return [];
  const used = subject.graph.reachable([`${entry.package}.${entry.name}`]);
  const unclear = subject.facts.filter((fact) => !isTriable(fact));
  const isUnclear = (body: RuleBody): boolean => {
    const [from, to] = rowsOf(body);
    return unclear.some(({ file, row }) => file === body.place.file && row >= from && row <= to);
  };
  const unclearBodies = new Set(subject.modules.flatMap(bodiesOf).filter(isUnclear));
  const isUnderstood = (body: RuleBody): boolean => !subject.graph.withHelpers(body).some((part) => unclearBodies.has(part));
  return eachBody(subject, (module, body) => {
    const { file, row } = body.place;
    const isCandidate = !body.isDefault && !body.isElse && used.has(`${module.package}.${body.name}`);
    if (!isCandidate || search.fired.has(`${file}:${row}`) || fired?.has(file, row) || !isUnderstood(body)) return [];
    return [
      {
        message: `this definition of ${body.name} fires for no input that was tried (all ${search.points} combinations)`,
        place: body.place,
      },
    ];
  });
}

export const CONDITION_RULES: readonly LintRule[] = [
  {
    id: 'unreachable-rule',
    severity: 'warning',
    title: 'A rule that never fires',
    why: 'Its conditions exclude each other or ask for something that data never holds, so whoever wrote it believes in a protection or permission that is not there. Reported only when every combination of the values the policy compares with was tried and the tests do not reach it either.',
    fix: 'correct the condition that can never hold, or remove the rule',
    violating: {
      policy: `${DENYING}\n\ndecision := {"verdict": "ALLOW", "rule": "read", "reason": "reading is allowed"} if {\n\tinput.tool == "read_file"\n\tinput.tool == "list_files"\n}`,
    },
    clean: {
      policy: `${DENYING}\n\ndecision := {"verdict": "ALLOW", "rule": "read", "reason": "reading is allowed"} if input.tool in {"read_file", "list_files"}`,
    },
    check: unreachable,
  },
  {
    id: 'untyped-comparison',
    severity: 'warning',
    title: 'An order comparison of a value of unknown type',
    why: 'Rego orders values of all types: null is below every number, a string above. So `input.arguments.amount < 50` holds for null, and `> 50` for "7". An agent chooses what it sends.',
    fix: 'check the type first, for example with is_number(...), and deny when it is wrong',
    violating: {
      policy: `${DENYING}\n\ndecision := {"verdict": "ALLOW", "rule": "small", "reason": "small amounts are allowed"} if input.arguments.amount < 50`,
    },
    clean: {
      policy: `${DENYING}\n\ndecision := {"verdict": "ALLOW", "rule": "small", "reason": "small amounts are allowed"} if {\n\tis_number(input.arguments.amount)\n\tinput.arguments.amount < 50\n}`,
    },
    check: untypedComparisons,
  },
  {
    id: 'unanchored-regex',
    severity: 'warning',
    title: 'A pattern that matches anywhere',
    why: 'regex.match looks for the pattern anywhere in the text: `docs/` matches `/etc/../docs/` and `evil-docs/`. In a permission that is a hole.',
    fix: 'anchor it with ^ and $, or write .* at the ends to say that anywhere is meant',
    violating: {
      policy: `${DENYING}\n\ndecision := {"verdict": "ALLOW", "rule": "docs", "reason": "the documentation may be read"} if regex.match("docs/[a-z]+", input.tool)`,
    },
    clean: {
      policy: `${DENYING}\n\ndecision := {"verdict": "ALLOW", "rule": "docs", "reason": "the documentation may be read"} if regex.match("^docs/[a-z]+$", input.tool)`,
    },
    check: unanchored,
  },
];
