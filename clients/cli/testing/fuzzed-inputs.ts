import fc from 'fast-check';

/** A text with what is known of it: whether every reader takes it for the same JSON. */
export interface FuzzedText {
  readonly text: string;
  readonly isGood: boolean;
}

const good = (text: string): FuzzedText => ({ text, isGood: true });
const bad = (text: string): FuzzedText => ({ text, isGood: false });

const GOOD_NUMBERS = ['0', '-1', '12.5', '1e3', '9007199254740991', '0.1', '5e-324', '1.0', '1E+2'];
const BAD_NUMBERS = ['1e999', '-1e400', '1e-400', '9007199254740993', '9007199254740992', '0.99999999999999999', '1e16'];
const NO_JSON = [
  'NaN',
  'Infinity',
  '012',
  '+1',
  '.5',
  '1.',
  '0x1',
  "'x'",
  'undefined',
  'True',
  '1_000',
  '/**/1',
  '"\t"',
  '"\\x"',
  '"\\u12"',
];
const BAD_TEXTS = ['"\\ud800"', '"a\\udc00"'];
const GOOD_TEXTS = ['"x"', '""', '"\\u0000"', '"\\ud83d\\ude00"', '"é"', '"\u2028"', '"\u202e"', '"__proto__"'];
const NAMES = ['a', 'b', 'sum', 'constructor', 'é', '1', ''];
const SPACES = ['', ' ', '\n', '\r\n', '\t'];

/** JSON texts built from a tree, now and then with one part that some reader would take differently, or that is no JSON. */
export function fuzzedObject(oddness = 12): fc.Arbitrary<FuzzedText> {
  const { object } = fc.letrec<{ value: FuzzedText; object: FuzzedText }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      { arbitrary: fc.constantFrom(...GOOD_NUMBERS, ...GOOD_TEXTS, 'null', 'true').map(good), weight: oddness },
      { arbitrary: fc.constantFrom(...BAD_NUMBERS, ...BAD_TEXTS, ...NO_JSON).map(bad), weight: 1 },
      { arbitrary: fc.array(tie('value'), { maxLength: 3 }).map((items) => joined('[', items, ']')), weight: 4 },
      { arbitrary: tie('object'), weight: 4 },
    ),
    object: fc
      .tuple(
        fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 4 }),
        fc.array(tie('value'), { minLength: 5, maxLength: 5 }),
        fc.constantFrom(...SPACES),
        fc.integer({ min: 0, max: oddness * 4 }),
      )
      .map(([names, values, space, slip]) => {
        const members = names.map((name, index) => member(JSON.stringify(name), values[index]!, space));
        if (slip === 0 && names[0] !== undefined) members.push(bad(`${spelledOut(names[0])}:1`));
        if (slip === 1) members.push(bad('"__proto__":1'));
        if (slip === 2 && members.length > 0) members.push(bad(''));
        return joined('{', members, '}');
      }),
  }));
  return object;
}

function member(name: string, value: FuzzedText, space: string): FuzzedText {
  return { text: `${space}${name}${space}:${space}${value.text}`, isGood: value.isGood };
}

function joined(open: string, parts: readonly FuzzedText[], close: string): FuzzedText {
  return { text: `${open}${parts.map(({ text }) => text).join(',')}${close}`, isGood: parts.every(({ isGood }) => isGood) };
}

/** The same name, with its letters escaped. */
function spelledOut(name: string): string {
  return `"${[...name].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`;
}

/** What happens to bytes on their way: one change, somewhere. */
export const damage: fc.Arbitrary<(bytes: Buffer) => Buffer> = fc
  .tuple(fc.nat(7), fc.double({ min: 0, max: 0.999_999, noNaN: true }), fc.nat(255), fc.integer({ min: 1, max: 40 }))
  .map(([kind, where, byte, length]) => (bytes: Buffer): Buffer => {
    const at = Math.floor(where * bytes.length);
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
    switch (kind) {
      case 0:
        return Buffer.concat([before, Buffer.from([byte]), after]);
      case 1:
        return Buffer.concat([before, after.subarray(length)]);
      case 2:
        return before;
      case 3:
        return Buffer.concat([before, bytes.subarray(at, at + length), after]);
      case 4:
        return Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
      case 5:
        return Buffer.concat([Buffer.from('\ufeff'), bytes]);
      case 6:
        return Buffer.concat([bytes, bytes.subarray(0, bytes.indexOf(0x0a, at) + 1)]);
      default: {
        const changed = Buffer.from(bytes);
        changed[at] = byte;
        return changed;
      }
    }
  });

