import { plainText } from '../texts/rego-text.js';
import { BuiltinFailure, refuse } from '../errors.js';
import { isNumber } from '../formats/numbers.js';
import { spend } from '../fuel.js';
import { SchemaValidator } from '../json/json-schema.js';
import { readJson } from '../json/json-parse.js';
import { lookup } from '../objects.js';
import { SchemaReferences } from '../json/schema-references.js';
import type { Arg, Family } from '../operand-checks.js';
import { checkPattern } from '../texts/regex-patterns.js';
import { type RegoObject, type Value, isObject, objectEntries } from '../values.js';

/** A document given as an object, a list or as its JSON text. */
function documentOf(value: Arg): Value {
  if (typeof value === 'string') return readJson(value, () => refuse('jsonschema: invalid JSON string'));
  if (value !== undefined && (isObject(value) || Array.isArray(value))) return value;
  return refuse('jsonschema: wrong type, expected string or object');
}

const TYPES = ['array', 'boolean', 'integer', 'number', 'null', 'object', 'string'];
const SCHEMA_MAPS = new Set(['properties', 'patternProperties', 'definitions', '$defs']);
const SCHEMA_LISTS = new Set(['allOf', 'anyOf', 'oneOf']);
const SCHEMAS = new Set(['additionalProperties', 'additionalItems', 'contains', 'propertyNames', 'not', 'if', 'then', 'else']);
const COUNTS = new Set(['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties']);
const LIMITS = new Set(['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf']);

/** Refuses a schema whose keywords have the wrong shape or whose references lead nowhere, so that a mistake never validates everything. */
class SchemaCheck {
  readonly #references: SchemaReferences;
  readonly #seen = new Set<Value>();

  constructor(references: SchemaReferences) {
    this.#references = references;
  }

  check(schema: Value): void {
    spend(10);
    if (typeof schema === 'boolean') return;
    if (!isObject(schema)) return refuse('jsonschema: schema is invalid');
    if (this.#seen.has(schema)) return;
    this.#seen.add(schema);
    const reference = lookup(schema, '$ref');
    if (typeof reference === 'string') return this.check(this.#references.target(schema));
    if (reference !== undefined) return refuse('jsonschema: Invalid type. Expected: string, given: $ref');
    checkOrder(schema);
    for (const [key, value] of objectEntries(schema)) checkKeyword(plainText(key), value, (inner) => this.check(inner));
  }
}

function compiled(document: Value): SchemaReferences {
  const references = new SchemaReferences(document);
  new SchemaCheck(references).check(document);
  return references;
}

function checkOrder(schema: RegoObject): void {
  const [least, most] = [lookup(schema, 'minLength'), lookup(schema, 'maxLength')];
  if (isNumber(least) && isNumber(most) && Number(least) > Number(most))
    refuse('jsonschema: minLength cannot be greater than maxLength');
}

function checkPatternOf(value: Value): void {
  try {
    checkPattern(value as string);
  } catch (error) {
    throw error instanceof BuiltinFailure ? new BuiltinFailure(error.code, 'jsonschema: pattern must be a valid regex') : error;
  }
}

function checkKeyword(key: string, value: Value, checkSchema: (schema: Value) => void): void {
  const wrong = (wanted: string): never => refuse(`jsonschema: Invalid type. Expected: ${wanted}, given: ${key}`);
  if (key === 'type') return (Array.isArray(value) ? value : [value]).forEach(checkTypeName);
  if (SCHEMA_MAPS.has(key))
    return isObject(value) ? objectEntries(value).forEach(([, inner]) => checkSchema(inner)) : wrong('valid schema');
  if (SCHEMA_LISTS.has(key)) return Array.isArray(value) ? value.forEach(checkSchema) : wrong('array of schemas');
  if (SCHEMAS.has(key)) return checkSchema(value);
  if (key === 'items') return Array.isArray(value) ? value.forEach(checkSchema) : checkSchema(value);
  if (key === 'required')
    return Array.isArray(value) && value.every((name) => typeof name === 'string') ? undefined : wrong('array of strings');
  if (key === 'enum') return Array.isArray(value) && value.length > 0 ? undefined : wrong('array');
  if (key === 'pattern') return typeof value === 'string' ? checkPatternOf(value) : wrong('string');
  if (COUNTS.has(key)) return Number.isInteger(value) && (value as number) >= 0 ? undefined : wrong('integer');
  if (LIMITS.has(key)) return isNumber(value) ? undefined : wrong('number');
}

function checkTypeName(name: Value): void {
  if (typeof name === 'string' && TYPES.includes(name)) return;
  refuse(
    `jsonschema: has a primitive type that is NOT VALID -- given: /${plainText(name)}/ Expected valid values are:[${TYPES.join(' ')}]`,
  );
}

function verifySchema(schema: Arg): Value {
  try {
    compiled(documentOf(schema));
    return [true, null];
  } catch (error) {
    if (error instanceof BuiltinFailure && error.code === 'eval_builtin_error') return [false, error.message];
    throw error;
  }
}

function matchSchema(value: Arg, schema: Arg): Value {
  const [document, wanted] = [documentOf(value), documentOf(schema)];
  const validator = new SchemaValidator(compiled(wanted));
  validator.validate(document, wanted);
  const errors = validator.errors.map(({ field, type, desc }) => ({ error: `${field}: ${desc}`, type, field, desc }));
  return [errors.length === 0, errors];
}

export const SCHEMA: Family = {
  'json.verify_schema': verifySchema,
  'json.match_schema': matchSchema,
};
