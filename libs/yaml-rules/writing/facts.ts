import type { Confidence } from '../reading/rule-language.js';

/** How a part of the input is known: a value of any other kind counts as not said. */
type Kind = 'name' | 'folder' | 'text' | 'confidence' | 'flag' | 'names';

interface FactSource {
  /** Members of the decision input that lead to it. */
  readonly path: readonly string[];
  readonly kind: Kind;
}

/**
 * What rules can ask about a call, and where the decision input says it. The name is also that of the rule in the generated policy
 * that holds the value, or null when the input does not say it.
 */
export const FACTS = {
  tool: { path: ['tool'], kind: 'name' },
  cwd: { path: ['context', 'cwd'], kind: 'folder' },
  prompt_type: { path: ['prompt', 'type'], kind: 'name' },
  confidence: { path: ['prompt', 'confidence'], kind: 'confidence' },
  text: { path: ['context', 'text'], kind: 'text' },
  session_tags: { path: ['session', 'tags'], kind: 'names' },
  session_state: { path: ['context', 'session_state'], kind: 'name' },
  channel_message: { path: ['context', 'channel_message'], kind: 'flag' },
  environment: { path: ['context', 'environment'], kind: 'name' },
  workspace_trusted: { path: ['context', 'workspace_trusted'], kind: 'flag' },
  workspace_profile: { path: ['context', 'workspace_profile'], kind: 'name' },
} as const satisfies Record<string, FactSource>;

export type FactName = keyof typeof FACTS;

/** The call as rules see it; null is what the input does not say. */
export interface Facts {
  readonly tool: string | null;
  readonly cwd: string | null;
  readonly prompt_type: string | null;
  readonly confidence: Confidence | null;
  readonly text: string | null;
  readonly session_tags: readonly string[] | null;
  readonly session_state: string | null;
  readonly channel_message: boolean | null;
  readonly environment: string | null;
  readonly workspace_trusted: boolean | null;
  readonly workspace_profile: string | null;
}

/** Parts of a path that lead elsewhere than they seem to: empty, `.` and `..`, with either separator. */
const UNCLEAR_PATH = '(?s)^(\\.{1,2}([/\\\\].*)?|.*[/\\\\]\\.{0,2}[/\\\\].*|.*[/\\\\]\\.{1,2})$';
const UNCLEAR = new RegExp(UNCLEAR_PATH.replace('(?s)', ''), 's');

/** Whether a folder of a rule can be the beginning of a path that counts as said. `~` is a letter like others: nobody replaces it. */
export function isClearFolder(folder: string): boolean {
  return !folder.startsWith('~') && !UNCLEAR.test(folder.replace(/[/\\]+$/, ''));
}

/** The condition, in Rego, under which a value is of its kind. */
const GUARDS: Readonly<Record<Kind, (value: string) => string>> = {
  name: (value) => `is_name(${value})`,
  folder: (value) => `is_clear_path(${value})`,
  text: (value) => `is_string(${value})`,
  confidence: (value) => `${value} in ["low", "medium", "high"]`,
  flag: (value) => `is_boolean(${value})`,
  names: (value) => `is_array(${value})`,
};

/** Rows of the rules that hold the facts of a policy; null unless the input says it. */
export function factRules(names: readonly FactName[]): string[] {
  const rules = names.flatMap((name) => {
    const value = ['input', ...FACTS[name].path].join('.');
    return ['', `default ${name} := null`, '', `${name} := ${value} if ${GUARDS[FACTS[name].kind](value)}`];
  });
  const kinds = new Set(names.map((name) => FACTS[name].kind));
  const isName = ['', 'is_name(value) if {', '\tis_string(value)', '\tvalue != ""', '}'];
  const isClearPath = ['', 'is_clear_path(value) if {', '\tis_name(value)', `\tnot regex.match(\`${UNCLEAR_PATH}\`, value)`, '}'];
  return [
    ...rules,
    ...(kinds.has('name') || kinds.has('folder') ? isName : []),
    ...(kinds.has('folder') ? isClearPath : []),
  ].slice(1);
}

/** A decision input that says these facts and leaves out the others. */
export function inputWith(facts: Partial<Facts>): { readonly [name: string]: unknown } {
  const input: Record<string, unknown> = {};
  for (const name of Object.keys(FACTS) as FactName[]) {
    const value = facts[name];
    if (value === undefined || value === null) continue;
    const [first, second] = FACTS[name].path as readonly [string, string?];
    if (second === undefined) input[first] = value;
    else input[first] = { ...(input[first] as object | undefined), [second]: value };
  }
  return input;
}
