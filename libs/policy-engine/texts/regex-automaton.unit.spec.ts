import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RE2JS } from 're2js';
import { automatonSize, limitAutomaton } from './regex-automaton.js';

const sizeOf = (pattern: string): { isSmall: boolean; threads: number } => {
  const { isSmall, threads } = automatonSize(RE2JS.compile(pattern));
  return { isSmall, threads };
};

test('tells patterns with few states from those that have more the longer the text is', () => {
  expect(sizeOf('abc')).toStrictEqual({ isSmall: true, threads: 1 });
  expect(sizeOf('[0-9]{4}-x')).toStrictEqual({ isSmall: true, threads: 4 });
  expect(sizeOf(String.raw`(?i)\b(password|secret|token)\s*[:=]\s*\S{8,}`)).toStrictEqual({ isSmall: true, threads: 11 });
  expect(sizeOf('(a|b)*a(a|b){20}c')).toStrictEqual({ isSmall: false, threads: 22 });
  expect(sizeOf('(a{1,30}){1,30}b').isSmall).toBe(false);
  expect(sizeOf(String.raw`\p{L}{500}x`).isSmall).toBe(false);
});

test('takes the same steps each time', () => {
  for (const pattern of ['[a-f]+x', '(a|b)*a(a|b){20}c']) {
    expect(automatonSize(RE2JS.compile(pattern)).steps).toBe(automatonSize(RE2JS.compile(pattern)).steps);
  }
});

test('patterns match the same with and without their automaton', () => {
  const pattern = fc.constantFrom('a(a|b){3}b', '^(ab|a)*$', String.raw`\bab\b|b{2,}`, '(?i)A[^b]+B', '(a|b)*a(a|b){12}[ab]');
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'A', ' ', '\n', 'é'), maxLength: 40 });
  fc.assert(
    fc.property(pattern, text, (source, value) => {
      const [free, without] = [RE2JS.compile(source), RE2JS.compile(source)];
      limitAutomaton(without, 0);
      expect(without.test(value)).toBe(free.test(value));
    }),
  );
});
