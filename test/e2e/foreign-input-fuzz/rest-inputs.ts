import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import type { WritClient } from '#test/support/writ-client';
import type { Draw } from './draw.js';
import { historyBody } from './history-text.js';
import { bent } from './json-text.js';
import type { Sent } from './requests.js';
import { SchemaValues, type Schema } from './schema-values.js';
import type { World } from './world.js';

interface Parameter {
  readonly name?: string;
  readonly in?: string;
  readonly schema?: Schema;
}
interface Described {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly security?: readonly Readonly<Record<string, unknown>>[];
}
interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export interface Route extends Described {
  readonly method: string;
  readonly path: string;
}

export interface RestInput {
  readonly route: Route;
  readonly sent: Sent;
  readonly caller: WritClient | undefined;
  /** Why a good answer is wrong. */
  readonly never: string | undefined;
}

const file = new URL('../../../../docs/reference/api/openapi.json', import.meta.url);
const { paths, components } = JSON.parse(readFileSync(fileURLToPath(file), 'utf8')) as Description;
export const SCHEMAS = components.schemas;
const METHODS = new Set(['get', 'post', 'delete', 'put', 'patch']);

export const ROUTES: readonly Route[] = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).flatMap(([method, described]) =>
    METHODS.has(method) ? [{ ...described, method: method.toUpperCase(), path }] : [],
  ),
);

/** Whatever compiles or tests a policy takes a tenth of a second and more. */
const SLOW =
  /^(policyWorkbench|policyTemplates\.instantiate|policies\.add|ledger\.(export|verify)|opaBundles|policyReview\.(publish|rollBack))/;
const WITH_BODY = ROUTES.filter(({ requestBody }) => requestBody);
const QUICK = WITH_BODY.filter(({ operationId }) => !SLOW.test(operationId));
/** What a caller of Writ sends most. */
const FAVOURED = QUICK.filter(({ operationId }) =>
  /^(decisions|sessions|opaReports|agents\.register|pins|controls)/.test(operationId),
);
const OTHERS = ROUTES.filter(({ requestBody }) => !requestBody);

/** A request to any route: its body, its query, its path or its headers are made wrong, or nothing is. */
export function restInput(draw: Draw, world: World, nth: number): RestInput {
  const bodies = draw.once(60) ? WITH_BODY : draw.once(2) ? FAVOURED : QUICK;
  const route = draw.of(draw.once(4) ? OTHERS : bodies);
  const schema = route.requestBody?.content['application/json']?.schema;
  const body = schema && bent(draw, new SchemaValues(draw, SCHEMAS, world.words, nth).of(schema));
  const caller = callerOf(draw, world, route);
  const isHistory = route.operationId === 'replayHistories.add';
  const coded = isHistory ? historyBody(draw, world, nth) : body && coding(draw, body.text);
  const query = route.method === 'GET' ? queryOf(draw, route) : { text: '' };
  const sent: Sent = {
    method: route.method,
    path: (pathOf(draw, world, route) + query.text).replace(/[^!-~]/gu, encodeURIComponent),
    headers: [...authorizationOf(draw, caller), ...(coded?.headers ?? []), ...moreHeaders(draw, nth)],
    body: coded?.bytes,
  };
  return { route, sent, caller, never: body?.never ?? coded?.never ?? query.never };
}

function callerOf(draw: Draw, { acme, owner }: World, { security = [], path }: Route): WritClient | undefined {
  if (draw.once(40)) return draw.of([acme.agent, acme.operator, owner, undefined]);
  const ways = security.flatMap((way) => Object.keys(way));
  if (ways.length === 0) return undefined;
  if (path.startsWith('/v1/tenants')) return owner;
  return ways.includes('agentKey') ? acme.agent : acme.operator;
}

function authorizationOf(draw: Draw, caller: WritClient | undefined): string[] {
  if (caller?.token === undefined) return [];
  const good = `Bearer ${caller.token}`;
  if (!draw.once(60)) return ['authorization', good];
  return draw.of([
    ['authorization', good, 'Authorization', good],
    ['authorization', `bearer  ${caller.token}`],
    ['authorization', `Bearer ${caller.token} x`],
    ['authorization', `Basic ${Buffer.from(`x:${caller.token}`).toString('base64')}`],
    ['authorization', `Bearer`],
    ['authorization', `Bearer ${'x'.repeat(5_000)}`],
    ['authorization', `Bearer\t${caller.token}`],
    ['authorization', `Bearer ${caller.token}, Bearer ${caller.token}`],
    ['authorization', `Bearer é${caller.token}`],
    ['authorization', `Bearer wrk_${'.'.repeat(50)}`],
    ['authorization', `Bearer eyJhbGciOiJub25lIn0.e30.`],
  ]);
}

function pathOf(draw: Draw, { paths: known }: World, { path }: Route): string {
  return path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const owner = path.slice(0, path.indexOf(`{${name}}`));
    const noun = /\/v1\/([\w-]+?)(?:ie)?s\/$/.exec(owner)?.[1] ?? 'decision';
    const kind = name === 'id' || (name === 'name' && known[noun]) ? noun : name;
    const values = known[kind === 'polic' ? 'policy' : kind] ?? known['decision'] ?? [];
    return draw.once(4) ? draw.of(values) : (values[0] ?? '');
  });
}

