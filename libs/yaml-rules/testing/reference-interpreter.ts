/**
 * The language once more, written down from its description alone: it shares nothing with the compiler. A condition says yes, no or
 * maybe; maybe is what the call leaves out.
 */
type Says = 'yes' | 'no' | 'maybe';

export type Fields = Readonly<Record<string, unknown>>;

export interface ReferenceRule {
  readonly id: string;
  readonly match: Fields;
  readonly action: { readonly type: string };
}

export interface ReferenceFile {
  readonly autonomy_mode?: string;
  readonly rules: readonly ReferenceRule[];
  readonly defaults?: { readonly no_match?: string; readonly low_confidence?: string };
}

export interface ReferenceAnswer {
  readonly verdict: string;
  readonly rule: string;
  readonly obligation: string | undefined;
}

const and = (all: readonly Says[]): Says => (all.includes('no') ? 'no' : all.includes('maybe') ? 'maybe' : 'yes');
const or = (all: readonly Says[]): Says => (all.includes('yes') ? 'yes' : all.includes('maybe') ? 'maybe' : 'no');
const not = (one: Says): Says => (one === 'yes' ? 'no' : one === 'no' ? 'yes' : 'maybe');

function member(input: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((at, name) => (typeof at === 'object' && at !== null ? (at as Fields)[name] : undefined), input);
}

function compare<T>(value: unknown, isKnown: (value: unknown) => value is T, test: (value: T) => boolean): Says {
  if (!isKnown(value)) return 'maybe';
  return test(value) ? 'yes' : 'no';
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isName = (value: unknown): value is string => isText(value) && value !== '';
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
const isList = (value: unknown): value is unknown[] => Array.isArray(value);
const LEVELS = ['low', 'medium', 'high'];
const isLevel = (value: unknown): value is string => isText(value) && LEVELS.includes(value);
const isClearPath = (value: unknown): value is string => {
  if (!isName(value)) return false;
  const [first, ...rest] = value.split(/[/\\]/);
  const last = rest.at(-1);
  const inner = rest.slice(0, -1);
  return (
    first !== '.' && first !== '..' && ![...inner].some((part) => ['', '.', '..'].includes(part)) && last !== '.' && last !== '..'
  );
};

function field(name: string, wanted: unknown, match: Fields, input: unknown): Says {
  const context = (member_: string): unknown => member(input, 'context', member_);
  const isPattern = match['contains_is_regex'] === true;
  const text = wanted as string;
  switch (name) {
    case 'contains_is_regex':
      return 'yes';
    case 'tool_id':
      return wanted === '*' ? 'yes' : compare(member(input, 'tool'), isName, (tool) => tool === wanted);
    case 'tool_name':
      return compare(member(input, 'tool'), isName, (tool) =>
        isPattern ? new RegExp(text, 'is').test(tool) : tool.toLowerCase() === text.toLowerCase(),
      );
    case 'repo':
      return compare(context('cwd'), isClearPath, (cwd) => {
        const parts = (path: string): string[] => path.split('/').filter((part) => part !== '');
        return parts(text).every((part, index) => parts(cwd)[index] === part) && cwd.startsWith('/');
      });
    case 'prompt_type':
    case 'deny_input_types': {
      const list = wanted as string[];
      return list.includes('*') && name === 'prompt_type'
        ? 'yes'
        : compare(member(input, 'prompt', 'type'), isName, (type) => list.includes(type));
    }
    case 'contains':
      return compare(context('text'), isText, (said) =>
        isPattern ? new RegExp(text, 'is').test(said) : said.toLowerCase().includes(text.toLowerCase()),
      );
    case 'min_confidence':
      if (wanted === 'low') return 'yes';
      return compare(member(input, 'prompt', 'confidence'), isLevel, (level) => LEVELS.indexOf(level) >= LEVELS.indexOf(text));
    case 'max_confidence':
      if (wanted === 'high') return 'yes';
      return compare(member(input, 'prompt', 'confidence'), isLevel, (level) => LEVELS.indexOf(level) <= LEVELS.indexOf(text));
    case 'session_tag':
      return compare(member(input, 'session', 'tags'), isList, (tags) => tags.includes(wanted));
    case 'session_state':
      return compare(context('session_state'), isName, (state) => (wanted as string[]).includes(state));
    case 'channel_message':
    case 'workspace_trusted':
      return compare(context(name), isFlag, (flag) => flag === wanted);
    case 'environment':
    case 'workspace_profile':
      return compare(context(name), isName, (value) => value === wanted);
    case 'any_of':
      return or((wanted as Fields[]).map((block) => matchOf(block, input)));
    case 'none_of':
      return not(or((wanted as Fields[]).map((block) => matchOf(block, input))));
    default:
      throw new Error(`the reference does not know ${name}`);
  }
}

function matchOf(match: Fields, input: unknown): Says {
  return and(Object.entries(match).map(([name, wanted]) => field(name, wanted, match, input)));
}

function outcomeOf(action: string, mode: string): { verdict: string; obligation: string | undefined } {
  if (action === 'deny') return { verdict: 'DENY', obligation: undefined };
  if (action === 'require_human' || mode === 'off') return { verdict: 'REQUIRE_APPROVAL', obligation: undefined };
  if (action === 'notify_only') return { verdict: 'ALLOW', obligation: 'notify' };
  return mode === 'full'
    ? { verdict: 'ALLOW', obligation: 'auto_reply' }
    : { verdict: 'REQUIRE_APPROVAL', obligation: 'suggest_reply' };
}

/** What a rule file says to an input: first match wins, and what is not known never helps the caller. */
export function referenceAnswer(file: ReferenceFile, input: unknown): ReferenceAnswer {
  const mode = file.autonomy_mode ?? 'assist';
  if (!isName(member(input, 'tool'))) return { verdict: 'DENY', rule: 'defaults.malformed', obligation: undefined };
  let possible: ReferenceAnswer | undefined;
  for (const { id, match, action } of file.rules) {
    const says = matchOf(match, input);
    const answer = { rule: id, ...outcomeOf(action.type, mode) };
    if (says !== 'no' && answer.verdict === 'DENY') return answer;
    if (says === 'yes') return possible ?? answer;
    if (says === 'maybe' && answer.verdict === 'REQUIRE_APPROVAL') possible ??= answer;
  }
  return possible ?? fallbackOf(file, input);
}

function fallbackOf({ defaults = {} }: ReferenceFile, input: unknown): ReferenceAnswer {
  const fallback = (name: 'no_match' | 'low_confidence'): ReferenceAnswer => ({
    verdict: defaults[name] === 'deny' ? 'DENY' : 'REQUIRE_APPROVAL',
    rule: `defaults.${name}`,
    obligation: undefined,
  });
  const confidence = member(input, 'prompt', 'confidence');
  if (confidence === 'low') return fallback('low_confidence');
  if (isLevel(confidence)) return fallback('no_match');
  const isStricter = defaults.low_confidence === 'deny' && defaults.no_match !== 'deny';
  return fallback(isStricter ? 'low_confidence' : 'no_match');
}
