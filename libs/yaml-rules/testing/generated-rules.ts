import fc from 'fast-check';
import type { Fields, ReferenceFile } from './reference-interpreter.js';

const TOOLS = ['shell', 'Editor', 'mail.send'];
const FOLDERS = ['/p', '/p/q/', '/p-evil', '/'];
const PROMPTS = ['yes_no', 'free_text', 'password_input'];
const WORDS = ['rm', 'SECRET', 'ä`b', 'x\ny'];
const PATTERNS = ['r.m', '^(go|stop)$', 'a{2,3}|b+c', '\\d{2}\\.'];
const ENVIRONMENTS = ['production', 'dev'];
const TAGS = ['ci', 'quarantine'];
const STATES = ['idle', 'running'];
const LEVELS = ['low', 'medium', 'high'];

const one = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const some = <T>(values: readonly T[]): fc.Arbitrary<T[]> => fc.uniqueArray(one(values), { minLength: 1, maxLength: 2 });

type Record_ = Record<string, fc.Arbitrary<unknown>>;

const inBoth: Record_ = {
  tool_id: one([...TOOLS, '*']),
  repo: one(FOLDERS),
  prompt_type: fc.oneof({ arbitrary: some(PROMPTS), weight: 4 }, { arbitrary: fc.constant(['*']), weight: 1 }),
  contains: one(WORDS),
  min_confidence: one(LEVELS),
};
const sinceV1: Record_ = {
  max_confidence: one(LEVELS),
  session_tag: one(TAGS),
  session_state: some(STATES),
  channel_message: fc.boolean(),
  deny_input_types: some(PROMPTS),
  environment: one(ENVIRONMENTS),
  workspace_trusted: fc.boolean(),
  workspace_profile: one(['p1', 'p2']),
};

/** A block with few conditions, so that calls pass it now and then; sometimes `contains` is a pattern. */
function flat(fields: Record_, least: number): fc.Arbitrary<Fields> {
  return fc
    .tuple(
      fc.shuffledSubarray(Object.keys(fields), { minLength: least, maxLength: 3 }),
      fc.record(fields),
      fc.boolean(),
      one(PATTERNS),
    )
    .map(([names, values, isPattern, pattern]) => {
      const block: Record<string, unknown> = Object.fromEntries(names.map((name) => [name, values[name]]));
      if (isPattern && 'contains' in block) Object.assign(block, { contains: pattern, contains_is_regex: true });
      return block;
    });
}

const block = flat({ ...inBoth, ...sinceV1 }, 1);
const blocks = fc.array(
  fc.oneof(
    { arbitrary: block, weight: 5 },
    { arbitrary: fc.array(block, { minLength: 1, maxLength: 2 }).map((any_of) => ({ any_of })), weight: 1 },
  ),
  {
    minLength: 1,
    maxLength: 3,
  },
);

const matchV1: fc.Arbitrary<Fields> = fc
  .tuple(
    fc.oneof(
      { arbitrary: flat({ ...inBoth, ...sinceV1 }, 0), weight: 3 },
      { arbitrary: blocks.map((any_of) => ({ any_of })), weight: 2 },
    ),
    fc.option(blocks, { freq: 3 }),
  )
  .map(([match, none_of]) => (none_of === null ? match : { ...match, none_of }));

const matchV0 = flat({ ...inBoth, tool_name: one(['Shell', 'editor', 'mail.']) }, 0);

const action = fc.oneof(
  fc.record({ type: fc.constant('auto_reply'), value: one(['y', '', '\u001b[A']) }),
  fc.record({ type: fc.constant('require_human') }),
  fc.record({ type: fc.constant('deny'), reason: one(['no', 'gefährlich: `rm`']) }),
  fc.record({ type: fc.constant('notify_only'), message: one(['look', 'two\nlines']) }),
);

const fallback = one(['require_human', 'deny']);

export interface GeneratedFile extends ReferenceFile {
  readonly policy_version: '0' | '1';
}

