import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { convertSchema, inStableOrder } from './schema-conversion.js';

const Part = z.strictObject({ size: z.number().int().default(1) }).meta({ id: 'Part' });
const Whole = z.object({ parts: z.array(Part), at: z.iso.datetime() }).meta({ id: 'Whole' });

describe('a schema in the description', () => {
  it('with an id becomes a component, and so do the ones inside it', () => {
    const converted = convertSchema(Whole, { schemaType: 'input' });
    assert.deepEqual(converted?.schema, { $ref: '#/$defs/Whole' });
    assert.deepEqual(Object.keys(converted?.components as object).sort(), ['Part', 'Whole']);
    assert.ok(!JSON.stringify(converted).includes('"id":'));
  });

  it('is strict about what it takes and open about what it answers', () => {
    assert.equal(convertSchema(Part, { schemaType: 'input' })?.components.Part?.additionalProperties, false);
    assert.equal(convertSchema(Part, { schemaType: 'output' })?.components.Part?.additionalProperties, undefined);
  });

  it('asks for no member that has a default, and promises it', () => {
    assert.equal(convertSchema(Part, { schemaType: 'input' })?.components.Part?.required, undefined);
    assert.deepEqual(convertSchema(Part, { schemaType: 'output' })?.components.Part?.required, ['size']);
  });

  it('names a format and not the pattern behind it', () => {
    const whole = convertSchema(Whole, { schemaType: 'input' })?.components.Whole;
    const properties = whole?.properties as Record<string, object> | undefined;
    assert.deepEqual(properties?.at, { type: 'string', format: 'date-time' });
  });

  it('may hold any JSON value, and what has no counterpart in JSON Schema', () => {
    assert.match(JSON.stringify(convertSchema(z.object({ value: z.json() }), { schemaType: 'input' })), /JsonValue/);
    assert.ok(convertSchema(z.object({ odd: z.custom<URL>() }), { schemaType: 'input' }));
  });

  it('is none of ours when it is not zod', () =>
    assert.equal(convertSchema({ type: 'object' }, { schemaType: 'input' }), undefined));
});

it('the order of the description does not depend on the order of modules', () => {
  const about = { openapi: '3.1.0', info: { title: 'x', version: '1' } };
  const sorted = inStableOrder({
    ...about,
    paths: { '/b': {}, '/a': {} },
    components: { schemas: { Z: {}, A: {} }, headers: {} },
  });
  assert.equal(JSON.stringify(sorted.paths), '{"/a":{},"/b":{}}');
  assert.equal(JSON.stringify(sorted.components), '{"schemas":{"A":{},"Z":{}}}');
});
