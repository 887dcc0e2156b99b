import { Injectable } from '@nestjs/common';
import { Ajv, type Options, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { LRUCache } from 'lru-cache';
import { RE2JS } from 're2js';
import { excerpt } from '#libs/bounded';
import type { Json, JsonObject } from '#libs/event-sourcing';
import { canonicalJson } from '#libs/evidence';
import { FORMATS } from './formats.js';
import { boundsProblem } from './schema-bounds.js';

export interface CompiledSchema {
  /** What is wrong with arguments, without the values in them; undefined when they fit. */
  problemWith(given: JsonObject): string | undefined;
}

const REMEMBERED = 2_000;
const MOST_SAID = 300;

/** Schemas of arguments as checks, each compiled once. What they say comes from strangers: see `schema-bounds.ts`. */
@Injectable()
export class ArgumentSchemas {
  private readonly byText = new LRUCache<string, CompiledSchema>({ max: REMEMBERED });
  /** Remembered states keep their schemas, which saves writing them out to be looked up. */
  private readonly byObject = new WeakMap<JsonObject, CompiledSchema>();

  /** Why it cannot be used; undefined when it can. */
  problemOf(schema: JsonObject): string | undefined {
    const problem = boundsProblem(schema);
    if (problem !== undefined) return problem;
    try {
      this.byObject.set(schema, compile(schema));
      return undefined;
    } catch (error) {
      return excerpt((error as Error).message, MOST_SAID);
    }
  }

  /** Of a schema that is in the catalogue. One that can no longer be used lets nothing through. */
  compiled(schema: JsonObject): CompiledSchema {
    const known = this.byObject.get(schema);
    if (known) return known;
    const text = JSON.stringify(schema);
    const made = this.byText.get(text) ?? this.made(schema);
    this.byText.set(text, made);
    this.byObject.set(schema, made);
    return made;
  }

  private made(schema: JsonObject): CompiledSchema {
    const problem = this.problemOf(schema);
    return this.byObject.get(schema) ?? { problemWith: () => `their schema cannot be used: ${problem}` };
  }
}

/** RE2 for what JSON Schema has as ECMAScript's expressions: time in proportion to the text, whatever the pattern. */
const linear = Object.assign(
  (source: string) => {
    const expression = RE2JS.compile(source);
    return { test: (text: string) => expression.test(text), toString: () => source };
  },
  { code: 'linear' },
) as unknown as NonNullable<NonNullable<Options['code']>['regExp']>;

const OPTIONS: Options = {
  strict: false,
  allErrors: false,
  logger: false,
  validateFormats: true,
  formats: { ...FORMATS },
  addUsedSchema: false,
  code: { regExp: linear },
};

const newer = withKeywords(new Ajv2020(OPTIONS));
const older = withKeywords(new Ajv(OPTIONS));

function withKeywords(ajv: Ajv): Ajv {
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    validate: areUnique,
    error: { message: 'must NOT have items twice' },
  });
  return ajv;
}

function compile(schema: JsonObject): CompiledSchema {
  const { $schema, $id: _, ...rest } = schema;
  const isOlder = typeof $schema === 'string' && /draft-0[4-7]/.test($schema);
  const ajv = isOlder ? older : newer;
  try {
    const check = ajv.compile(rest);
    return { problemWith: (given) => (check(given) ? undefined : toldOf(check)) };
  } finally {
    // It would remember every schema that it ever saw.
    ajv.removeSchema(rest);
  }
}

/** The library compares each with each, which for long lists takes forever. */
function areUnique(isWanted: boolean, items: readonly Json[]): boolean {
  return !isWanted || new Set(items.map((item) => canonicalJson(item))).size === items.length;
}

function toldOf({ errors }: ValidateFunction): string {
  const [first] = errors ?? [];
  const { additionalProperty, unevaluatedProperty } = (first?.params ?? {}) as Record<string, unknown>;
  const extra = additionalProperty ?? unevaluatedProperty;
  const named = typeof extra === 'string' ? `: ${JSON.stringify(extra)}` : '';
  return excerpt(`arguments${first?.instancePath ?? ''} ${first?.message ?? 'do not fit'}${named}`, MOST_SAID);
}
