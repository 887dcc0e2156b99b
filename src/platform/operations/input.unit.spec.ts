import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { withoutEmptyMembers } from './input.js';

const anything = z.custom<unknown>((value) => value !== undefined);
const schema = z.strictObject({
  reason: z.string().optional(),
  until: z.string().nullable(),
  input: anything,
  data: anything.default({}),
  either: anything.optional(),
  supersedes: z.number().nullable().optional(),
  text: z.strictObject({ name: z.string(), data: anything.default({}) }).optional(),
});

describe('Members that a GraphQL client sends as null', () => {
  it('count where the member must be there and may be null', () => {
    assert.deepEqual(withoutEmptyMembers(schema, { until: null, input: null }), { until: null, input: null });
  });

  it('were left out where the member may be left out, even if it could be null', () => {
    assert.deepEqual(withoutEmptyMembers(schema, { reason: null, data: null, either: null, text: null }), {});
  });

  it('count where null was declared to say something of its own', () => {
    assert.deepEqual(withoutEmptyMembers(schema, { supersedes: null }), { supersedes: null });
  });

  it('were left out inside of an object too', () => {
    assert.deepEqual(withoutEmptyMembers(schema, { text: { name: 'a', data: null } }), { text: { name: 'a' } });
  });

  it('stay as they are inside of a value of any shape', () => {
    assert.deepEqual(withoutEmptyMembers(schema, { input: { data: null } }), { input: { data: null } });
  });
});
