import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import type { InputFact, Json } from '#libs/policy-engine';
import { relevantPart } from './answer-search.js';
import { MISSING, inputDomain } from './input-domain.js';
import { sampleOf, schemaPart } from './input-schema.js';
import { scoreOf } from '../quality-score.js';

function fact(path: (string | null)[], constants: Json[] = [], data: string[][] = []): InputFact {
  return { path, constants, data, computed: false, file: 'p.rego', row: 1 };
}

const SCHEMA: Json = {
  type: 'object',
  properties: {
    tool: { type: 'string' },
    level: { enum: ['low', 'high'], type: 'string' },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    prompt: { anyOf: [{ type: 'object', properties: { kind: { type: 'string' } }, required: ['kind'] }, { type: 'null' }] },
    tags: { type: 'array', items: { type: 'string' } },
    any: {},
  },
  required: ['tool', 'level', 'labels', 'prompt', 'tags', 'any'],
};

describe('input schema', () => {
  it('tells the types of a part, and whether it is always there', () => {
    const part = (...path: (string | null)[]) => {
      const { types, isRequired } = schemaPart(SCHEMA, path);
      return [types && [...types].sort(), isRequired];
    };
    expect(part('tool')).toStrictEqual([['string'], true]);
    expect(part('labels', 'team')).toStrictEqual([['string'], false]);
    expect(part('prompt')).toStrictEqual([['null', 'object'], true]);
    expect(part('prompt', 'kind')).toStrictEqual([['string'], false]);
    expect(part('tags', null)).toStrictEqual([['string'], false]);
    expect(part('any', 'thing', 'else')).toStrictEqual([undefined, false]);
    expect(schemaPart(undefined, ['x'])).toStrictEqual({ isRequired: false });
  });

  it('gives a document that has what is required', () => {
    expect(sampleOf(SCHEMA)).toStrictEqual({
      tool: 'sample',
      level: 'low',
      labels: {},
      prompt: { kind: 'sample' },
      tags: [],
      any: {},
    });
  });
});

describe('input domain', () => {
  it('has one value per way in which data treats it, the constants, and strangers', () => {
    const documents = [{ tools: { a: 'read', b: 'read', c: 'write' }, listed: ['b'] }];
    const [dimension] = inputDomain([fact(['tool'], ['x'], [['tools'], ['listed']])], { documents });
    expect(dimension?.path).toStrictEqual(['tool']);
    const values = new Set(dimension?.values);
    for (const value of ['a', 'b', 'c', 'x', 'something-else', null, MISSING])
      expectThat(String(value), values.has(value as Json)).toBe(true);
  });

  it('steps to both sides of a number', () => {
    const [dimension] = inputDomain([fact(['n'], [10], [['limit']])], { documents: [{ limit: 3 }] });
    for (const value of [9, 10, 11, 2, 3, 4, null]) expectThat(String(value), dimension?.values.includes(value)).toBeTruthy();
  });

  it('leaves out what the schema forbids', () => {
    const values = (path: string[], constants: Json[]) =>
      inputDomain([fact(path, constants)], { documents: [{}], schema: SCHEMA })[0]?.values;
    expect(values(['tool'], ['x'])?.every((value) => typeof value === 'string')).toBeTruthy();
    expect(new Set(values(['level'], ['low', 'huge']))).toStrictEqual(new Set(['low', 'high']));
  });

  it('tries lists of none, one, two and all members', () => {
    const [dimension] = inputDomain([fact(['tags', null], ['a']), fact(['tags', null], ['b'])], {
      documents: [{}],
      schema: SCHEMA,
    });
    expect(dimension?.path).toStrictEqual(['tags']);
    const values = dimension?.values.map((value) => JSON.stringify(value));
    for (const list of ['[]', '["a"]', '["b"]', '["a","b"]']) expectThat(list, values?.includes(list)).toBe(true);
    expect(dimension?.values.every(Array.isArray)).toBe(true);
  });

  it('shows of an input what was varied', () => {
    const dimensions = inputDomain([fact(['tool'], ['x'])], { documents: [{}] });
    expect(relevantPart(dimensions)({ tool: 'x', session: { id: 's' } })).toStrictEqual({ tool: 'x' });
  });
});

describe('quality score', () => {
  it('is the sum of its parts', () => {
    const parts = { format: true, unformatted: [], tests: true, passed: 3, failed: 0 };
    expect(scoreOf({ ...parts, coverage: 0.9 }).score).toBe(100);
    expect(scoreOf({ ...parts, coverage: 1 }).score).toBe(100);
    expect(scoreOf({ ...parts, coverage: 0.45 }).score).toBe(80);
    expect(scoreOf({ ...parts, coverage: 0.6 }).coverage.points).toBe(26.7);
    expect(scoreOf({ ...parts, format: false, coverage: 0 }).score).toBe(30);
    expect(scoreOf({ ...parts, tests: false, coverage: 0 }).score).toBe(30);
  });
});
