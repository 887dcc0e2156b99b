import type { components, paths } from '../../docs/reference/api/openapi.js';
import type { components as stream } from '../../docs/reference/api/stream.js';

/** What the server publishes, by name. Generated: a member that is renamed there no longer compiles here. */
export type Schemas = components['schemas'] & stream['schemas'];

type Method = 'get' | 'post' | 'delete';

/** Paths that know this method, as templates such as `/v1/sessions/{id}`. */
export type Route<M extends Method> = { [P in keyof paths]: paths[P][M] extends object ? P : never }[keyof paths];

type Operation<M extends Method, P extends Route<M>> = Exclude<paths[P][M], undefined>;
type JsonOf<Content> = Content extends { content: { 'application/json': infer Value } } ? Value : unknown;

type InPath<O> = O extends { parameters: { path: infer Values } } ? { readonly path: Values } : object;
type InQuery<O> = O extends { parameters: { query?: infer Values } }
  ? [Values] extends [undefined]
    ? object
    : { readonly query?: Exclude<Values, undefined> }
  : object;
type InBody<O> = O extends { requestBody?: infer Sent }
  ? [Exclude<Sent, undefined>] extends [never]
    ? object
    : { readonly body: JsonOf<Exclude<Sent, undefined>> }
  : object;

/** What a request to a route says: values for its path, its query, its body. */
export type Asked<M extends Method, P extends Route<M>> = InPath<Operation<M, P>> &
  InQuery<Operation<M, P>> &
  InBody<Operation<M, P>>;

/** What a route answers when all is well. */
export type AnswerTo<M extends Method, P extends Route<M>> =
  Operation<M, P> extends { responses: infer Responses } ? JsonOf<Responses[keyof Responses & (200 | 201)]> : never;

/** Of a request: what its address is made of. */
export interface Parts {
  readonly path?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, unknown>>;
}

/** Path and query of a request. A value stays one segment, whatever is in it. */
export function pathOf(route: string, { path = {}, query = {} }: Parts): string {
  const filled = route.replace(/\{(\w+)\}/g, (_, name: string) => segment(String(path[name])));
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) asked.set(name, String(value));
  return asked.size > 0 ? `${filled}?${asked}` : filled;
}

/** A dot alone would be resolved away on the way, and the request would go to another route. */
function segment(value: string): string {
  if (/^\.{0,2}$/.test(value) || !value.isWellFormed()) throw new TypeError(`"${value}" cannot be part of a path`);
  return encodeURIComponent(value);
}