const SCALARS = [
  'x',
  '"x"',
  'yes',
  'no',
  'off',
  '012',
  '1:30',
  '1_000',
  '1e3',
  '0x1F',
  '2026-01-02',
  '3',
  '3.0',
  'true',
  '~',
  '',
  '=',
  '"\\u2028"',
  '\u2028',
  'idle',
  'yes_no',
  'high',
  '*a',
  '&a x',
  '!!str x',
  '.inf',
  'n',
];
const FIELDS = [
  'tool_id',
  'environment',
  'session_tag',
  'session_state',
  'prompt_type',
  'min_confidence',
  'channel_message',
  'contains',
  'repo',
  'envirnoment',
  '<<',
  'on',
  'workspace_profile',
];

/** Rule files that are nearly good. */
export const fuzzedRules: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(fc.tuple(fc.constantFrom(...FIELDS), fc.constantFrom(...SCALARS), fc.boolean()), { minLength: 0, maxLength: 3 }),
    fc.constantFrom('deny', 'notify_only', 'require_human', 'denny'),
    fc.constantFrom('', '    max_auto_replies: 012\n', '    description: no\n', '    description: "no"\n'),
    fc.constantFrom('1', '"1"', '"0"'),
    fc.constantFrom('\n', '\r\n', '\n\n'),
  )
  .map(([fields, action, more, version, line]) => {
    const match = fields.map(([name, value, isList]) => `${name}: ${isList ? `[${value}]` : value}`).join(', ');
    const text = `policy_version: ${version}\nrules:\n  - id: one\n    match: {${match}}\n    action: {type: ${action}}\n${more}`;
    return text.replaceAll('\n', line);
  });

/** Spellings of whole numbers, and of what looks like one. */
export const fuzzedNumber: fc.Arbitrary<string> = fc.oneof(
  fc.nat(1_000_000).map(String),
  fc.constantFrom(
    '0x1',
    '1e3',
    ' 5',
    '5 ',
    '+1',
    '01',
    '1.0',
    '-1',
    '',
    '٣',
    '1_000',
    '9007199254740992',
    '１',
    '1\n',
    '0',
    '-0',
    'NaN',
  ),
  fc.string({ maxLength: 6 }),
);

const WORDS = [
  'decide',
  'run',
  'verify',
  'policy',
  'check',
  'import',
  'new',
  'keys',
  'list',
  'tail',
  'kill',
  'export',
  'login',
  'call',
  'status',
  'apply',
  'diff',
  'show',
  'data',
  'pin',
  'explain',
  'whoami',
  'logout',
  'profiles',
  'use',
  'completion',
  'bash',
  'agents',
  'help',
];
const OPTIONS = [
  '--tool',
  '--arguments',
  '--json',
  '--url',
  '--profile',
  '--session',
  '--head',
  '--scope',
  '--target',
  '--reason',
  '--set',
  '--revision',
  '--for',
  '--calls',
  '--limit',
  '--entrypoint',
  '--help',
  '--version',
  '--nope',
  '-o',
  '--',
  '-',
  '--tool=x',
  '--json=1',
];
const VALUES = [
  'x',
  '',
  '.',
  '..',
  '{}',
  '[1]',
  '0x1',
  'a\nb',
  '\u202e',
  '\u001b[2J',
  '/nonexistent',
  'p@1',
  'tool',
  '--x',
  "'",
  '😀',
  '\ufffd',
];

/** Words, options and values in any order. `tail` follows for ever when it is let, and export, apply and generate would write. */
export const fuzzedArguments: fc.Arbitrary<string[]> = fc
  .array(fc.constantFrom(...WORDS, ...OPTIONS, ...VALUES), { maxLength: 8 })
  .map((words) => words.map((word) => (word === '-' ? './-' : word)));
