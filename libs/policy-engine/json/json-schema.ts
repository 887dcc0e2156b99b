import { plainText } from '../texts/rego-text.js';
import { countPoints } from '../texts/code-points.js';
import { refuse } from '../errors.js';
import { spend } from '../fuel.js';
import { jsonText } from './json-values.js';
import { isIntegral, isNumber, numberText, remainder, multiply } from '../formats/numbers.js';
import { lookup } from '../objects.js';
import { matchesPattern } from '../texts/regex-patterns.js';
import { matchesFormat } from './json-schema-formats.js';
import type { SchemaReferences } from './schema-references.js';
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
  readonly #references: SchemaReferences;
  readonly errors: SchemaError[] = [];
  /** How much of the schema holds: of several alternatives, the errors of the one that holds most are told. */
  score = 0;
  #depth: number;

  constructor(references: SchemaReferences, depth = 0) {
    this.#references = references;
    this.#depth = depth;
  }

  validate(value: Value, schema: Value, field = '(Root)'): void {
    spend(20);
    if (schema === true) return;
    if (schema === false) return this.#fail(field, 'false', 'False always fails validation');
    if (!isObject(schema)) return refuse('a schema must be an object or a boolean');
    if (typeof lookup(schema, '$ref') === 'string') return this.#follow(value, schema, field);
    // Nothing else is said of a value of the wrong type.
    if (!this.#checkType(value, schema, field)) return;
    this.#checkCombinations(value, schema, field);
    this.score += 1;
    this.#checkKind(value, schema, field);
    this.#checkValue(value, schema, field);
    this.score += 2;
  }

  #checkKind(value: Value, schema: RegoObject, field: string): void {
    if (Array.isArray(value)) this.#checkArray(value, schema, field);
    else if (isObject(value)) this.#checkObject(value, schema, field);
    else if (value !== null) {
      const number = numeric(value);
      if (number !== undefined) this.#checkNumber(number, schema, field);
      if (typeof value === 'string') this.#checkText(value, schema, field);
      this.score += 2;
      return;
    }
    if (value !== null) this.score += 1;
  }

  #fail(field: string, type: string, desc: string): void {
    this.errors.push({ field, type, desc });
    this.score -= 2;
  }

  /** What comes of a value and a schema for themselves. */
  #apart(value: Value, schema: Value, field: string): SchemaValidator {
    const inner = new SchemaValidator(this.#references, this.#depth);
    inner.validate(value, schema, field);
    return inner;
  }

  #holds(value: Value, schema: Value, field: string): boolean {
    return this.#apart(value, schema, field).errors.length === 0;
  }

  #merge(other: SchemaValidator | undefined): void {
    if (!other) return;
    this.errors.push(...other.errors);
    this.score += other.score;
  }

  #follow(value: Value, schema: RegoObject, field: string): void {
    if ((this.#depth += 1) > 200) return refuse('references are nested too deeply');
    this.validate(value, this.#references.target(schema), field);
    this.#depth -= 1;
  }

  #checkType(value: Value, schema: RegoObject, field: string): boolean {
    const wanted = lookup(schema, 'type');
    if (wanted === undefined || (Array.isArray(wanted) && wanted.length === 0)) return true;
    const names = Array.isArray(wanted) ? wanted : [wanted];
    const expected = Array.isArray(wanted) ? `[${wanted.map(plainText).join(',')}]` : plainText(wanted);
    const given = schemaType(value);
    const isRight = names.some((name) => name === given || (name === 'number' && given === 'integer'));
    if (!isRight) this.#fail(field, 'invalid_type', `Invalid type. Expected: ${expected}, given: ${given}`);
    return isRight;
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
    const listed = Array.isArray(items) ? (items as Value[]) : [];
    const rest = Array.isArray(items) ? lookup(schema, 'additionalItems') : items;
    value.forEach((item, i) => {
      const inner = listed[i] ?? (rest === false && listed.length > 0 ? undefined : rest);
      if (inner !== undefined) this.#merge(this.#apart(item, inner, join(field, String(i))));
    });
    if (rest === false && listed.length > 0 && value.length > listed.length)
      this.#fail(field, 'array_no_additional_items', 'No additional items allowed on array');
    const [min, max] = [numeric(lookup(schema, 'minItems')), numeric(lookup(schema, 'maxItems'))];
    if (min !== undefined && value.length < min) this.#fail(field, 'array_min_items', `Array must have at least ${min} items`);
    if (max !== undefined && value.length > max) this.#fail(field, 'array_max_items', `Array must have at most ${max} items`);
    if (lookup(schema, 'uniqueItems') === true) this.#checkUnique(value, field);
    const contained = lookup(schema, 'contains');
    if (contained !== undefined) this.#checkContains(value, contained, field);
  }

  #checkContains(value: readonly Value[], contained: Value, field: string): void {
    const tried: SchemaValidator[] = [];
    for (const [i, item] of value.entries()) {
      const inner = this.#apart(item, contained, join(field, String(i)));
      if (inner.errors.length === 0) return;
      tried.push(inner);
    }
    this.#fail(field, 'contains', 'At least one of the items must match');
    this.#merge(best(tried));
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
    const inner = names === undefined ? undefined : this.#apart(name, names, field);
    if (!inner || inner.errors.length === 0) return;
    this.#fail(field, 'invalid_property_name', `Property name of "${name}" does not match`);
    this.#merge(inner);
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
    const alternatives = (name: string): SchemaValidator[] | undefined => {
      const options = lookup(schema, name);
      return Array.isArray(options) && options.length > 0
        ? (options as Value[]).map((option) => this.#apart(value, option, field))
        : undefined;
    };
    const [any, one, all] = [alternatives('anyOf'), alternatives('oneOf'), alternatives('allOf')];
    if (any && !any.some(isRight)) {
      this.#fail(field, 'number_any_of', 'Must validate at least one schema (anyOf)');
      this.#merge(best(any));
    }
    const right = one?.filter(isRight).length;
    if (one && right !== 1) {
      this.#fail(field, 'number_one_of', 'Must validate one and only one schema (oneOf)');
      if (right === 0) this.#merge(best(one));
    }
    all?.forEach((inner) => this.#merge(inner));
    if (all && !all.every(isRight)) this.#fail(field, 'number_all_of', 'Must validate all the schemas (allOf)');
    const not = lookup(schema, 'not');
    if (not !== undefined && this.#holds(value, not, field))
      this.#fail(field, 'number_not', 'Must not validate the schema (not)');
    if (isObject(value)) this.#checkDependencies(value, schema, field);
    this.#checkCondition(value, schema, field);
  }

  #checkCondition(value: Value, schema: RegoObject, field: string): void {
    const condition = lookup(schema, 'if');
    if (condition === undefined) return;
    const branch = this.#holds(value, condition, field) ? 'then' : 'else';
    const chosen = lookup(schema, branch);
    const inner = chosen === undefined ? undefined : this.#apart(value, chosen, field);
    if (!inner || isRight(inner)) return;
    const was = branch === 'then' ? 'valid' : 'not valid';
    this.#fail(field, `condition_${branch}`, `Must validate "${branch}" as "if" was ${was}`);
    this.#merge(inner);
  }
}

function isRight(validator: SchemaValidator): boolean {
  return validator.errors.length === 0;
}

/** The first of those with the highest score. */
function best(tried: readonly SchemaValidator[]): SchemaValidator | undefined {
  return tried.reduce<SchemaValidator | undefined>((found, one) => (found && found.score >= one.score ? found : one), undefined);
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
