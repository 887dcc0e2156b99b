import fc from 'fast-check';
import { type EdgeFamily, crossed } from './edge-inputs.js';
import { PATTERNS, SUBJECTS, TEMPLATES } from './pattern-texts.js';

const atom = fc.constantFrom(
  'a',
  'b',
  '.',
  '\\d',
  '\\w',
  '\\pL',
  '[ab]',
  '[^a]',
  '[[:alpha:]]',
  '(a)',
  '(?P<x>a)',
  '(?P<y>b|)',
  '(?i)A',
  '\\b',
  '^',
  '$',
  'é',
  '😀',
  '(a|b)',
  '(?:ab)',
  '\\.',
  '-',
  '',
  '\\Q.\\E',
  '[a-c-e]',
  '\\x{e9}',
);
const repeated = fc
  .tuple(atom, fc.constantFrom('', '', '', '*', '+', '?', '*?', '+?', '??', '{2}', '{0,2}', '{1,}'))
  .map((parts) => parts.join(''));
const pattern = fc.oneof(
  { weight: 3, arbitrary: fc.array(repeated, { maxLength: 4 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.array(repeated, { maxLength: 3 }).map((parts) => parts.join('|')) },
  { weight: 1, arbitrary: fc.constantFrom(...PATTERNS) },
);
const odd = fc
  .array(
    fc.constantFrom(
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '*',
      '+',
      '?',
      '\\',
      '^',
      '$',
      '|',
      '-',
      ':',
      '<',
      '>',
      'P',
      'a',
      'b',
      '1',
      ',',
      'p',
      'x',
      'Q',
      'E',
      '?P<',
      '[:',
      ':]',
      '\\p{',
    ),
    { maxLength: 7 },
  )
  .map((parts) => parts.join(''));
const subject = fc
  .array(fc.constantFrom('a', 'b', 'A', 'é', '1', '.', '-', '😀', '\n', ' ', ','), { maxLength: 7 })
  .map((parts) => parts.join(''));
const template = fc.oneof(
  fc
    .array(fc.constantFrom('$', '$', '{', '}', '0', '1', '2', 'x', 'y', 'é', '_', '-', '$1', '${1}', '${x}', '$x', '٣'), {
      maxLength: 6,
    })
    .map((parts) => parts.join('')),
  fc.constantFrom(...TEMPLATES),
);
const limit = fc.constantFrom(-1, -2, 0, 1, 2, 3);
const globAtom = fc.constantFrom('a', 'b', 'c', '.', '[ab]', '[a-c]', '[bc]', '\\.', '[x]', '[\\]-]');
const globs = fc.oneof(
  fc
    .array(
      fc.tuple(globAtom, fc.constantFrom('', '', '*', '+')).map((parts) => parts.join('')),
      { maxLength: 5 },
    )
    .map((parts) => parts.join('')),
  fc
    .array(fc.constantFrom('a', 'b', '.', '*', '+', '[', ']', '-', '\\', '[a-b-c]', '[]', '[a-]', '[^a]'), { maxLength: 5 })
    .map((parts) => parts.join('')),
);

const TEMPLATE_PATTERNS = [
  'urn:{.*}:x',
  '{a}{b}',
  '{a{2}}',
  '{',
  '}',
  '{}',
  'a{b',
  '}{',
  '{(}',
  '{a)(b}',
  '.{a|b}',
  '{a|b}',
  '{^a$}',
  'é{.}',
  '{{a}}',
  '',
];

export const PATTERNS_FAMILY: EdgeFamily = {
  name: 'patterns',
  picked: {
    'regex.is_valid': crossed(PATTERNS),
    re_match: crossed(['a', '^$', '(', '(?i)A'], ['a', '', 'A']),
    'regex.match': crossed(PATTERNS, ['a', 'α', 'é']),
    'regex.find_n': [
      ...crossed(PATTERNS, ['aba'], [-1]),
      ...crossed(['a*', '', 'b', '.', '(?m)^'], SUBJECTS, [-1, 2]),
      ...crossed(['a'], ['aaaa'], [-5, 0, 1, 2.5, 9e15, '1', null]),
    ],
    'regex.find_all_string_submatch_n': [
      ...crossed(PATTERNS, ['ab'], [-1]),
      ...crossed(['(a)(b)?', '(a*)', '()', '(?P<x>a)|(b)'], SUBJECTS, [-1, 1, 0]),
    ],
    'regex.replace': [
      ...crossed(['ab', 'é-a'], ['(?P<x>a)(b)?', '(?P<x>z)|(?P<x>a)(?P<x>b)?', '(?P<xé>a)', '.', ''], TEMPLATES),
      ...crossed(['aba'], PATTERNS, ['<$0>']),
      ...crossed(SUBJECTS, ['a*', '', 'b', '^', '$', '\\b'], ['-']),
    ],
    'regex.split': [
      ...crossed(PATTERNS, ['aba']),
      ...crossed(['', 'a', 'a*', ',', '\\b', '^', '$', '(?:)', 'x', '.'], [...SUBJECTS, 'a,', ',a', ',', ',,']),
    ],
    'regex.template_match': [
      ...crossed(TEMPLATE_PATTERNS, ['urn:a:x', 'ab', 'aa', 'a', '', '.a'], ['{'], ['}']),
      ...crossed(['<a>', '|a|', 'éaé', 'a'], ['a'], ['<', '|', 'é', '', '<<', 'a'], ['>', '|', 'é', '']),
    ],
    'regex.globs_match': [
      ...crossed(
        [
          '',
          'a',
          'a*',
          '.',
          '.*',
          '[a-z]+',
          '[]',
          'ab',
          'a.c',
          '[a-b-c]',
          '[-a]',
          '[a-]',
          '[^a]',
          'a**',
          '*',
          '\\',
          '\\*',
          ']',
          '[a',
          '[\\]]',
          '[\\-a]',
          'é',
        ],
        ['', 'a', '.*', '[a-z]*', 'b+', '[]', 'é+'],
      ),
    ],
  },
  generated: {
    'regex.is_valid': fc.tuple(fc.oneof(odd, pattern)),
    re_match: fc.tuple(pattern, subject),
    'regex.match': fc.tuple(fc.oneof({ weight: 4, arbitrary: pattern }, { weight: 1, arbitrary: odd }), subject),
    'regex.find_n': fc.tuple(pattern, subject, limit),
    'regex.find_all_string_submatch_n': fc.tuple(pattern, subject, limit),
    'regex.replace': fc.tuple(subject, pattern, template),
    'regex.split': fc.tuple(pattern, subject),
    'regex.template_match': fc.tuple(
      fc.oneof(
        fc.constantFrom(...TEMPLATE_PATTERNS),
        fc
          .array(fc.constantFrom('a', 'b', '{a}', '{.}', '{a*}', '<b>', '.', '{', '}', '{a|b}', '|'), { maxLength: 4 })
          .map((parts) => parts.join('')),
      ),
      subject,
      fc.constantFrom('{', '{', '{', '<', '|', '', 'é'),
      fc.constantFrom('}', '}', '}', '>', '|', '{{'),
    ),
    'regex.globs_match': fc.tuple(globs, globs),
  },
};
