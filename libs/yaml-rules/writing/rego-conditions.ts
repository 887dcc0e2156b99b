import { type Condition, factOf, folderAndInside } from '../reading/conditions.js';
import { constant, literal, patternLiteral } from './rego-text.js';
import { valuesOf } from './sample-calls.js';

type FunctionKind = Exclude<Condition['kind'], 'one-of'>;

interface FunctionPair {
  readonly certain: string;
  readonly possible: string;
  readonly operands: readonly string[];
  /** Rows of what the function needs. */
  readonly before?: readonly string[];
  /** Bodies of the certain one, each with the operands it uses. The fact is known in them. */
  readonly bodies: readonly { readonly uses: readonly string[]; readonly test: string }[];
}

/** Functions of a generated policy, one pair for each kind of condition that is more than a comparison. */
const FUNCTIONS: Readonly<Record<FunctionKind, FunctionPair>> = {
  'tool-name': pair('is_tool', 'may_be_tool', ['name'], 'lower(tool) == lower(name)'),
  'tool-pattern': pair('is_tool_like', 'may_be_tool_like', ['pattern'], 'regex.match(pattern, tool)'),
  below: {
    certain: 'is_below',
    possible: 'may_be_below',
    operands: ['folder', 'inside'],
    bodies: [
      { uses: ['folder'], test: 'cwd == folder' },
      { uses: ['inside'], test: 'startswith(cwd, inside)' },
    ],
  },
  says: {
    ...pair('says', 'may_say', ['part'], 'contains(text_in_lower_case, lower(part))'),
    // Once for all rules: a long text costs its length.
    before: ['', 'text_in_lower_case := lower(text) if text != null'],
  },
  'text-pattern': pair('matches', 'may_match', ['pattern'], 'regex.match(pattern, text)'),
  tagged: pair('is_tagged', 'may_be_tagged', ['tag'], 'tag in session_tags'),
};

function pair(certain: string, possible: string, operands: readonly string[], test: string): FunctionPair {
  return { certain, possible, operands, bodies: [{ uses: operands, test }] };
}

/**
 * A condition as an expression of Rego. Generous, what the call does not say counts as if it matched; otherwise as if it did not.
 */
export function conditionText(condition: Condition, isGenerous: boolean): string {
  const may = isGenerous && canBeUnknown(condition);
  if (condition.kind === 'one-of') {
    const { fact, values } = condition;
    if (!may && values.length === 1) return `${fact} == ${constant(values[0]!)}`;
    return `${fact} in ${constant(may ? [null, ...values] : values)}`;
  }
  const { certain, possible } = FUNCTIONS[condition.kind];
  return `${may ? possible : certain}(${operandsOf(condition).join(', ')})`;
}

/** Rules are asked only about calls that name a tool. */
function canBeUnknown(condition: Condition): boolean {
  return factOf(condition) !== 'tool';
}

function operandsOf(condition: Exclude<Condition, { kind: 'one-of' }>): string[] {
  switch (condition.kind) {
    case 'tool-name':
      return [literal(condition.name)];
    case 'below':
      return folderAndInside(condition.folder).map(literal);
    case 'says':
      return [literal(condition.part)];
    case 'tagged':
      return [literal(condition.tag)];
    default:
      return [patternLiteral(condition.pattern.source)];
  }
}

/** A use of a condition in a policy. */
export interface Use {
  readonly condition: Condition;
  readonly may: boolean;
}

/** Rows of the functions that these uses need; `notShown` stands above those for which no value is known that passes. */
export function functionRules(uses: readonly Use[], notShown: string): string[] {
  return kindsIn(uses).flatMap(({ kind, fact, may, example }) => {
    const remarks = valuesOf(example).length === 0 ? [notShown] : [];
    const { certain, possible, operands, bodies, before = [] } = FUNCTIONS[kind];
    const known = bodies.flatMap(({ uses: used, test }) => [
      '',
      ...remarks,
      `${certain}(${operands.map((name) => (used.includes(name) ? name : '_')).join(', ')}) if {`,
      `\t${fact} != null`,
      `\t${test}`,
      '}',
    ]);
    const all = operands.join(', ');
    const unknown = ['', `${possible}(${operands.map(() => '_').join(', ')}) if ${fact} == null`, ''];
    return [...before, ...known, ...(may ? [...unknown, ...remarks, `${possible}(${all}) if ${certain}(${all})`] : [])];
  });
}

/** For each function a use, so that a test can call it. */
export function kindsIn(uses: readonly Use[]): { kind: FunctionKind; fact: string; may: boolean; example: Condition }[] {
  const kinds = Object.keys(FUNCTIONS) as FunctionKind[];
  return kinds.flatMap((kind) => {
    const own = uses.filter(({ condition }) => condition.kind === kind);
    const [first] = own;
    if (!first) return [];
    return [
      {
        kind,
        fact: factOf(first.condition),
        may: own.some((use) => use.may && canBeUnknown(use.condition)),
        example: own.find(({ condition }) => valuesOf(condition).length > 0)?.condition ?? first.condition,
      },
    ];
  });
}
