import type pg from 'pg';

/** The socket of a connection gathers what is written to it while it is corked; pg itself corks each statement. */
interface Corked {
  readonly connection: { readonly stream: { cork(): void; uncork(): void } };
}

/**
 * Hands the server all statements at once, in one write instead of one each. They run in order. `client` MUST be one that sends
 * statements without waiting for earlier answers.
 */
export function sentTogether(
  client: pg.PoolClient,
  statements: readonly pg.QueryConfig[],
): Promise<PromiseSettledResult<pg.QueryResult<object>>[]> {
  const { stream } = (client as unknown as Corked).connection;
  stream.cork();
  try {
    return Promise.allSettled(statements.map((statement) => client.query<object>(statement)));
  } finally {
    stream.uncork();
  }
}
