import type { Json, JsonObject } from '#libs/event-sourcing';
import type { DocumentPath } from '#libs/policy-engine';

/** What a JSON schema says about one part of a document. */
export interface SchemaPart {
  /** JSON type names; undefined when any type may come. */
  readonly types?: ReadonlySet<string>;
  /** True when every valid document has it. */
  readonly isRequired: boolean;
  readonly options?: readonly Json[];
}

const ANYTHING: SchemaPart = { isRequired: false };

/** Follows a path through `properties`, `additionalProperties`, `items` and `anyOf`; what it cannot follow may be anything. */
export function schemaPart(schema: Json | undefined, path: DocumentPath): SchemaPart {
  if (schema === undefined) return ANYTHING;
  let options = alternatives(schema);
  let isRequired = true;
  for (const key of path) {
    const next: Json[] = [];
    for (const option of options) {
      const types = typesOf(option);
      const member = memberOf(option, key);
      if (!types?.has('object') && !types?.has('array')) {
        if (types === undefined) return ANYTHING;
        isRequired = false;
        continue;
      }
      if (!member.isRequired) isRequired = false;
      next.push(...alternatives(member.schema));
    }
    options = next;
  }
  return partOf(options, isRequired);
}

function partOf(options: readonly Json[], isRequired: boolean): SchemaPart {
  const types = options.map(typesOf);
  const known = types.every((set) => set !== undefined) && types.length > 0;
  const enums = options.map((option) => (isObject(option) && Array.isArray(option['enum']) ? option['enum'] : undefined));
  return {
    isRequired,
    ...(known && { types: new Set(types.flatMap((set) => [...set!])) }),
    ...(enums.length > 0 && enums.every((list) => list !== undefined) && { options: enums.flatMap((list) => list!) }),
  };
}

function alternatives(schema: Json): Json[] {
  if (isObject(schema) && Array.isArray(schema['anyOf'])) return schema['anyOf'].flatMap(alternatives);
  return [schema];
}

function typesOf(schema: Json): Set<string> | undefined {
  if (!isObject(schema)) return undefined;
  const { type } = schema;
  if (typeof type === 'string') return new Set(type === 'integer' ? ['number'] : [type]);
  return Array.isArray(type) ? new Set(type.map((name) => (name === 'integer' ? 'number' : String(name)))) : undefined;
}

function memberOf(schema: Json, key: string | null): { schema: Json; isRequired: boolean } {
  if (!isObject(schema)) return { schema: true, isRequired: false };
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  if (key !== null && Object.hasOwn(properties, key)) return { schema: properties[key]!, isRequired: required.includes(key) };
  return { schema: schema['items'] ?? schema['additionalProperties'] ?? true, isRequired: false };
}

/** A small document that the schema accepts, for the parts of an input that nothing looks at. */
export function sampleOf(schema: Json | undefined): Json {
  if (schema === undefined || !isObject(schema)) return {};
  const [first = {}] = alternatives(schema);
  if (!isObject(first)) return {};
  if (Array.isArray(first['enum'])) return first['enum'][0] ?? null;
  switch (first['type']) {
    case 'string':
      return 'sample';
    case 'number':
    case 'integer':
      return 0;
    case 'boolean':
      return false;
    case 'array':
      return [];
    case 'null':
      return null;
    default:
      return sampleObject(first);
  }
}

function sampleObject(schema: JsonObject): Json {
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  return Object.fromEntries(Object.entries(properties).map(([name, member]) => [name, sampleOf(member)]));
}

export function isObject<T extends Json>(value: T | undefined): value is Extract<T, JsonObject> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
