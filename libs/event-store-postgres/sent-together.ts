import type pg from 'pg';

/** The socket of a connection gathers what is written to it while it is corked; pg itself corks each statement. */
interface Corked {
  readonly connection: { readonly stream: { cork(): void; uncork(): void } };
}

/** What sends its one statement by itself. */
export type SentAlong<T> = (client: pg.PoolClient) => Promise<T>;

/**
 * Hands the server all statements at once, in one write instead of one each. They run in order. `client` MUST be one that sends
 * statements without waiting for earlier answers.
 */
export function sentTogether<T = never>(
  client: pg.PoolClient,
  statements: readonly (pg.QueryConfig | SentAlong<T>)[],
): Promise<PromiseSettledResult<pg.QueryResult<object> | T>[]> {
  const { stream } = (client as unknown as Corked).connection;
  stream.cork();
  try {
    return Promise.allSettled(
      statements.map((statement) => (typeof statement === 'function' ? statement(client) : client.query<object>(statement))),
    );
  } finally {
    stream.uncork();
  }
}
