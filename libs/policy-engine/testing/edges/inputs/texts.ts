import { type EdgeFamily, crossed } from './edge-inputs.js';

/** Letters that change their number, their place in a word or their kind, and what is no letter. */
const LETTERS = [
  '\u039f\u03a3',
  '\u03a3\u0391\u03a3 \u03a3.',
  '\u03c2\u03c3',
  '\u0130I',
  '\u0131',
  'stra\u00dfe',
  '\u1e9e',
  '\ufb01',
  '\u0149',
  '\u01c6\u01c5\u01c4',
  '\u1fb3\u1f80\u1fc3\u1ff3',
  '\u1fbc\u1f88',
  '\u0390',
  '\u212a\u212b\u2126',
  '\u{10400}\u{10428}',
  '\uab70\u13a0',
  '\u1c90\u10d0',
  '\u2167\u24d0',
];
const SPACED = ['\u00a0a\u3000', '\u200ba\ufeff', '\u0085a\u2028', '\u180ea', '\t\v\f\r\na ', '\u001fa', '\u1680\u202fa\u205f'];
const HAYS = ['', 'a', 'aaa', 'abab', 'ab\u00e9ab', '\u{1f600}a\u{1f600}', 'e\u0301e'];
const NEEDLES = ['', 'a', 'aa', 'ab', '\u00e9', '\u{1f600}', 'e', '\u0301'];
const found = crossed(HAYS, NEEDLES);
const PATTERNS = [
  '{"": "."}',
  '{"": ".", "y": "Y"}',
  '{"": ""}',
  '{"x": "", "": "-"}',
  '{"a": "1", "ab": "2"}',
  '{"ab": "2", "b": "3"}',
  '{"x": 1}',
  '{1: "x"}',
];
const LISTS = ['[]', 'set()', '["a"]', '{"a", "ab"}', '["", "b"]', '"a"', '""', '["a", 1]', '{"a", 1}'];

export const TEXTS_FAMILY: EdgeFamily = {
  name: 'texts',
  picked: {
    lower: LETTERS.map((letters) => [letters]),
    upper: LETTERS.map((letters) => [letters]),
    trim_space: SPACED.map((text) => [text]),
    'strings.reverse': [...LETTERS, ...HAYS].map((text) => [text]),
    ...Object.fromEntries(
      ['contains', 'startswith', 'endswith', 'indexof', 'indexof_n', 'split', 'strings.count', 'trim', 'trim_left', 'trim_right']
        .concat('trim_prefix', 'trim_suffix')
        .map((name) => [name, found]),
    ),
    replace: crossed(HAYS, NEEDLES, ['', '-', '$&']),
    'strings.replace_n': PATTERNS.flatMap((pattern) =>
      ['xyz', '', '\u00e9y', 'abab'].map((text) => `[${pattern}, ${JSON.stringify(text)}]`),
    ),
    substring: crossed(HAYS, [0, 1, 2, 9, -1], [0, 1, 2, -1, 9]),
    concat: LISTS.flatMap((list) => ['""', '", "'].map((delimiter) => `[${delimiter}, ${list}]`)),
    'strings.any_prefix_match': LISTS.flatMap((list) => LISTS.map((other) => `[${list}, ${other}]`)),
    'strings.any_suffix_match': LISTS.flatMap((list) => LISTS.map((other) => `[${list}, ${other}]`)),
  },
};
