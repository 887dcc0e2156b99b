// What only a running application knows. It is started without a database: nothing here asks one.
import { printSchema, lexicographicSortSchema } from 'graphql';
import { compiled } from './sources.mjs';

const ENVIRONMENT = {
  NODE_ENV: 'development',
  DATABASE_URL: 'postgres://writ@127.0.0.1:9/none',
  WRIT_SECRET: '0123456789abcdef'.repeat(4),
  WRIT_PORT: '0',
  WRIT_LOG_LEVEL: 'silent',
};

/** Undefined when this application has no GraphQL. */
async function graphqlSchema(app) {
  const { GraphQLSchemaHost } = await import('@nestjs/graphql');
  try {
    return app.get(GraphQLSchemaHost, { strict: false }).schema;
  } catch {
    return undefined;
  }
}

export async function bootedReferences() {
  const { loadConfiguration } = await compiled('src/platform/config/configuration');
  const { startApi } = await compiled('src/apps/api/start-api');
  const { ApiDescription } = await compiled('src/platform/openapi/api-description');
  const api = await startApi(loadConfiguration(ENVIRONMENT));
  try {
    const description = api.app.get(ApiDescription, { strict: false }).document();
    const schema = await graphqlSchema(api.app);
    const files = [['docs/reference/api/openapi.json', `${JSON.stringify(description, null, 2)}\n`]];
    if (schema) files.push(['docs/reference/api/schema.graphql', `${printSchema(lexicographicSortSchema(schema))}\n`]);
    return files;
  } finally {
    await api.close();
  }
}
