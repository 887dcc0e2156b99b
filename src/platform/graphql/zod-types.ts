import { Field, type FieldOptions, Float, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { GraphQLScalarType } from 'graphql';
import { z } from 'zod';
import { DateTimeScalar, JsonScalar, PositionScalar } from './scalars.js';

type Class = new () => object;
type FieldType = Class | GraphQLScalarType | object;
interface Described {
  readonly type: FieldType;
  readonly isList: boolean;
  readonly isNullable: boolean;
}
type Make = (name: string, schema: z.ZodObject) => Class;

/** Members of answers that hold a time are called so, and no others. */
const TELLS_TIME = /^at$|[a-z]At$/;

const enums = new Map<string, object>();
const outputs = new Map<z.ZodType, Class>();
const inputs = new Map<string, { readonly schema: z.ZodObject; readonly type: Class }>();

/** Gives an enumeration its GraphQL name; every enumeration in a schema given to objectType or inputType needs one. */
export function enumType(name: string, values: readonly string[], description?: string): void {
  // Two features may show the same enumeration; it has one name.
  if (enums.has(keyOf(values))) return;
  const entries = Object.fromEntries(values.map((value) => [value, value]));
  registerEnumType(entries, { name, ...(description !== undefined && { description }) });
  enums.set(keyOf(values), entries);
}

/**
 * The GraphQL object type of a REST answer, so that both always show the same. Objects inside it become types of their
 * own, named after their `.meta({ id })` or their place; records and values of any shape become JSON.
 */
export function objectType(name: string, schema: z.ZodObject): Class {
  const known = outputs.get(schema);
  if (known) return known;
  const made = classNamed(name);
  outputs.set(schema, made);
  ObjectType(name, described(schema))(made);
  addFields(made, name, schema, objectType, 'output');
  return made;
}

/** The GraphQL input type of a REST body; what it cannot say (patterns, bounds) is checked by the schema afterwards. */
export function inputType(name: string, schema: z.ZodObject): Class {
  const known = inputs.get(name);
  if (known?.schema === schema) return known.type;
  const made = classNamed(name);
  inputs.set(name, { schema, type: made });
  InputType(name, described(schema))(made);
  addFields(made, name, schema, inputType, 'input');
  return made;
}

/** What an argument of a field is; an object becomes the input type `<its id>Input`. */
export function argumentType(name: string, schema: z.ZodType): { readonly type: () => object; readonly nullable: boolean } {
  const make: Make = (id, object) => inputType(`${id}Input`, object);
  const { type, isList, isNullable } = describe(schema, name, '', make, 'input');
  return { type: () => (isList ? [type] : type), nullable: isNullable };
}

/** The decorator as a function: its overloads expect types that are known while compiling. */
const addField = Field as (type: () => unknown, options: FieldOptions) => PropertyDecorator;

function addFields(made: Class, owner: string, schema: z.ZodObject, make: Make, side: 'input' | 'output'): void {
  for (const [key, member] of Object.entries(schema.shape) as [string, z.ZodType][]) {
    const { type, isList, isNullable } = describe(member, key, owner, make, side);
    addField(() => (isList ? [type] : type), { nullable: isNullable, ...described(member) })(made.prototype as object, key);
  }
}

function describe(schema: z.ZodType, key: string, owner: string, make: Make, side: 'input' | 'output'): Described {
  const found = (type: FieldType): Described => ({ type, isList: false, isNullable: false });
  if (schema.meta()?.format === 'date-time') return found(DateTimeScalar);
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional)
    return { ...describe(schema.unwrap() as z.ZodType, key, owner, make, side), isNullable: true };
  if (schema instanceof z.ZodDefault) {
    const inner = describe(schema.unwrap() as z.ZodType, key, owner, make, side);
    return { ...inner, isNullable: inner.isNullable || side === 'input' };
  }
  if (schema instanceof z.ZodPipe) return describe(wire(schema), key, owner, make, side);
  if (schema instanceof z.ZodArray)
    return {
      ...describe(schema.element as z.ZodType, key.replace(/s$/, ''), owner, make, side),
      isList: true,
      isNullable: false,
    };
  if (schema instanceof z.ZodObject)
    return found(make((schema.meta()?.id as string | undefined) ?? owner + capitalized(key), schema));
  if (schema instanceof z.ZodEnum) return found(namedEnum(schema.options as string[], `${owner}.${key}`));
  if (schema instanceof z.ZodBoolean) return found(Boolean);
  if (schema instanceof z.ZodNumber) return found(numberType(schema, key));
  if (schema instanceof z.ZodString || schema instanceof z.ZodStringFormat)
    return found(side === 'output' && TELLS_TIME.test(key) ? DateTimeScalar : String);
  // Anything else has no shape that GraphQL could select from; what may be undefined or null is nullable.
  return { type: JsonScalar, isList: false, isNullable: schema.safeParse(null).success };
}

/** What travels: the side of a transformation that is no function. */
function wire({ in: before, out: after }: z.ZodPipe): z.ZodType {
  return (before instanceof z.ZodTransform ? after : before) as z.ZodType;
}

function described({ description }: z.ZodType): { description?: string } {
  return description === undefined ? {} : { description };
}

function numberType(schema: z.ZodNumber, key: string): FieldType {
  if (/position$/i.test(key)) return PositionScalar;
  return schema.isInt ? Int : Float;
}

function namedEnum(values: readonly string[], place: string): object {
  const known = enums.get(keyOf(values));
  if (!known) throw new Error(`the enumeration at ${place} has no GraphQL name: give it one with enumType`);
  return known;
}

function keyOf(values: readonly string[]): string {
  return values.join('\n');
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function classNamed(name: string): Class {
  return { [name]: class {} }[name] as Class;
}
