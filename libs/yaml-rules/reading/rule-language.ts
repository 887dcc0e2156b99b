import { z } from 'zod';
import { isExpressible } from '../writing/rego-text.js';

export const MAX_RULES = 2_000;
const MAX_BLOCKS = 64;
const MAX_VALUES = 64;

/** Text that ends up in the policy; what Rego cannot hold is refused here, where its place is known. */
const text = (most: number, least = 1) =>
  z
    .string()
    .min(least)
    .max(most)
    .refine(
      isExpressible,
      'holds characters that a policy cannot hold: NUL, a byte order mark, or control characters beside ` or line breaks',
    );

/** Kinds of prompts there are: those of the language, and the one that risk is told by. */
const PROMPT_TYPES = [
  'yes_no',
  'confirm_enter',
  'multiple_choice',
  'free_text',
  'password_input',
  'tool_use',
  'destructive_confirm',
] as const;
const SESSION_STATES = ['idle', 'running', 'streaming', 'awaiting_input', 'stopped'] as const;

/** Some of a closed list: a value that is not in it would never match, and what the rule forbids would be allowed. */
const someOf = <const T extends readonly string[]>(values: T) => z.array(z.enum(values)).min(1).max(MAX_VALUES);

const CONFIDENCES = ['low', 'medium', 'high'] as const;
export type Confidence = (typeof CONFIDENCES)[number];
const confidence = z.enum(CONFIDENCES);

const inBothVersions = {
  tool_id: text(256).optional(),
  repo: text(1_024).optional(),
  prompt_type: someOf([...PROMPT_TYPES, '*']).optional(),
  contains: text(1_024).optional(),
  contains_is_regex: z.boolean().optional(),
  min_confidence: confidence.optional(),
};

const MatchV0 = z.strictObject({ ...inBothVersions, tool_name: text(256).optional() });

const sinceV1 = {
  max_confidence: confidence.optional(),
  session_tag: text(256).optional(),
  session_state: someOf(SESSION_STATES).optional(),
  channel_message: z.boolean().optional(),
  deny_input_types: someOf(PROMPT_TYPES).optional(),
  environment: text(256).optional(),
  workspace_trusted: z.boolean().optional(),
  workspace_profile: text(256).optional(),
};

/** Conditions of one block that must all hold; those of both versions. */
export type FlatMatch = z.output<typeof MatchV0> & z.output<z.ZodObject<typeof sinceV1>>;

export interface Match extends FlatMatch {
  readonly any_of?: Match[] | undefined;
  readonly none_of?: Match[] | undefined;
}

const MatchV1: z.ZodType<Match> = z.strictObject({
  ...inBothVersions,
  ...sinceV1,
  get any_of() {
    return z.array(MatchV1).min(1).max(MAX_BLOCKS).optional();
  },
  get none_of() {
    return z.array(MatchV1).min(1).max(MAX_BLOCKS).optional();
  },
});

const reason = text(2_000).optional();

const Constraints = z.strictObject({
  max_length: z.int().min(1).max(4_096).optional(),
  numeric_only: z.boolean().optional(),
  allowed_choices: z.array(text(512, 0)).min(1).max(100).optional(),
  allow_free_text: z.boolean().optional(),
});

const Action = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('auto_reply'), value: text(4_096, 0), constraints: Constraints.optional() }),
  z.strictObject({ type: z.literal('require_human'), message: reason }),
  z.strictObject({ type: z.literal('deny'), reason }),
  z.strictObject({ type: z.literal('notify_only'), message: reason }),
]);
export type Action = z.output<typeof Action>;

const fallback = z.enum(['require_human', 'deny']).optional();
const Defaults = z.strictObject({ no_match: fallback, low_confidence: fallback });
export type Defaults = z.output<typeof Defaults>;

const ruleOf = <M extends z.ZodType<Match>>(match: M) =>
  z.strictObject({
    // Also the name of the rule in decisions; letters outside ASCII would make two names look the same.
    id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'must be 1 to 64 letters, digits, _ or -'),
    description: text(2_000, 0).optional(),
    match,
    action: Action,
    max_auto_replies: z.int().min(1).max(1_000_000).optional(),
  });

const root = {
  name: text(200).optional(),
  autonomy_mode: z.enum(['off', 'assist', 'full']).optional(),
  defaults: Defaults.optional(),
};

export const RuleFileV0 = z.strictObject({
  policy_version: z.literal('0'),
  ...root,
  rules: z.array(ruleOf(MatchV0)).max(MAX_RULES).optional(),
});

export const RuleFileV1 = z.strictObject({
  policy_version: z.literal('1'),
  ...root,
  rules: z.array(ruleOf(MatchV1)).max(MAX_RULES).optional(),
  extends: text(1_024).optional(),
});

/** A rule file of either version; what version 0 lacks is absent. */
export interface RuleFile {
  readonly policy_version: '0' | '1';
  readonly name?: string | undefined;
  readonly autonomy_mode?: AutonomyMode | undefined;
  readonly defaults?: Defaults | undefined;
  readonly rules?: readonly WrittenRule[] | undefined;
  readonly extends?: string | undefined;
}

export type AutonomyMode = 'off' | 'assist' | 'full';

export interface WrittenRule {
  readonly id: string;
  readonly description?: string | undefined;
  readonly match: Match;
  readonly action: Action;
  readonly max_auto_replies?: number | undefined;
}

/** Fields of a mapping at this place, for whoever wrote one that does not exist. */
export function fieldsAt(version: '0' | '1', path: readonly PropertyKey[]): readonly string[] {
  const [outer, inner] = [path.at(-1), path.at(-2)];
  if (path.length === 0) return Object.keys((version === '0' ? RuleFileV0 : RuleFileV1).shape);
  if (outer === 'defaults') return Object.keys(Defaults.shape);
  if (outer === 'constraints') return Object.keys(Constraints.shape);
  if (outer === 'action') return [...new Set(Action.options.flatMap((option) => Object.keys(option.shape)))];
  if (inner === 'rules') return Object.keys(ruleOf(MatchV1).shape);
  return Object.keys(version === '0' ? MatchV0.shape : { ...inBothVersions, ...sinceV1, any_of: 0, none_of: 0 });
}

/** Fields that one version has and the other has not, with what to do about it. */
export const OTHER_VERSION: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [...Object.keys(sinceV1), 'any_of', 'none_of', 'extends'].map((name) => [
      name,
      'version "1" has it; set policy_version: "1"',
    ]),
  ),
  tool_name: 'version "1" dropped it; use tool_id, which is compared exactly',
};
