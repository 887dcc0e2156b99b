import { plainText } from '../texts/rego-text.js';
import { BuiltinFailure, refuse } from '../errors.js';
import { isNumber } from '../formats/numbers.js';
import { spend } from '../fuel.js';
import { SchemaValidator } from '../json/json-schema.js';
import { readJson } from '../json/json-parse.js';
import { type Arg, type Family, refuseOperand } from '../operand-checks.js';
import { checkPattern } from '../texts/regex-patterns.js';
import { type Value, isObject, objectEntries } from '../values.js';

/** A document given as an object or as its JSON text. */
function documentOf(value: Arg, position: number): Value {
  if (typeof value !== 'string')
    return value !== undefined && isObject(value) ? value : refuseOperand(position, value, 'object', 'string');
  return readJson(value, (problem) => refuse(`jsonschema: ${problem}`));
}

const TYPES = ['array', 'boolean', 'integer', 'number', 'null', 'object', 'string'];
const SCHEMA_MAPS = new Set(['properties', 'patternProperties', 'definitions', '$defs']);
const SCHEMA_LISTS = new Set(['allOf', 'anyOf', 'oneOf']);
const SCHEMAS = new Set(['additionalProperties', 'additionalItems', 'contains', 'propertyNames', 'not', 'if', 'then', 'else']);
const COUNTS = new Set(['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties']);
const LIMITS = new Set(['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf']);

/** Refuses a schema whose keywords have the wrong shape, so that a typing error never validates everything. */
function checkSchema(schema: Value): void {
  spend(10);
  if (typeof schema === 'boolean') return;
  if (!isObject(schema)) return refuse('jsonschema: a schema must be an object or a boolean');
  for (const [key, value] of objectEntries(schema)) checkKeyword(plainText(key), value);
}

function checkKeyword(key: string, value: Value): void {
  const wrong = (wanted: string): never => refuse(`jsonschema: Invalid type. Expected: ${wanted}, given: ${key}`);
  if (key === 'type') return (Array.isArray(value) ? value : [value]).forEach(checkTypeName);
  if (SCHEMA_MAPS.has(key))
    return isObject(value) ? objectEntries(value).forEach(([, inner]) => checkSchema(inner)) : wrong('valid schema');
  if (SCHEMA_LISTS.has(key))
    return Array.isArray(value) && value.length > 0 ? value.forEach(checkSchema) : wrong('array of schemas');
  if (SCHEMAS.has(key)) return checkSchema(value);
  if (key === 'items') return Array.isArray(value) ? value.forEach(checkSchema) : checkSchema(value);
  if (key === 'required')
    return Array.isArray(value) && value.every((name) => typeof name === 'string') ? undefined : wrong('array of strings');
  if (key === 'enum') return Array.isArray(value) && value.length > 0 ? undefined : wrong('array');
  if (key === 'pattern') return typeof value === 'string' ? checkPattern(value) : wrong('string');
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
    checkSchema(documentOf(schema, 1));
    return [true, null];
  } catch (error) {
    if (error instanceof BuiltinFailure && error.code === 'eval_builtin_error') return [false, error.message];
    throw error;
  }
}

function matchSchema(value: Arg, schema: Arg): Value {
  const [document, wanted] = [documentOf(value, 1), documentOf(schema, 2)];
  checkSchema(wanted);
  const validator = new SchemaValidator(wanted);
  validator.validate(document);
  const errors = validator.errors.map(({ field, type, desc }) => ({ error: `${field}: ${desc}`, type, field, desc }));
  return [errors.length === 0, errors];
}

export const SCHEMA: Family = {
  'json.verify_schema': verifySchema,
  'json.match_schema': matchSchema,
};
