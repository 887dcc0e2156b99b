import { describe, expect, it } from '@jest/globals';
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
    expect(withoutEmptyMembers(schema, { until: null, input: null })).toStrictEqual({ until: null, input: null });
  });

  it('were left out where the member may be left out, even if it could be null', () => {
    expect(withoutEmptyMembers(schema, { reason: null, data: null, either: null, text: null })).toStrictEqual({});
  });

  it('count where null was declared to say something of its own', () => {
    expect(withoutEmptyMembers(schema, { supersedes: null })).toStrictEqual({ supersedes: null });
  });

  it('were left out inside of an object too', () => {
    expect(withoutEmptyMembers(schema, { text: { name: 'a', data: null } })).toStrictEqual({ text: { name: 'a' } });
  });

  it('stay as they are inside of a value of any shape', () => {
    expect(withoutEmptyMembers(schema, { input: { data: null } })).toStrictEqual({ input: { data: null } });
  });
});
