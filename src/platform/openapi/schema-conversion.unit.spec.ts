import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { convertSchema, inStableOrder } from './schema-conversion.js';

const Part = z.strictObject({ size: z.number().int().default(1) }).meta({ id: 'Part' });
const Whole = z.object({ parts: z.array(Part), at: z.iso.datetime() }).meta({ id: 'Whole' });

describe('a schema in the description', () => {
  it('with an id becomes a component, and so do the ones inside it', () => {
    const converted = convertSchema(Whole, { schemaType: 'input' });
    expect(converted?.schema).toStrictEqual({ $ref: '#/$defs/Whole' });
    expect(Object.keys(converted?.components as object).sort()).toStrictEqual(['Part', 'Whole']);
    expect(JSON.stringify(converted)).not.toContain('"id":');
  });

  it('is strict about what it takes and open about what it answers', () => {
    expect(convertSchema(Part, { schemaType: 'input' })?.components.Part?.additionalProperties).toBe(false);
    expect(convertSchema(Part, { schemaType: 'output' })?.components.Part?.additionalProperties).toBeUndefined();
  });

  it('asks for no member that has a default, and promises it', () => {
    expect(convertSchema(Part, { schemaType: 'input' })?.components.Part?.required).toBeUndefined();
    expect(convertSchema(Part, { schemaType: 'output' })?.components.Part?.required).toStrictEqual(['size']);
  });

  it('names a format and not the pattern behind it', () => {
    const whole = convertSchema(Whole, { schemaType: 'input' })?.components.Whole;
    const properties = whole?.properties as Record<string, object> | undefined;
    expect(properties?.at).toStrictEqual({ type: 'string', format: 'date-time' });
  });

  it('may hold any JSON value, and what has no counterpart in JSON Schema', () => {
    expect(JSON.stringify(convertSchema(z.object({ value: z.json() }), { schemaType: 'input' }))).toMatch(/JsonValue/);
    expect(convertSchema(z.object({ odd: z.custom<URL>() }), { schemaType: 'input' })).toBeTruthy();
  });

  it('is none of ours when it is not zod', () =>
    expect(convertSchema({ type: 'object' }, { schemaType: 'input' })).toBeUndefined());
});

it('the order of the description does not depend on the order of modules', () => {
  const about = { openapi: '3.1.0', info: { title: 'x', version: '1' } };
  const sorted = inStableOrder({
    ...about,
    paths: { '/b': {}, '/a': {} },
    components: { schemas: { Z: {}, A: {} }, headers: {} },
  });
  expect(JSON.stringify(sorted.paths)).toBe('{"/a":{},"/b":{}}');
  expect(JSON.stringify(sorted.components)).toBe('{"schemas":{"A":{},"Z":{}}}');
});
