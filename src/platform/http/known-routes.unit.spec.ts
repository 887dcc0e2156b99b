import { expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { KnownRoutes } from './known-routes.js';

it('knows the methods of a path and of no other', () => {
  const routes = new KnownRoutes();
  routes.add(['GET', 'HEAD'], '/v1/agents');
  routes.add('POST', '/v1/agents');
  routes.add('DELETE', '/v1/agents/:id/keys/:keyId');
  routes.add('GET', '/.well-known/jwks.json');
  routes.add('GET', '/docs/*');
  expect(routes.methodsOf('/v1/agents?limit=1')).toStrictEqual(['GET', 'HEAD', 'POST']);
  expect(routes.methodsOf('/v1/agents/a:1/keys/%2e')).toStrictEqual(['DELETE']);
  for (const path of [
    '/v1/agents/',
    '/v1/agents/a',
    '/v1/agents/a/keys/',
    '/v1/agents/a/keys/b/c',
    '/docs/x',
    '/awell-knownxjwks.json',
    '',
  ])
    expectThat(path, routes.methodsOf(path)).toStrictEqual([]);
});
