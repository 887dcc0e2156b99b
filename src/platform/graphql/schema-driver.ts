import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Inject } from '@nestjs/common';
import { GraphQLSchemaFactory } from '@nestjs/graphql';
import { ResolversExplorerService } from '@nestjs/graphql/dist/services/resolvers-explorer.service.js';
import {
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
  lexicographicSortSchema,
} from 'graphql';

type Resolve = GraphQLFieldResolver<unknown, unknown>;
/** Of a query or mutation the function itself, of a subscription both of its halves. */
type Resolver = Resolve | { readonly subscribe: Resolve; readonly resolve?: Resolve };

/**
 * Nest's own driver prints the schema that it made of the classes, parses the text, makes a second schema of it, and asks that by an
 * introspection query whether it is right: more than half of what starting an API costs. Here the schema of the classes is the one
 * that is served. Apollo still refuses to start with one that is not valid.
 */
export class SchemaDriver extends ApolloDriver {
  @Inject(GraphQLSchemaFactory) private readonly schemas!: GraphQLSchemaFactory;
  @Inject(ResolversExplorerService) private readonly resolvers!: ResolversExplorerService;

  override async generateSchema({ buildSchemaOptions }: ApolloDriverConfig): Promise<GraphQLSchema> {
    const made = await this.schemas.create(this.resolvers.getAllCtors(), { ...buildSchemaOptions, skipCheck: true });
    const schema = lexicographicSortSchema(made);
    for (const [type, resolvers] of Object.entries(this.resolvers.explore())) {
      const owner = schema.getType(type);
      if (!isObjectType(owner)) throw new Error(`there are resolvers for ${type}, which is no object type of the schema`);
      for (const [field, resolver] of Object.entries(resolvers as Readonly<Record<string, Resolver>>))
        resolveWith(owner, field, resolver);
    }
    return schema;
  }
}

function resolveWith(owner: GraphQLObjectType, name: string, resolver: Resolver): void {
  const field = owner.getFields()[name];
  if (!field) throw new Error(`there is a resolver for ${owner.name}.${name}, which is no field of the schema`);
  if (typeof resolver === 'function') field.resolve = resolver;
  else Object.assign(field, resolver);
}
