import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#libs/event-sourcing';
import { expectThat } from '#libs/testing';
import { ArgumentSchemas } from './argument-schemas.js';

const schemas = new ArgumentSchemas();
const problem = (schema: JsonObject, given: JsonObject) => {
  expectThat(JSON.stringify(schema).slice(0, 200), schemas.problemOf(schema)).toBeUndefined();
  return schemas.compiled(schema).problemWith(given);
};
const of = (a: JsonObject): JsonObject => ({ type: 'object', properties: { a } });

describe('a schema of arguments', () => {
  it('says which argument does not fit, and not what it was', () => {
    const schema = { type: 'object', required: ['id'], properties: { id: { type: 'string' } }, additionalProperties: false };
    expect(problem(schema, { id: 'secret' })).toBeUndefined();
    expect(problem(schema, { id: 123456 })).toBe('arguments/id must be string');
    expect(problem(schema, {})).toBe("arguments must have required property 'id'");
    expect(problem(schema, { id: 'x', extra: 'secret' })).toBe('arguments must NOT have additional properties: "extra"');
  });

  it('is read in its own draft', () => {
    const tuple = { type: 'array', items: [{ type: 'string' }, { type: 'integer' }] };
    expect(problem({ $schema: 'http://json-schema.org/draft-07/schema#', ...of(tuple) }, { a: ['x', 'y'] })).toBe(
      'arguments/a/1 must be integer',
    );
    expect(schemas.problemOf(of(tuple))).toMatch(/items/);
    const newer = of({ type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }] });
    expect(problem({ $schema: 'https://json-schema.org/draft/2020-12/schema', ...newer }, { a: ['x', 'y'] })).toBe(
      'arguments/a/1 must be integer',
    );
  });

  it('may refer to what it defines, and to nothing else', () => {
    const money = { $defs: { money: { type: 'integer', minimum: 0 } }, ...of({ $ref: '#/$defs/money' }) };
    expect([problem(money, { a: 5 }), problem(money, { a: -1 })]).toStrictEqual([undefined, 'arguments/a must be >= 0']);
    for (const [schema, says] of [
      [of({ $ref: 'https://example.com/schema.json' }), /is nothing in this schema/],
      [of({ $ref: 'file:///etc/passwd' }), /is nothing in this schema/],
      [of({ $ref: '#/$defs/none' }), /is nothing in this schema/],
      [of({ $ref: '#/constructor' }), /is nothing in this schema/],
      [of({ $ref: '#' }), /is nothing in this schema/],
      [{ $defs: { a: { anyOf: [{ $ref: '#/$defs/a' }] } }, $ref: '#/$defs/a' }, /comes back to itself/],
      [{ $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } }, /comes back to itself/],
      [of({ $dynamicRef: '#x' }), /\$dynamicRef is not taken/],
      [of({ $id: 'https://example.com/other' }), /\$id is not taken inside/],
      [of({ $anchor: 'x' }), /\$anchor is not taken/],
    ] as const)
      expectThat(JSON.stringify(schema), schemas.problemOf(schema as unknown as JsonObject)).toMatch(says);
  });

  it('is not taken when it is small and means a lot of work', () => {
    const defs: Record<string, JsonObject> = { d0: { type: 'string' } };
    for (let i = 1; i < 30; i++) defs[`d${i}`] = { anyOf: [{ $ref: `#/$defs/d${i - 1}` }, { $ref: `#/$defs/d${i - 1}` }] };
    expect(schemas.problemOf({ $defs: defs, $ref: '#/$defs/d29' })).toMatch(/more than 2000 values/);
    expect(schemas.problemOf({ enum: Array.from({ length: 2_001 }, (_, i) => i) })).toMatch(/more than 2000 values/);
  });

  it('is not taken when it is none', () => {
    for (const schema of [
      { type: 'strin' },
      of({ minimum: 'x' }),
      of({ pattern: '(' }),
      of({ pattern: '(?=x)' }),
      { patternProperties: { '(?<!x)y': {} } },
      { required: 'id' },
      { properties: [] },
    ] as unknown as JsonObject[])
      expectThat(JSON.stringify(schema), typeof schemas.problemOf(schema)).toBe('string');
  });

  it('tells patterns apart, and takes time in proportion to the text', () => {
    const two = { properties: { a: { pattern: '^x+$' }, b: { pattern: '^y+$' } } };
    expect([problem(two, { a: 'xx', b: 'yy' }), problem(two, { a: 'xx', b: 'xx' })]).toStrictEqual([
      undefined,
      'arguments/b must match pattern "^y+$"',
    ]);
    const hostile = of({ pattern: '^(a+)+$' });
    expect(problem(hostile, { a: `${'a'.repeat(100_000)}!` })).toMatch(/pattern/);
  });

  it('compares the items of long lists in proportion to their number', () => {
    const unique = of({ type: 'array', uniqueItems: true });
    const items = Array.from({ length: 40_000 }, (_, i) => ({ i, same: 'x' }));
    expect(problem(unique, { a: items })).toBeUndefined();
    expect(problem(unique, { a: [...items, { same: 'x', i: 5 }] })).toBe('arguments/a must NOT have items twice');
    expect(problem(of({ uniqueItems: false }), { a: [1, 1] })).toBeUndefined();
  });

  it('checks formats that it knows, and lets others be', () => {
    const good: Record<string, string> = {
      'date-time': '2026-11-29T01:55:24Z',
      date: '2024-02-29',
      time: '01:55:24Z',
      email: 'jane@example.com',
      hostname: 'a-b.example.com',
      ipv4: '192.168.0.255',
      uuid: '0191a2b3-0000-7000-8000-000000000000',
      uri: 'https://example.com/x?y=1',
    };
    for (const [format, text] of Object.entries(good)) {
      expectThat(`${format} ${text}`, problem(of({ format }), { a: text })).toBeUndefined();
      expectThat(format, problem(of({ format }), { a: `${text} no` })).toBe(`arguments/a must match format "${format}"`);
    }
    expect(problem(of({ format: 'date' }), { a: '2023-02-29' })).toMatch(/format/);
    expect(problem(of({ format: 'ipv4' }), { a: '192.168.0.256' })).toMatch(/format/);
    expect(problem(of({ format: 'anything' }), { a: 'x' })).toBeUndefined();
  });
});
