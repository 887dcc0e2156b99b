import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RE2JS } from 're2js';
import { automatonSize, limitAutomaton } from './regex-automaton.js';

const sizeOf = (pattern: string): { isSmall: boolean; threads: number } => {
  const { isSmall, threads } = automatonSize(RE2JS.compile(pattern));
  return { isSmall, threads };
};

test('tells patterns with few states from those that have more the longer the text is', () => {
  assert.deepEqual(sizeOf('abc'), { isSmall: true, threads: 1 });
  assert.deepEqual(sizeOf('[0-9]{4}-x'), { isSmall: true, threads: 4 });
  assert.deepEqual(sizeOf(String.raw`(?i)\b(password|secret|token)\s*[:=]\s*\S{8,}`), { isSmall: true, threads: 11 });
  assert.deepEqual(sizeOf('(a|b)*a(a|b){20}c'), { isSmall: false, threads: 22 });
  assert.equal(sizeOf('(a{1,30}){1,30}b').isSmall, false);
  assert.equal(sizeOf(String.raw`\p{L}{500}x`).isSmall, false);
});

test('takes the same steps each time', () => {
  for (const pattern of ['[a-f]+x', '(a|b)*a(a|b){20}c']) {
    assert.equal(automatonSize(RE2JS.compile(pattern)).steps, automatonSize(RE2JS.compile(pattern)).steps);
  }
});

test('patterns match the same with and without their automaton', () => {
  const pattern = fc.constantFrom('a(a|b){3}b', '^(ab|a)*$', String.raw`\bab\b|b{2,}`, '(?i)A[^b]+B', '(a|b)*a(a|b){12}[ab]');
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'A', ' ', '\n', 'é'), maxLength: 40 });
  fc.assert(
    fc.property(pattern, text, (source, value) => {
      const [free, without] = [RE2JS.compile(source), RE2JS.compile(source)];
      limitAutomaton(without, 0);
      assert.equal(without.test(value), free.test(value));
    }),
  );
});
