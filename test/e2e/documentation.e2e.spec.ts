import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { parse, specifiedRules, validate } from 'graphql';
import { ClientMessage } from '#features/stream/contract';
import { expectThat } from '#libs/testing';
import { queryLimits } from '#platform/graphql/query-limits';
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

  beforeAll(async () => {
    api = await startApi(loadConfiguration(environment));
    description = (await (await get('/openapi.json')).json()) as Description;
  });
  afterAll(() => api.close());

  it('describes every kind of route, each under its own name', () => {
    expect(description.openapi).toBe('3.1.0');
    const ids = operations().map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const expected of [
      'decisions.decide',
      'ledger.export',
      'controls.kill',
      'policyReview.publish',
      'operators.token',
      'health.readyz',
    ])
      expectThat(expected, ids).toContain(expected);
    expect(ids.filter((id) => id.startsWith('documentation.'))).toStrictEqual([]);
  });

  it('resolves every reference inside the description', () => {
    const text = JSON.stringify(description);
    const targets = new Set([...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map((match) => match[1] as string));
    expectThat(`${targets.size} references`, targets.size).toBeGreaterThan(40);
    const missing = [...targets].filter(
      (target) =>
        target.split('/').reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], description) ===
        undefined,
    );
    expect(missing).toStrictEqual([]);
  });

  it('names refusals for every route', () => {
    const without = operations().filter(
      ({ operation }) => !['400', '500', '503'].every((status) => status in operation.responses),
    );
    expect(without.map(({ path }) => path)).toStrictEqual([]);
  });

  it('asks for a credential exactly where the description says so', async () => {
    for (const { path, method, operation } of operations()) {
      const { status } = await fetch(api.url + path.replaceAll(/\{[^}]+\}/g, 'x1'), { method: method.toUpperCase() });
      const told = operation.security !== undefined && '401' in operation.responses;
      expectThat(`${method} ${path} answered ${status}`, status === 401).toBe(told);
    }
  });

  it('shows the reference from this server alone, under a policy that allows nothing else', async () => {
    for (const path of [
      '/docs',
      '/docs/rest',
      '/docs/graphql',
      '/docs/stream',
      '/docs/guides',
      '/docs/refusals',
      '/docs/decision-codes',
    ]) {
      const page = await get(path);
      expect(page.headers.get('content-security-policy') ?? '').toMatch(/default-src 'none'; script-src 'self'/);
      const html = await page.text();
      const loaded = [...html.matchAll(/<(?:script|link)[^>]+(?:src|href)="([^"]+)"/g)].map((match) => match[1] as string);
      expect(loaded.length).toBeGreaterThan(0);
      for (const file of loaded) {
        expect(file).toMatch(/^\/docs\/assets\//);
        const answer = await get(file);
        expectThat(file, answer.status).toBe(200);
        expectThat(file, (await answer.arrayBuffer()).byteLength).toBeGreaterThan(100);
      }
      expect(html).not.toMatch(/<script>|<script [^>]*>[^<]/);
    }
    expect((await get('/docs/assets/package.json')).status).toBe(404);
  });

  it('leads from its first page to each way in, with examples that hold, and to guides that are there', async () => {
    const home = await fetch(api.url, { redirect: 'manual' });
    expect([home.status, home.headers.get('location')]).toStrictEqual([302, '/docs']);
    const start = await (await get('/docs')).text();
    const links = new Set([...start.matchAll(/href="(\/[^"]*)"/g)].map((match) => match[1] as string));
    for (const link of links) expectThat(link, (await get(link)).status).toBe(200);
    const examples = async (path: string, kind: string) =>
      [...(await (await get(path)).text()).matchAll(new RegExp(`<pre class="${kind}">([^<]*)</pre>`, 'g'))].map((match) =>
        (match[1] as string).replaceAll('&quot;', '"').replaceAll('&gt;', '>').replaceAll('&lt;', '<').replaceAll('&amp;', '&'),
      );
    const { schema } = api.app.get(GraphQLSchemaHost, { strict: false });
    const queries = await examples('/docs/graphql', 'query');
    expect(queries.length).toBeGreaterThan(1);
    for (const query of queries)
      expectThat(query, validate(schema, parse(query), [...specifiedRules, queryLimits])).toStrictEqual([]);
    const messages = await examples('/docs/stream', 'message');
    expect(messages.length).toBeGreaterThan(4);
    for (const message of messages) expectThat(message, ClientMessage.safeParse(JSON.parse(message)).success).toBe(true);
    const guides = [...(await (await get('/docs/guides')).text()).matchAll(/<code>(docs\/[^<]+\.md)<\/code>/g)];
    expect(guides.length).toBeGreaterThan(10);
    for (const [, path] of guides) expectThat(String(path), existsSync(path as string)).toBe(true);
  });

  it('leads on from every guide: no link of any page is dead, nor is an anchor', async () => {
    const pages = new Map<string, string>();
    const waiting = ['/docs/guides'];
    const wanted = new Map<string, string>();
    for (const path of waiting) {
      const answer = await get(path);
      expectThat(`${path} is linked from ${wanted.get(path)}`, answer.status).toBe(200);
      const html = await answer.text();
      pages.set(path, html);
      for (const [, to = '', anchor] of html.matchAll(/<a href="([^"#]*)(#[^"]*)?"/g)) {
        const at = to === '' ? path : to;
        if (!/^\/docs\/guides(\/|$)/.test(at)) continue;
        if (!wanted.has(at)) waiting.push(at);
        wanted.set(at, path);
        if (anchor !== undefined) wanted.set(at + anchor, path);
      }
    }
    expect(pages.size).toBeGreaterThan(80);
    for (const [address, from] of wanted) {
      const [path = '', anchor] = address.split('#');
      if (anchor !== undefined) expectThat(`${address} on ${from}`, pages.get(path)?.includes(`id="${anchor}"`)).toBe(true);
    }
    const page = await get('/docs/guides/how-to/deploy');
    expect([page.status, page.headers.get('content-security-policy')?.startsWith("default-src 'none'")]).toStrictEqual([
      200,
      true,
    ]);
    for (const path of ['how-to/nothing', 'how-to/..%2Fdeploy', 'how-to__deploy', 'reference/policy-lint/nothing', '__proto__/x'])
      expectThat(path, (await get(`/docs/guides/${path}`)).status).toBe(404);
  });

  it('has an anchor for the type of every problem document', async () => {
    const page = await (await get('/docs/refusals')).text();
    const codes = registeredRefusals().map(({ code }) => code);
    expect(codes.length).toBeGreaterThan(30);
    expect(codes.filter((code) => !page.includes(`id="${code}"`))).toStrictEqual([]);
    const problem = (await (await get('/v1/agents')).json()) as { type: string };
    const [path, anchor] = problem.type.split('#') as [string, string];
    expect(await (await get(path)).text()).toContain(`id="${anchor}"`);
  });
});

describe('what a server in production tells the world', () => {
  const production = { ...environment, NODE_ENV: 'production', WRIT_SECRET: randomBytes(32).toString('hex') };
  const paths = [
    '/',
    '/docs',
    '/docs/rest',
    '/docs/graphql',
    '/docs/stream',
    '/docs/guides',
    '/docs/guides/how-to/deploy',
    '/docs/refusals',
    '/docs/decision-codes',
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
    expect(await statuses(production)).toStrictEqual(paths.map(() => 404));
    const [home, ...opened] = await statuses({ ...production, WRIT_DOCS: 'true', WRIT_METRICS: 'true' });
    expect(home).toBe(302);
    expect(opened.every((status, index) => status === 200 || paths[index + 1] === '/docs/policy-lint/WRT001')).toBe(true);
    expect((await statuses({ ...production, WRIT_DOCS: 'true' })).at(-1)).toBe(404);
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
        { state: { kind: 'postgres', isAway: false, lanes: {}, unclear: [] } },
      );
      const { port } = server.address() as AddressInfo;
      expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(status);
      const silent = connect(port, '127.0.0.1').resume();
      await once(silent, 'close');
      server.close();
      server.closeAllConnections();
    }
  });
});
