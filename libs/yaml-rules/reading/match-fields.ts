import type { RE2JS } from 're2js';
import type { Condition } from './conditions.js';
import type { FactName } from '../writing/facts.js';
import type { Confidence, FlatMatch } from './rule-language.js';

/** Compiles a pattern of the language; undefined when it was refused. */
export type Compile = (source: string) => { readonly source: string; readonly expression: RE2JS } | undefined;

interface MatchField {
  /** What of the call the field is compared with. */
  readonly fact: FactName;
  /** Undefined when the field is absent or lets everything through. */
  condition(match: FlatMatch, compile: Compile): Condition | undefined;
}

const ORDER: readonly Confidence[] = ['low', 'medium', 'high'];

type ValueFact = Extract<Condition, { kind: 'one-of' }>['fact'];

/** A field whose value, or one of whose values, must be the fact's. `*` stands for anything, where the language has it. */
function valueField(
  fact: ValueFact,
  read: (match: FlatMatch) => string | boolean | readonly string[] | undefined,
  wildcard = false,
): MatchField {
  return {
    fact,
    condition(match) {
      const value = read(match);
      if (value === undefined) return undefined;
      const values = [...new Set(typeof value === 'object' ? value : [value])];
      return wildcard && values.includes('*') ? undefined : { kind: 'one-of', fact, values };
    },
  };
}

function confidenceField(
  read: (match: FlatMatch) => Confidence | undefined,
  isWithin: (level: number, bound: number) => boolean,
): MatchField {
  return {
    fact: 'confidence',
    condition(match) {
      const bound = read(match);
      if (bound === undefined) return undefined;
      const values = ORDER.filter((_, level) => isWithin(level, ORDER.indexOf(bound)));
      return values.length === ORDER.length ? undefined : { kind: 'one-of', fact: 'confidence', values };
    },
  };
}

/** Every field of a match block and what it compares. `contains_is_regex` alone is none: it says how two others are read. */
export const MATCH_FIELDS: Readonly<Record<Exclude<keyof FlatMatch, 'contains_is_regex'>, MatchField>> = {
  tool_id: valueField('tool', ({ tool_id }) => tool_id, true),
  tool_name: {
    fact: 'tool',
    condition({ tool_name: name, contains_is_regex: isPattern = false }, compile) {
      if (name === undefined) return undefined;
      if (!isPattern) return { kind: 'tool-name', name };
      const pattern = compile(name);
      return pattern && { kind: 'tool-pattern', pattern };
    },
  },
  repo: { fact: 'cwd', condition: ({ repo: folder }) => (folder === undefined ? undefined : { kind: 'below', folder }) },
  prompt_type: valueField('prompt_type', ({ prompt_type }) => prompt_type, true),
  deny_input_types: valueField('prompt_type', ({ deny_input_types }) => deny_input_types),
  contains: {
    fact: 'text',
    condition({ contains: part, contains_is_regex: isPattern = false }, compile) {
      if (part === undefined) return undefined;
      if (!isPattern) return { kind: 'says', part };
      const pattern = compile(part);
      return pattern && { kind: 'text-pattern', pattern };
    },
  },
  min_confidence: confidenceField(
    ({ min_confidence }) => min_confidence,
    (level, bound) => level >= bound,
  ),
  max_confidence: confidenceField(
    ({ max_confidence }) => max_confidence,
    (level, bound) => level <= bound,
  ),
  session_tag: {
    fact: 'session_tags',
    condition: ({ session_tag: tag }) => (tag === undefined ? undefined : { kind: 'tagged', tag }),
  },
  session_state: valueField('session_state', ({ session_state }) => session_state),
  channel_message: valueField('channel_message', ({ channel_message }) => channel_message),
  environment: valueField('environment', ({ environment }) => environment),
  workspace_trusted: valueField('workspace_trusted', ({ workspace_trusted }) => workspace_trusted),
  workspace_profile: valueField('workspace_profile', ({ workspace_profile }) => workspace_profile),
};

export type MatchFieldName = keyof typeof MATCH_FIELDS;

export const MATCH_FIELD_NAMES = Object.keys(MATCH_FIELDS) as readonly MatchFieldName[];
