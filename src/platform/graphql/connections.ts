import { ArgsType, Field, Int, ObjectType } from '@nestjs/graphql';
import { MAX_PAGE, type Page } from '#platform/http/paging';

/** Items of a page that did not say how many it wants. */
export const DEFAULT_FIRST = 50;

@ArgsType()
export class PageArgs {
  @Field(() => Int, { defaultValue: DEFAULT_FIRST, description: `Items, at most ${MAX_PAGE}.` })
  first!: number;

  @Field(() => String, { nullable: true, description: '`endCursor` of the page before.' })
  after?: string | null;
}

@ObjectType()
class PageInfo {
  @Field()
  hasNextPage!: boolean;

  @Field()
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true })
  startCursor!: string | null;

  @Field(() => String, { nullable: true })
  endCursor!: string | null;
}

export interface Connection<T> {
  readonly edges: readonly { readonly node: T; readonly cursor: string }[];
  readonly nodes: readonly T[];
  readonly pageInfo: PageInfo;
}

/** The Relay connection of a node type, as a class that a query can name. */
export function connectionType(name: string, node: new () => object): new () => object {
  @ObjectType(`${name}Edge`)
  class Edge {
    @Field(() => node)
    node!: object;

    @Field()
    cursor!: string;
  }
  @ObjectType(`${name}Connection`)
  class NodeConnection {
    @Field(() => [Edge])
    edges!: Edge[];

    @Field(() => [node], { description: 'The nodes of the edges, for whoever needs no cursor of each.' })
    nodes!: object[];

    @Field(() => PageInfo)
    pageInfo!: PageInfo;
  }
  return NodeConnection;
}

/** `limit` and `cursor` as the queries behind REST take them. */
export function pageOfArgs({ first, after }: PageArgs): { limit: number; cursor?: string } {
  return { limit: first, ...(typeof after === 'string' && { cursor: after }) };
}

/** Forward paging only: whether there is a page before is known by having come from it. */
export function connectionOf<T>(page: Page<T>, { after }: PageArgs): Connection<T> {
  const edges = page.items.map((node, index) => ({ node, cursor: page.cursorAt(index) }));
  const hasPreviousPage = typeof after === 'string';
  return {
    edges,
    nodes: page.items,
    pageInfo: {
      hasNextPage: page.nextCursor !== null,
      hasPreviousPage,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
