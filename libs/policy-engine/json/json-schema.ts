import { plainText } from '../texts/rego-text.js';
import { countPoints } from '../texts/code-points.js';
import { refuse } from '../errors.js';
import { spend } from '../fuel.js';
import { jsonText } from './json-values.js';
import { isIntegral, isNumber, numberText, remainder, multiply } from '../formats/numbers.js';
import { lookup } from '../objects.js';
import { matchesPattern } from '../texts/regex-patterns.js';
import { matchesFormat } from './json-schema-formats.js';
import { type RegoNumber } from '../formats/numbers.js';
import { type RegoObject, type Value, equalValues, isObject, objectEntries, objectSize, typeName } from '../values.js';

interface SchemaError {
  /** Dotted path of the offending value, `(Root)` for the document. */
  field: string;
  type: string;
  desc: string;
}

/** Draft 7 keywords over a document; references stay inside the schema. */
export class SchemaValidator {
  readonly #root: Value;
  readonly errors: SchemaError[] = [];
  #depth = 0;

  constructor(schema: Value) {
    this.#root = schema;
  }

  validate(value: Value, schema: Value = this.#root, field = '(Root)'): void {
    spend(20);
    if (schema === true) return;
    if (schema === false) return this.#fail(field, 'false', 'False always fails validation');
    if (!isObject(schema)) return refuse('a schema must be an object or a boolean');
    const reference = lookup(schema, '$ref');
    if (typeof reference === 'string') return this.#follow(value, reference, field);
    this.#checkType(value, schema, field);
    this.#checkValue(value, schema, field);
    const number = numeric(value);
    if (number !== undefined) this.#checkNumber(number, schema, field);
    if (typeof value === 'string') this.#checkText(value, schema, field);
    if (Array.isArray(value)) this.#checkArray(value, schema, field);
    if (isObject(value)) this.#checkObject(value, schema, field);
    this.#checkCombinations(value, schema, field);
  }

