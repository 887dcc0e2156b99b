import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { JobRunner } from '#libs/jobs';
import { loadConfiguration } from '#platform/config/configuration';
import { registeredRefusals } from '#platform/http/problem-details';
import { Metrics } from '#platform/telemetry/metrics';
import { startApi, type RunningApi } from '../../src/apps/api/start-api.js';
import { serveWorkerEndpoints } from '../../src/apps/worker/worker-endpoints.js';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly security?: readonly Record<string, unknown>[];
  readonly responses: Record<string, unknown>;
}
type Description = Record<string, unknown> & { readonly paths: Record<string, Record<string, Operation>> };

// Nobody listens there: what the server says about itself does not need a database.
const NO_DATABASE = 'postgres://writ@127.0.0.1:9/none';
const environment = {
  DATABASE_URL: NO_DATABASE,
  WRIT_SECRET: '0123456789abcdef'.repeat(4),
  WRIT_PORT: '0',
  WRIT_LOG_LEVEL: 'silent',
  NODE_ENV: 'test',
};

describe('what the server says about itself', () => {
  let api: RunningApi;
  let description: Description;
  const get = (path: string) => fetch(api.url + path);
  const operations = () =>
    Object.entries(description.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
    );

  before(async () => {
    api = await startApi(loadConfiguration(environment));
    description = (await (await get('/openapi.json')).json()) as Description;
  });
  after(() => api.close());

  it('describes every kind of route, each under its own name', () => {
    assert.equal(description.openapi, '3.1.0');
    const ids = operations().map(({ operation }) => operation.operationId);
    assert.equal(new Set(ids).size, ids.length);
    for (const expected of [
      'decisions.decide',
      'ledger.export',
      'controls.kill',
      'policyReview.publish',
      'operators.token',
      'health.readyz',
    ])
      assert.ok(ids.includes(expected), expected);
    assert.deepEqual(
      ids.filter((id) => id.startsWith('documentation.')),
      [],
    );
  });

  it('resolves every reference inside the description', () => {
    const text = JSON.stringify(description);
    const targets = new Set([...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map((match) => match[1] as string));
    assert.ok(targets.size > 40, `${targets.size} references`);
    const missing = [...targets].filter(
      (target) =>
        target.split('/').reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], description) ===
        undefined,
    );
    assert.deepEqual(missing, []);
  });

  it('names refusals for every route', () => {
    const without = operations().filter(
      ({ operation }) => !['400', '500', '503'].every((status) => status in operation.responses),
    );
    assert.deepEqual(
      without.map(({ path }) => path),
      [],
    );
  });

  it('asks for a credential exactly where the description says so', async () => {
    for (const { path, method, operation } of operations()) {
      const { status } = await fetch(api.url + path.replaceAll(/\{[^}]+\}/g, 'x1'), { method: method.toUpperCase() });
      const told = operation.security !== undefined && '401' in operation.responses;
      assert.equal(status === 401, told, `${method} ${path} answered ${status}`);
    }
  });

  it('shows the reference from this server alone, under a policy that allows nothing else', async () => {
    for (const path of ['/docs', '/docs/refusals']) {
      const page = await get(path);
      assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'; script-src 'self'/);
      const html = await page.text();
      const loaded = [...html.matchAll(/<(?:script|link)[^>]+(?:src|href)="([^"]+)"/g)].map((match) => match[1] as string);
      assert.ok(loaded.length > 0);
      for (const file of loaded) {
        assert.match(file, /^\/docs\/assets\//);
        const answer = await get(file);
        assert.equal(answer.status, 200, file);
        assert.ok((await answer.arrayBuffer()).byteLength > 100, file);
      }
      assert.doesNotMatch(html, /<script>|<script [^>]*>[^<]/);
    }
    assert.equal((await get('/docs/assets/package.json')).status, 404);
  });

  it('has an anchor for the type of every problem document', async () => {
    const page = await (await get('/docs/refusals')).text();
    const codes = registeredRefusals().map(({ code }) => code);
    assert.ok(codes.length > 30);
    assert.deepEqual(
      codes.filter((code) => !page.includes(`id="${code}"`)),
      [],
    );
    const problem = (await (await get('/v1/agents')).json()) as { type: string };
    const [path, anchor] = problem.type.split('#') as [string, string];
    assert.ok((await (await get(path)).text()).includes(`id="${anchor}"`));
  });
});

describe('what a server in production tells the world', () => {
  const production = { ...environment, NODE_ENV: 'production', WRIT_SECRET: randomBytes(32).toString('hex') };
  const paths = [
    '/',
    '/docs',
    '/docs/refusals',
    '/docs/assets/pages.css',
    '/docs/policy-lint',
    '/docs/policy-lint/WRT001',
    '/openapi.json',
    '/metrics',
  ];
  async function statuses(env: Readonly<Record<string, string>>): Promise<number[]> {
    const api = await startApi(loadConfiguration(env));
    try {
      return await Promise.all(paths.map(async (path) => (await fetch(api.url + path, { redirect: 'manual' })).status));
    } finally {
      await api.close();
    }
  }

  it('is neither how it is doing nor its reference, unless a setting says so', async () => {
    assert.deepEqual(
      await statuses(production),
      paths.map(() => 404),
    );
    const [home, ...opened] = await statuses({ ...production, WRIT_DOCS: 'true', WRIT_METRICS: 'true' });
    assert.equal(home, 302);
    assert.ok(opened.every((status, index) => status === 200 || paths[index + 1] === '/docs/policy-lint/WRT001'));
    assert.equal((await statuses({ ...production, WRIT_DOCS: 'true' })).at(-1), 404);
  });

  it('is not told by the worker either', async () => {
    for (const [metrics, status] of [
      ['false', 404],
      ['true', 200],
    ] as const) {
      const server = await serveWorkerEndpoints(
        loadConfiguration({ ...production, WRIT_METRICS: metrics, WRIT_REQUEST_READ_MS: '200' }),
        new Metrics('worker'),
        [],
        new JobRunner([]),
      );
      const { port } = server.address() as AddressInfo;
      assert.equal((await fetch(`http://127.0.0.1:${port}/metrics`)).status, status);
      const silent = connect(port, '127.0.0.1').resume();
      await once(silent, 'close');
      server.close();
      server.closeAllConnections();
    }
  });
});
