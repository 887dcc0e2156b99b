import 'reflect-metadata';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { buildSchemaOptions } from './schema-options.js';

/**
 * The GraphQL schema of every resolver in `module` and what it imports, as text in one stable order. Starts nothing and
 * needs no database.
 */
export async function printGraphqlSchema(module: Type): Promise<string> {
  const app = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: false });
  const schema = await app.get(GraphQLSchemaFactory).create(resolversOf(module), buildSchemaOptions);
  await app.close();
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}

function resolversOf(module: Type | DynamicModule, seen = new Set<unknown>()): Type[] {
  if (seen.has(module)) return [];
  seen.add(module);
  const type = typeof module === 'function' ? module : module.module;
  const imports = (Reflect.getMetadata('imports', type) ?? []) as (Type | DynamicModule)[];
  const providers = (Reflect.getMetadata('providers', type) ?? []) as unknown[];
  const own = providers.filter(
    (provider): provider is Type => typeof provider === 'function' && Reflect.hasMetadata(RESOLVER_NAME, provider),
  );
  return [...imports.flatMap((imported) => resolversOf(imported, seen)), ...own];
}

/** Set by @Resolver on its class. */
const RESOLVER_NAME = 'graphql:resolver_name';