/** A rule file that has the language's shape. Some are refused, because no call can match a rule of theirs. */
export const ruleFile: fc.Arbitrary<GeneratedFile> = one(['0', '1', '1'] as const).chain((version) =>
  fc
    .record(
      {
        autonomy_mode: one(['full', 'full', 'assist', 'off']),
        defaults: fc.record({ no_match: fallback, low_confidence: fallback }, { requiredKeys: [] }),
        rules: fc.array(fc.record({ match: version === '0' ? matchV0 : matchV1, action }), { minLength: 1, maxLength: 9 }),
      },
      { requiredKeys: ['rules'] },
    )
    .map(({ rules, ...rest }) => ({
      policy_version: version,
      ...rest,
      rules: rules.map((rule, index) => ({ id: `${index % 2 === 0 ? 'Rule' : 'rule'}-${index >> 1}`, ...rule })),
    })),
);

/** Mostly a value that rules know; sometimes one they do not, one of another kind, null, or nothing. */
function said(values: readonly unknown[]): fc.Arbitrary<unknown> {
  const wrong = [null, 7, ['x'], { a: 1 }, ''];
  return fc.oneof(
    { arbitrary: one(values), weight: 7 },
    { arbitrary: one(wrong), weight: 1 },
    { arbitrary: fc.constant(undefined), weight: 2 },
  );
}

const present = (value: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
const members = (fields: Record_): fc.Arbitrary<Record<string, unknown>> => fc.record(fields).map(present);
const mostly = (arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ arbitrary, weight: 9 }, { arbitrary: one([null, undefined, 'text']), weight: 1 });

/** A decision input, from complete to quite wrong. */
export const decisionInput: fc.Arbitrary<Record<string, unknown>> = members({
  tool: said([...TOOLS, 'SHELL', 'else']),
  context: mostly(
    members({
      cwd: said([
        '/p',
        '/p/',
        '/p/q',
        '/p/q/r',
        '/p-evil',
        '/p-evil/x',
        '/',
        '/else',
        '/p/../else',
        '/p//q',
        '/p/./q',
        '..',
        'p/q',
        '/p/..',
      ]),
      text: said(['please RM it', 'my secret', 'Ä`B', 'x\ny', 'r\nm', 'go', 'Stop', 'aaa', '12.', 'nothing', '']),
      session_state: said([...STATES, 'else']),
      channel_message: said([true, false]),
      environment: said([...ENVIRONMENTS, 'else']),
      workspace_trusted: said([true, false]),
      workspace_profile: said(['p1', 'p2', 'p3']),
    }),
  ),
  prompt: mostly(members({ type: said([...PROMPTS, 'else']), confidence: said([...LEVELS, 'certain']) })),
  session: mostly(members({ tags: said([[], ['ci'], ['quarantine', 'ci'], ['else'], [7, null]]) })),
});

/** The same call with everything said that it leaves out. */
export function completed(input: Record<string, unknown>): fc.Arbitrary<Record<string, unknown>> {
  const object = (value: unknown): Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
  const text = (value: unknown, known: readonly unknown[]): fc.Arbitrary<unknown> =>
    typeof value === 'string' && value !== '' ? fc.constant(value) : one(known);
  const flag = (value: unknown): fc.Arbitrary<unknown> => (typeof value === 'boolean' ? fc.constant(value) : fc.boolean());
  const context = object(input['context']);
  const prompt = object(input['prompt']);
  const { tags } = object(input['session']);
  const isClear = typeof context['cwd'] === 'string' && /^\/?[^/.]*(\/[^/.]+)*\/?$/.test(context['cwd']) && context['cwd'] !== '';
  return fc.record({
    tool: text(input['tool'], TOOLS),
    context: fc.record({
      cwd: isClear ? fc.constant(context['cwd']) : one(['/p', '/p/q', '/p-evil', '/else']),
      text: typeof context['text'] === 'string' ? fc.constant(context['text']) : one(['rm', 'secret', 'go', 'nothing']),
      session_state: text(context['session_state'], [...STATES, 'else']),
      channel_message: flag(context['channel_message']),
      environment: text(context['environment'], [...ENVIRONMENTS, 'else']),
      workspace_trusted: flag(context['workspace_trusted']),
      workspace_profile: text(context['workspace_profile'], ['p1', 'p2', 'p3']),
    }),
    prompt: fc.record({
      type: text(prompt['type'], [...PROMPTS, 'else']),
      confidence: LEVELS.includes(prompt['confidence'] as string) ? fc.constant(prompt['confidence']) : one(LEVELS),
    }),
    session: fc.record({ tags: Array.isArray(tags) ? fc.constant(tags) : one([[], ['ci'], ['quarantine']]) }),
  });
}
