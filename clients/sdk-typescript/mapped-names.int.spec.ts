import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { expectThat } from '#libs/testing';
import { sessionIdFor, toolNameFor } from './mapped-names.js';

const file = new URL('../../../docs/reference/api/openapi.json', import.meta.url);
const { components } = JSON.parse(readFileSync(file, 'utf8')) as {
  components: { schemas: { DecideRequest: { properties: Record<'sessionId' | 'tool', { pattern: string }> } } };
};
const { sessionId, tool } = components.schemas.DecideRequest.properties;

it('takes names that fit as they are, and maps the others to ones that fit', () => {
  for (const [map, given, fits] of [
    [sessionIdFor, 'team/chat#4711', true],
    [toolNameFor, 'mcp__files__read', true],
    [toolNameFor, 'team/chat', false],
    [sessionIdFor, 'x'.repeat(129), false],
    [sessionIdFor, 'two words', false],
    [sessionIdFor, 'sha256:1', false],
  ] as const) {
    if (fits) expect(map(given)).toBe(given);
    else expectThat(given, map(given)).toMatch(/^sha256:[0-9a-f]{64}$/);
  }
  expect(sessionIdFor('é')).toBe('sha256:4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c');
});

it('gives two names to two, by the shapes that the server takes', () => {
  const name = fc.oneof(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ minLength: 1, maxLength: 200 }));
  fc.assert(
    fc.property(name, name, (one, other) => {
      fc.pre(one.isWellFormed() && other.isWellFormed());
      for (const [map, shape] of [
        [sessionIdFor, new RegExp(sessionId.pattern, 'u')],
        [toolNameFor, new RegExp(tool.pattern, 'u')],
      ] as const) {
        expectThat(one, map(one)).toMatch(shape);
        expect(map(one) === map(other)).toBe(one === other);
      }
    }),
  );
  for (const wrong of ['', '\ud800', 'a\udc00']) expect(() => sessionIdFor(wrong)).toThrow(/lone surrogate|not empty/);
});