  #fail(field: string, type: string, desc: string): void {
    this.errors.push({ field, type, desc });
  }

  #holds(value: Value, schema: Value): boolean {
    const inner = new SchemaValidator(this.#root);
    inner.#depth = this.#depth;
    inner.validate(value, schema);
    return inner.errors.length === 0;
  }

  #follow(value: Value, reference: string, field: string): void {
    if (!reference.startsWith('#')) return refuse(`remote reference loading disabled: ${reference}`);
    let target: Value | undefined = this.#root;
    for (const part of reference.slice(1).split('/').slice(1)) {
      const key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
      target = Array.isArray(target)
        ? target[Number(key)]
        : target !== undefined && isObject(target)
          ? lookup(target, key)
          : undefined;
    }
    if (target === undefined) return refuse(`unresolvable reference ${reference}`);
    if ((this.#depth += 1) > 200) return refuse('references are nested too deeply');
    this.validate(value, target, field);
    this.#depth -= 1;
  }

  #checkType(value: Value, schema: RegoObject, field: string): void {
    const wanted = lookup(schema, 'type');
    if (wanted === undefined) return;
    const names = Array.isArray(wanted) ? wanted : [wanted];
    const expected = Array.isArray(wanted) ? `[${wanted.map(plainText).join(',')}]` : plainText(wanted);
    const given = schemaType(value);
    const isRight = names.some((name) => name === given || (name === 'number' && given === 'integer'));
    if (!isRight) this.#fail(field, 'invalid_type', `Invalid type. Expected: ${expected}, given: ${given}`);
  }

  #checkValue(value: Value, schema: RegoObject, field: string): void {
    const options = lookup(schema, 'enum');
    if (Array.isArray(options) && !options.some((option) => equalValues(option, value))) {
      this.#fail(field, 'enum', `${field} must be one of the following: ${options.map(jsonText).join(', ')}`);
    }
    const constant = lookup(schema, 'const');
    if (constant !== undefined && !equalValues(constant, value))
      this.#fail(field, 'const', `${field} does not match: ${jsonText(constant)}`);
  }

  #checkNumber(value: number | bigint, schema: RegoObject, field: string): void {
    const bound = (name: string): number | bigint | undefined => numeric(lookup(schema, name));
    const [min, max, above, below] = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'].map(bound);
    if (min !== undefined && value < min) this.#fail(field, 'number_gte', `Must be greater than or equal to ${numberText(min)}`);
    if (max !== undefined && value > max) this.#fail(field, 'number_lte', `Must be less than or equal to ${numberText(max)}`);
    if (above !== undefined && value <= above) this.#fail(field, 'number_gt', `Must be greater than ${numberText(above)}`);
    if (below !== undefined && value >= below) this.#fail(field, 'number_lt', `Must be less than ${numberText(below)}`);
    const step = bound('multipleOf');
    if (step !== undefined && !isMultiple(value, step))
      this.#fail(field, 'multiple_of', `Must be a multiple of ${numberText(step)}`);
  }

  #checkText(value: string, schema: RegoObject, field: string): void {
    const length = countPoints(value);
    const [min, max] = [numeric(lookup(schema, 'minLength')), numeric(lookup(schema, 'maxLength'))];
    if (min !== undefined && length < min)
      this.#fail(field, 'string_gte', `String length must be greater than or equal to ${min}`);
    if (max !== undefined && length > max) this.#fail(field, 'string_lte', `String length must be less than or equal to ${max}`);
    const expression = lookup(schema, 'pattern');
    if (typeof expression === 'string' && !matchesPattern(expression, value))
      this.#fail(field, 'pattern', `Does not match pattern '${expression}'`);
    const format = lookup(schema, 'format');
    if (typeof format === 'string' && !matchesFormat(format, value))
      this.#fail(field, 'format', `Does not match format '${format}'`);
  }

  #checkArray(value: Value[], schema: RegoObject, field: string): void {
    const items = lookup(schema, 'items');
    const rest = Array.isArray(items) ? lookup(schema, 'additionalItems') : items;
    const start = Array.isArray(items) ? items.length : 0;
    value.forEach((item, i) => {
      const inner = i < start && Array.isArray(items) ? items[i] : rest;
      if (i >= start && start > 0 && rest === false)
        this.#fail(field, 'array_no_additional_items', 'No additional items allowed on array');
      else if (inner !== undefined) this.validate(item, inner, join(field, String(i)));
    });
    const [min, max] = [numeric(lookup(schema, 'minItems')), numeric(lookup(schema, 'maxItems'))];
    if (min !== undefined && value.length < min) this.#fail(field, 'array_min_items', `Array must have at least ${min} items`);
    if (max !== undefined && value.length > max) this.#fail(field, 'array_max_items', `Array must have at most ${max} items`);
    if (lookup(schema, 'uniqueItems') === true) this.#checkUnique(value, field);
    const contained = lookup(schema, 'contains');
    if (contained !== undefined && !value.some((item) => this.#holds(item, contained)))
      this.#fail(field, 'contains', 'At least one of the items must match');
  }

  #checkUnique(value: Value[], field: string): void {
    for (let i = 0; i < value.length; i += 1) {
      spend(value.length);
      const twin = value.findIndex((item, j) => j > i && equalValues(item, value[i]!));
      if (twin > 0) return this.#fail(field, 'unique', `array items[${i},${twin}] must be unique`);
    }
  }

  #checkObject(value: RegoObject, schema: RegoObject, field: string): void {
    const required = lookup(schema, 'required');
    for (const name of Array.isArray(required) ? required : []) {
      if (lookup(value, name) === undefined) this.#fail(field, 'required', `${plainText(name)} is required`);
    }
    const size = objectSize(value);
    const [min, max] = [numeric(lookup(schema, 'minProperties')), numeric(lookup(schema, 'maxProperties'))];
    if (min !== undefined && size < min) this.#fail(field, 'array_min_properties', `Must have at least ${min} properties`);
    if (max !== undefined && size > max) this.#fail(field, 'array_max_properties', `Must have at most ${max} properties`);
    for (const [name, item] of objectEntries(value)) this.#checkProperty(plainText(name), item, schema, field);
    this.#checkDependencies(value, schema, field);
  }

  #checkProperty(name: string, item: Value, schema: RegoObject, field: string): void {
    const [properties, patterns] = [lookup(schema, 'properties'), lookup(schema, 'patternProperties')];
    const own = properties !== undefined && isObject(properties) ? lookup(properties, name) : undefined;
    const matching =
      patterns !== undefined && isObject(patterns)
        ? objectEntries(patterns).filter(([expression]) => matchesPattern(plainText(expression), name))
        : [];
    if (own !== undefined) this.validate(item, own, join(field, name));
    for (const [, inner] of matching) this.validate(item, inner, join(field, name));
    const additional = lookup(schema, 'additionalProperties');
    if (own === undefined && matching.length === 0 && additional !== undefined) {
      if (additional === false)
        this.#fail(field, 'additional_property_not_allowed', `Additional property ${name} is not allowed`);
      else this.validate(item, additional, join(field, name));
    }
    const names = lookup(schema, 'propertyNames');
    if (names !== undefined && !this.#holds(name, names))
      this.#fail(field, 'invalid_property_name', `Property name of "${name}" does not match`);
  }

  #checkDependencies(value: RegoObject, schema: RegoObject, field: string): void {
    const dependencies = lookup(schema, 'dependencies');
    if (dependencies === undefined || !isObject(dependencies)) return;
    for (const [name, needed] of objectEntries(dependencies)) {
      if (lookup(value, name) === undefined) continue;
      if (!Array.isArray(needed)) this.validate(value, needed, field);
      else
        for (const other of needed)
          if (lookup(value, other) === undefined)
            this.#fail(field, 'missing_dependency', `Has a dependency on ${plainText(other)}`);
    }
  }

  #checkCombinations(value: Value, schema: RegoObject, field: string): void {
    const matches = (name: string): [number, number] | undefined => {
      const options = lookup(schema, name);
      return Array.isArray(options) ? [options.filter((option) => this.#holds(value, option)).length, options.length] : undefined;
    };
    const [any, one, all] = ['anyOf', 'oneOf', 'allOf'].map(matches);
    if (any && any[0] === 0) this.#fail(field, 'number_any_of', 'Must validate at least one schema (anyOf)');
    if (one && one[0] !== 1) this.#fail(field, 'number_one_of', 'Must validate one and only one schema (oneOf)');
    if (all && all[0] !== all[1]) this.#fail(field, 'number_all_of', 'Must validate all the schemas (allOf)');
    const not = lookup(schema, 'not');
    if (not !== undefined && this.#holds(value, not)) this.#fail(field, 'number_not', 'Must not validate the schema (not)');
    const condition = lookup(schema, 'if');
    if (condition === undefined) return;
    const branch = this.#holds(value, condition) ? 'then' : 'else';
    const chosen = lookup(schema, branch);
    if (chosen === undefined || this.#holds(value, chosen)) return;
    this.#fail(
      field,
      `condition_${branch}`,
      `Must validate "${branch}" as "if" was ${branch === 'then' ? 'valid' : 'not valid'}`,
    );
  }
}

function join(field: string, part: string): string {
  return field === '(Root)' ? part : `${field}.${part}`;
}

function schemaType(value: Value): string {
  if (isNumber(value)) return isIntegral(value) ? 'integer' : 'number';
  return typeName(value);
}

function numeric(value: Value | undefined): number | bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  return isNumber(value) ? Number(value) : undefined;
}

/** Fractions are compared in whole numbers of a billionth, so 0.3 is a multiple of 0.1. */
function isMultiple(value: RegoNumber, step: RegoNumber): boolean {
  const [whole, unit] = [multiply(value, 1_000_000_000), multiply(step, 1_000_000_000)];
  return isIntegral(whole) && isIntegral(unit) && unit !== 0 && Number(remainder(whole, unit)) === 0;
}
