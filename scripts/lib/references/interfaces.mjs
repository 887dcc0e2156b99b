// What only the composed application knows. It is started without a database: nothing here asks one.
import { ModulesContainer } from '@nestjs/core';
import { contractTypes } from './contract-types.mjs';
import { rolesReference } from './roles.mjs';
import { compiled } from './sources.mjs';

const ENVIRONMENT = {
  NODE_ENV: 'test',
  DATABASE_URL: 'postgres://writ@127.0.0.1:9/none',
  WRIT_SECRET: '0123456789abcdef'.repeat(4),
  WRIT_PORT: '0',
  WRIT_LOG_LEVEL: 'silent',
};

async function openApi() {
  const { loadConfiguration } = await compiled('src/platform/config/configuration');
  const { startApi } = await compiled('src/apps/api/start-api');
  const { ApiDescription } = await compiled('src/platform/openapi/api-description');
  const { routeFacts } = await compiled('src/platform/openapi/route-facts');
  const api = await startApi(loadConfiguration(ENVIRONMENT));
  try {
    const description = api.app.get(ApiDescription, { strict: false }).document();
    return [
      ...(await rolesReference(routesOf(description, routeFacts(api.app.get(ModulesContainer, { strict: false }))))),
      ['docs/reference/api/openapi.json', `${JSON.stringify(description, null, 2)}\n`],
      ['docs/reference/api/openapi.d.ts', await contractTypes(JSON.parse(JSON.stringify(description)), 'openapi.json')],
    ];
  } finally {
    await api.close();
  }
}

function routesOf({ paths }, facts) {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { operationId, summary }]) => ({
      method: method.toUpperCase(),
      path,
      says: summary,
      access: facts.get(operationId)?.access,
    })),
  );
}

async function graphql() {
  const { printGraphqlSchema } = await compiled('src/platform/graphql/printed-schema');
  const { FeaturesModule } = await compiled('src/apps/features.module');
  return [['docs/reference/api/schema.graphql', await printGraphqlSchema(FeaturesModule)]];
}

export async function interfaceReferences() {
  return [...(await openApi()), ...(await graphql())];
}
