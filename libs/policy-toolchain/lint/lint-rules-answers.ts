import { type Found, type LintRule, type LintSubject, shownInput } from './lint-rule.js';
import { type Place, type RuleBody, type Term, bodiesOf, constantOf, literalMembers, termsOf } from '../syntax-tree.js';

const DENYING = denying('decision');

function denying(rule: string): string {
  return `default ${rule} := {"verdict": "DENY", "rule": "unknown-tool", "reason": "no rule knows this tool"}`;
}

/** Object literals that are answers: they have a member `verdict`. */
function answersIn(subject: LintSubject): { body: RuleBody; members: Map<string, Term>; place: Place }[] {
  return subject.modules.flatMap((module) =>
    bodiesOf(module).flatMap((body) =>
      termsOf(body).flatMap((term) => {
        const members = literalMembers(term);
        const { row, col } = term.location ?? body.place;
        return members?.has('verdict') ? [{ body, members, place: { file: module.file, row, col } }] : [];
      }),
    ),
  );
}

function wrongAnswers(subject: LintSubject, problem: string): Found[] {
  return subject.search.wrong
    .filter((wrong) => wrong.problem === problem)
    .map(({ place, detail, input }) => ({
      message: `${detail}, for the input ${shownInput(input)}`,
      ...(place.file !== '' && { place }),
    }));
}

/** What the text shows, and what asking brought up at rows where the text showed nothing. */
function both(shown: readonly Found[], asked: readonly Found[]): Found[] {
  const known = new Set(shown.map(({ place }) => place?.file));
  return [...shown, ...asked.filter(({ place }) => shown.length === 0 || !known.has(place?.file))];
}

const VERDICTS = ['ALLOW', 'DENY', 'REQUIRE_APPROVAL', 'MODIFY', 'DEFER'];

