import openapiTS, { astToString } from 'openapi-typescript';

/** The TypeScript types of an OpenAPI document: what the clients are checked against. */
export async function contractTypes(description, from) {
  // A default is filled in by the server: a request may leave it out.
  const types = astToString(await openapiTS(structuredClone(description), { defaultNonNullable: false, silent: true }));
  return `// Written by npm run generate from ${from}. Change the code, not this file.\n\n${types}`;
}