const QUERY_VALUES = [
  '1',
  '0x1',
  '1e0',
  '%201',
  '%2B1',
  '01',
  '1.0',
  '-1',
  '9'.repeat(30),
  'true',
  '%00',
  '%E2%80%AE',
  '%C3%A9',
  '%25',
  '%',
  '%ff',
  '..',
  '[]',
  'null',
  'undefined',
  '',
  'x'.repeat(1_500),
  '2025-03-01T00:00:00%2B16:00',
  '2025-03-01T00:00:00+01:00',
  '2025-03-01T00:00:00.123456789-23:59',
  '2025-03-01T00:00:00Z',
  '9999-12-31T23:59:59-15:59',
  '0000-01-01T00:00:00Z',
  '10000-01-01T00:00:00Z',
  '2025-06-30T23:59:60Z',
  'ALLOW',
  'allow',
  'eyJhIjoxfQ',
  'eyJ2IjoxLCJ0IjoiMDAwMC0wMS0wMSJ9',
];
const UNKNOWN_NAMES = ['limt', 'Limit', 'limit[]', 'limit[a]', '__proto__', 'constructor', '', 'a.b', 'from%00'];

function queryOf(draw: Draw, { parameters = [], path }: Route): { text: string; never?: string } {
  if (draw.once(3)) return { text: '' };
  const known = parameters.filter((parameter) => parameter.in === 'query').map(({ name = '' }) => name);
  const isStrange = known.length === 0 || draw.once(5);
  const names = isStrange ? [draw.of(UNKNOWN_NAMES)] : [draw.of(known), draw.of(known)].slice(draw.below(2));
  const text = `?${names.map((name) => `${name}=${draw.of(QUERY_VALUES)}`).join('&')}`;
  if (!path.startsWith('/v1/')) return { text };
  if (isStrange && names[0] !== '') return { text, never: `nobody knows the parameter ${names[0]}` };
  return { text, ...(names.length === 2 && names[0] === names[1] && { never: `${names[0]} stands twice` }) };
}

interface Coded {
  readonly bytes: Buffer;
  readonly headers: readonly string[];
  readonly never?: string;
}

function coding(draw: Draw, text: string): Coded {
  const bytes = Buffer.from(text);
  const json = [
    'content-type',
    draw.of(['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"']),
  ];
  if (!draw.once(12)) return { bytes, headers: json };
  const never = 'of what it is said to be';
  return draw.of<Coded>([
    { bytes: gzipSync(bytes), headers: [...json, 'content-encoding', 'gzip'] },
    { bytes: gzipSync(bytes), headers: [...json, 'content-encoding', 'X-GZIP'] },
    { bytes, headers: [...json, 'content-encoding', 'gzip'], never },
    { bytes, headers: [...json, 'content-encoding', 'br'], never },
    { bytes, headers: [...json, 'content-encoding', 'Identity'] },
    { bytes, headers: [...json, 'content-encoding', 'identity, gzip'], never },
    { bytes, headers: ['content-type', 'text/plain'], never },
    { bytes, headers: ['content-type', 'application/json; charset=utf-16'], never },
    { bytes, headers: ['content-type', 'application/x-www-form-urlencoded'], never },
    { bytes, headers: ['content-type', 'application/x-ndjson'] },
    { bytes, headers: [...json, 'content-type', 'text/plain'], never },
    { bytes, headers: [] },
    { bytes: Buffer.from(text, 'utf16le'), headers: json, ...(text.length > 1 && { never }) },
    { bytes: Buffer.concat([bytes.subarray(0, 3), Buffer.from([0xc3, 0x28]), bytes.subarray(3)]), headers: json, never },
    { bytes: Buffer.concat([Buffer.from([0xed, 0xa0, 0x80]), bytes]), headers: json, never },
  ]);
}

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7';

function moreHeaders(draw: Draw, nth: number): string[] {
  if (!draw.once(6)) return [];
  return draw.of([
    ['idempotency-key', `k-${nth}`],
    ['idempotency-key', ''],
    ['idempotency-key', 'x'.repeat(129)],
    ['idempotency-key', 'é'],
    ['idempotency-key', 'a b'],
    ['idempotency-key', 'a', 'Idempotency-Key', 'b'],
    ['traceparent', `00-${TRACE}-01`],
    ['traceparent', `ff-${TRACE}-01`],
    ['traceparent', `cc-${TRACE}-03-more`],
    ['traceparent', `00-${TRACE.toUpperCase()}-01`],
    ['traceparent', `00-${TRACE}-01`, 'traceparent', `00-${TRACE}-00`],
    ['tracestate', 'a=b,'.repeat(200)],
    ['x-request-id', 'é'],
    ['x-request-id', 'x'.repeat(200)],
    ['writ-version', 'latest'],
    ['writ-version', '2026-11-01', 'writ-version', '2026-11-01'],
    ['writ-min-position', '1'],
    ['writ-min-position', '-1'],
    ['writ-min-position', '1e3'],
    ['writ-min-position', '9'.repeat(17)],
    ['accept', 'text/html'],
    ['accept', '*/*;q=0'],
    ['accept-encoding', 'gzip, br'],
    ['if-none-match', '"'],
    ['if-none-match', '*'],
    ['prefer', 'wait=x'],
    ['prefer', 'wait=-1, modes=snapshot'],
    ['range', 'bytes=0-'],
    ['x-http-method-override', 'DELETE'],
    ['host', 'other'],
    ['cookie', 'a=b'],
    ['origin', 'null'],
  ]);
}
