import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
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
    assert.deepEqual(part('tool'), [['string'], true]);
    assert.deepEqual(part('labels', 'team'), [['string'], false]);
    assert.deepEqual(part('prompt'), [['null', 'object'], true]);
    assert.deepEqual(part('prompt', 'kind'), [['string'], false]);
    assert.deepEqual(part('tags', null), [['string'], false]);
    assert.deepEqual(part('any', 'thing', 'else'), [undefined, false]);
    assert.deepEqual(schemaPart(undefined, ['x']), { isRequired: false });
  });

  it('gives a document that has what is required', () => {
    assert.deepEqual(sampleOf(SCHEMA), {
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
    assert.deepEqual(dimension?.path, ['tool']);
    const values = new Set(dimension?.values);
    for (const value of ['a', 'b', 'c', 'x', 'something-else', null, MISSING])
      assert.ok(values.has(value as Json), String(value));
  });

  it('steps to both sides of a number', () => {
    const [dimension] = inputDomain([fact(['n'], [10], [['limit']])], { documents: [{ limit: 3 }] });
    for (const value of [9, 10, 11, 2, 3, 4, null]) assert.ok(dimension?.values.includes(value), String(value));
  });

  it('leaves out what the schema forbids', () => {
    const values = (path: string[], constants: Json[]) =>
      inputDomain([fact(path, constants)], { documents: [{}], schema: SCHEMA })[0]?.values;
    assert.ok(values(['tool'], ['x'])?.every((value) => typeof value === 'string'));
    assert.deepEqual(new Set(values(['level'], ['low', 'huge'])), new Set(['low', 'high']));
  });

  it('tries lists of none, one, two and all members', () => {
    const [dimension] = inputDomain([fact(['tags', null], ['a']), fact(['tags', null], ['b'])], {
      documents: [{}],
      schema: SCHEMA,
    });
    assert.deepEqual(dimension?.path, ['tags']);
    const values = dimension?.values.map((value) => JSON.stringify(value));
    for (const list of ['[]', '["a"]', '["b"]', '["a","b"]']) assert.ok(values?.includes(list), list);
    assert.ok(dimension?.values.every(Array.isArray));
  });

  it('shows of an input what was varied', () => {
    const dimensions = inputDomain([fact(['tool'], ['x'])], { documents: [{}] });
    assert.deepEqual(relevantPart(dimensions)({ tool: 'x', session: { id: 's' } }), { tool: 'x' });
  });
});

describe('quality score', () => {
  it('is the sum of its parts', () => {
    const parts = { format: true, unformatted: [], tests: true, passed: 3, failed: 0 };
    assert.equal(scoreOf({ ...parts, coverage: 0.9 }).score, 100);
    assert.equal(scoreOf({ ...parts, coverage: 1 }).score, 100);
    assert.equal(scoreOf({ ...parts, coverage: 0.45 }).score, 80);
    assert.equal(scoreOf({ ...parts, coverage: 0.6 }).coverage.points, 26.7);
    assert.equal(scoreOf({ ...parts, format: false, coverage: 0 }).score, 30);
    assert.equal(scoreOf({ ...parts, tests: false, coverage: 0 }).score, 30);
  });
});