export const ANSWER_RULES: readonly LintRule[] = [
  {
    id: 'missing-default-decision',
    severity: 'error',
    title: 'The rule that decides has no default',
    why: 'Without a default the decision is undefined whenever no rule fires. Writ denies then as POLICY_ERROR, with a reason that helps nobody, and other clients of the policy may treat undefined as allowed.',
    fix: `add a default that denies: ${DENYING}`,
    violating: {
      policy: `decision := {"verdict": "ALLOW", "rule": "read", "reason": "reading is allowed"} if input.tool == "read_file"`,
    },
    clean: {
      policy: `${DENYING}\n\ndecision := {"verdict": "ALLOW", "rule": "read", "reason": "reading is allowed"} if input.tool == "read_file"`,
    },
    check: ({ entry }) => {
      const [first] = entry.bodies;
      if (!first || entry.bodies.some(({ isDefault }) => isDefault) || isTotal(entry.bodies)) return [];
      const { name } = entry;
      const partial = entry.bodies.find(({ isPartial }) => isPartial);
      if (!partial)
        return [{ message: `${name} has no default`, place: first.place, fix: `add a default that denies: ${denying(name)}` }];
      const fix = `give the partial rule another name, and let ${name} be a rule with one value, by a default that denies: ${denying(name)}`;
      return [{ message: `${name} is put together of parts, so that it can have no default`, place: partial.place, fix }];
    },
  },
  {
    id: 'default-allow',
    severity: 'error',
    title: 'The default lets calls through',
    why: 'A default that allows turns every forgotten tool, typing error and new field into a permission.',
    fix: 'make the default deny and allow by rules of their own',
    violating: { policy: 'default decision := {"verdict": "ALLOW", "rule": "default", "reason": "nothing forbids it"}' },
    clean: { policy: DENYING },
    check: ({ entry }) =>
      entry.bodies
        .filter(({ isDefault, value }) => isDefault && isPermission(value))
        .map(({ place }) => ({ message: 'what no rule decides is let through', place })),
  },
  {
    id: 'verdict-not-known',
    severity: 'error',
    title: 'A verdict that does not exist',
    why: 'Writ knows ALLOW, DENY, REQUIRE_APPROVAL, MODIFY and DEFER. Any other word, other case included, is a POLICY_ERROR and denies.',
    fix: `use one of ${VERDICTS.join(', ')}`,
    violating: {
      policy: `${DENYING}\n\ndecision := {"verdict": "APPROVE", "rule": "read", "reason": "reading is allowed"} if input.tool == "read_file"`,
    },
    clean: {
      policy: `${DENYING}\n\ndecision := {"verdict": "ALLOW", "rule": "read", "reason": "reading is allowed"} if input.tool == "read_file"`,
    },
    check: (subject) =>
      both(
        answersIn(subject).flatMap(({ members, place }) => {
          const verdict = constantOf(members.get('verdict'));
          const isKnown = verdict === undefined || (typeof verdict === 'string' && VERDICTS.includes(verdict));
          return isKnown ? [] : [{ message: `${JSON.stringify(verdict)} is no verdict`, place }];
        }),
        wrongAnswers(subject, 'verdict'),
      ),
  },
  {
    id: 'missing-rule-or-reason',
    severity: 'error',
    title: 'An answer without rule or reason',
    why: 'Every recorded decision names the rule that made it and a reason that a person can read. An answer without them is a POLICY_ERROR and denies.',
    fix: 'add "rule" (a stable name) and "reason" (a sentence) to the answer',
    violating: { policy: `${DENYING}\n\ndecision := {"verdict": "ALLOW", "rule": "read"} if input.tool == "read_file"` },
    clean: {
      policy: `${DENYING}\n\ndecision := {"verdict": "ALLOW", "rule": "read", "reason": "reading is allowed"} if input.tool == "read_file"`,
    },
    check: (subject) =>
      both(
        answersIn(subject).flatMap(({ members, place }) => {
          const missing = ['rule', 'reason'].filter((name) => !members.has(name) || constantOf(members.get(name)) === '');
          return missing.length === 0 ? [] : [{ message: `the answer has no ${missing.join(' and no ')}`, place }];
        }),
        wrongAnswers(subject, 'fields'),
      ),
  },
  {
    id: 'modify-without-changes',
    severity: 'error',
    title: 'MODIFY without changes, or changes without MODIFY',
    why: 'MODIFY tells the agent which arguments to replace; without `changes` it says nothing, and `changes` beside another verdict would be dropped silently. Both are a POLICY_ERROR and deny.',
    fix: 'give MODIFY a "changes" object, and no other verdict one',
    violating: {
      policy: `${DENYING}\n\ndecision := {"verdict": "MODIFY", "rule": "mask", "reason": "the number is masked"} if input.tool == "send_mail"`,
    },
    clean: {
      policy: `${DENYING}\n\ndecision := {"verdict": "MODIFY", "rule": "mask", "reason": "the number is masked", "changes": {"body": "***"}} if input.tool == "send_mail"`,
    },
    check: (subject) =>
      both(
        answersIn(subject).flatMap(({ members, place }) => {
          const verdict = constantOf(members.get('verdict'));
          if (typeof verdict !== 'string' || (verdict === 'MODIFY') === members.has('changes')) return [];
          return [{ message: `${verdict} comes ${members.has('changes') ? 'with' : 'without'} changes`, place }];
        }),
        wrongAnswers(subject, 'changes'),
      ),
  },
  {
    id: 'duplicate-rule-name',
    severity: 'warning',
    title: 'Two answers share a rule name',
    why: 'The rule name in a decision is how people, reports and tests tell rules apart. When two answers with different verdicts carry the same name, nobody can tell which one decided.',
    fix: 'give each answer a name of its own',
    violating: {
      policy: `${DENYING}\n\ndecision := {"verdict": "ALLOW", "rule": "files", "reason": "reading is allowed"} if input.tool == "read_file"\n\ndecision := {"verdict": "REQUIRE_APPROVAL", "rule": "files", "reason": "writing needs a person"} if input.tool == "write_file"`,
    },
    clean: {
      policy: `${DENYING}\n\ndecision := {"verdict": "ALLOW", "rule": "read", "reason": "reading is allowed"} if input.tool == "read_file"\n\ndecision := {"verdict": "REQUIRE_APPROVAL", "rule": "write", "reason": "writing needs a person"} if input.tool == "write_file"`,
    },
    check: (subject) => {
      const first = new Map<string, { verdict: unknown; place: Place }>();
      return answersIn(subject).flatMap(({ members, place }) => {
        const [name, verdict] = [constantOf(members.get('rule')), constantOf(members.get('verdict'))];
        if (typeof name !== 'string') return [];
        const known = first.get(name);
        if (!known) first.set(name, { verdict, place });
        if (!known || known.verdict === verdict) return [];
        return [{ message: `the name ${name} is that of the answer in row ${known.place.row}, with another verdict`, place }];
      });
    },
  },
  {
    id: 'conflicting-bodies',
    severity: 'error',
    title: 'Two definitions give different values for the same input',
    why: 'A rule that is defined twice must not have two values. When it has, the evaluation fails and Writ denies as POLICY_ERROR, for the very input that two rules were written for. Found by asking the policy about the values it compares with; the input is shown.',
    fix: 'make the conditions exclude each other, or order them with else',
    violating: {
      policy: `${DENYING}\n\ndecision := {"verdict": "ALLOW", "rule": "read", "reason": "reading is allowed"} if input.tool == "read_file"\n\ndecision := {"verdict": "DENY", "rule": "secret", "reason": "secrets stay here"} if input.arguments.path == "/etc/passwd"`,
    },
    clean: {
      policy: `${DENYING}\n\ndecision := {"verdict": "DENY", "rule": "secret", "reason": "secrets stay here"} if {\n\tinput.arguments.path == "/etc/passwd"\n} else := {"verdict": "ALLOW", "rule": "read", "reason": "reading is allowed"} if {\n\tinput.tool == "read_file"\n}`,
    },
    check: ({ search, modules }) => {
      const bodies = modules.flatMap(bodiesOf);
      const isPartial = ({ file, row }: Place): boolean => {
        const before = bodies.filter((body) => body.place.file === file && body.place.row <= row);
        return before.toSorted((a, b) => a.place.row - b.place.row).at(-1)?.isPartial === true;
      };
      return search.conflicts.map(({ place, input }) => ({
        message: `two values for the input ${shownInput(input)}`,
        place,
        // `else` is nothing that parts of a rule may have.
        ...(isPartial(place) && { fix: 'make the conditions exclude each other, or give each value a key of its own' }),
      }));
    },
  },
  {
    id: 'failing-evaluation',
    severity: 'error',
    title: 'The policy gives no answer in time, or fails',
    why: 'An evaluation that uses up its budget or fails denies as POLICY_ERROR. Found by asking the policy about the values it compares with.',
    fix: 'make the rule do less work: look up instead of searching, and bound what it iterates over',
    violating: {
      policy: `${DENYING}\n\ndecision := {"verdict": "ALLOW", "rule": "sum", "reason": "the sum is right"} if {\n\tsome a in numbers.range(1, 3000)\n\tsome b in numbers.range(1, 3000)\n\ta + b == 0\n}`,
    },
    clean: {
      policy: `${DENYING}\n\ndecision := {"verdict": "ALLOW", "rule": "sum", "reason": "the sum is right"} if input.arguments.sum == 0`,
    },
    check: ({ search }) =>
      search.failures.map(({ place, code, message, input }) => ({
        message: `${code}: ${message}, for the input ${shownInput(input)}`,
        ...(place.file !== '' && { place }),
      })),
  },
];

function isPermission(value: Term | undefined): boolean {
  const members = literalMembers(value);
  const verdict = constantOf(members ? members.get('verdict') : value);
  return verdict === true || (typeof verdict === 'string' && /^(allow|modify)/i.test(verdict));
}

/** A definition without conditions that gives a constant is there for every input. */
function isTotal(bodies: readonly RuleBody[]): boolean {
  const isUnconditional = ({ expressions }: RuleBody): boolean =>
    expressions.every(({ terms }) => constantOf(terms as Term) === true);
  return bodies.some((body) => isUnconditional(body) && constantOf(body.value) !== undefined);
}
