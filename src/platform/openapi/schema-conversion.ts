import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';

type JsonSchema = Record<string, unknown>;
interface Conversion {
  readonly zodSchema: unknown;
  readonly jsonSchema: JsonSchema;
}
export interface ConvertedSchema {
  readonly schema: JsonSchema;
  /** By id; references to them are still zod's `#/$defs/…`, which the scanner rewrites. */
  readonly components: Record<string, JsonSchema>;
}

/**
 * A zod schema for the description. A schema with an id (`.meta({ id })`) becomes a component and a reference to it. What
 * has no counterpart in JSON Schema, such as "any JSON object", is described by its own `.meta`, or as anything.
 */
export function convertSchema(
  schema: unknown,
  { schemaType }: { readonly schemaType: 'input' | 'output' },
): ConvertedSchema | undefined {
  if (!(schema instanceof z.ZodType)) return undefined;
  const override = schemaType === 'output' ? openAnswer : plainFormat;
  const converted = z.toJSONSchema(schema, { io: schemaType, unrepresentable: 'any', override }) as JsonSchema;
  const { $schema: _, $defs = {}, ...rest } = named(converted);
  const components = Object.fromEntries(
    Object.entries($defs as Record<string, JsonSchema>).map(([id, definition]) => [id, withoutId(definition)]),
  );
  return { schema: rest, components };
}

/** Answers may gain members; a client must not refuse the ones it does not know. */
function openAnswer(context: Conversion): void {
  plainFormat(context);
  if (context.jsonSchema.additionalProperties === false) delete context.jsonSchema.additionalProperties;
}

/**
 * The format says it; the pattern behind it is hundreds of characters that no reader wants. A default of what is read from text is left
 * out by zod, though it is the same to the caller.
 */
function plainFormat({ zodSchema, jsonSchema }: Conversion): void {
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  if (zodSchema instanceof z.ZodDefault && zodSchema.def.innerType instanceof z.ZodPipe)
    jsonSchema.default = zodSchema.def.defaultValue;
}

/** Zod numbers a recursive schema that has no id. The only one is "any JSON value". */
function named(schema: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema).replaceAll('__schema0', 'JsonValue')) as JsonSchema;
}

function withoutId(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== 'id'));
}

/** The same document with paths, components and tags in one stable order, whatever order modules loaded in. */
export function inStableOrder(document: OpenAPIObject): OpenAPIObject {
  const components = Object.fromEntries(
    Object.entries(document.components ?? {})
      .map(([kind, entries]) => [kind, sortedByKey(entries as Record<string, unknown>)] as const)
      .filter(([, entries]) => Object.keys(entries).length > 0),
  );
  return { ...document, paths: sortedByKey(document.paths), components: sortedByKey(components) };
}

function sortedByKey<T>(entries: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));
}
