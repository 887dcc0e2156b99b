import type { z } from 'zod';
import type { Access } from './access.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** How an operation shows in GraphQL. Members of the path become arguments; a left-out part is as REST has it. */
export interface GraphqlField {
  /** The description of the field. */
  readonly says?: string;
  /** The object type of the answer. Exactly one of `type`, `connection` and `items` is given. */
  readonly type?: string;
  /** The answer is a page: the name of its connection, which is also its node's unless `node` says otherwise. */
  readonly connection?: string;
  readonly node?: string;
  /** The answer is a whole list: the type of its items. */
  readonly items?: string;
  /** A refusal leaves the field null instead of the whole answer. */
  readonly nullable?: boolean;
  /** The input type of the body, which is then the argument `input`. Without it each member is an argument of its own. */
  readonly input?: string;
  /** The input type of the query's members other than `limit` and `cursor`. Without it each is an argument of its own. */
  readonly filter?: string;
}

/** How a list that is told page by page can be taken away whole as one table. */
export interface CsvForm<R> {
  readonly columns: readonly string[];
  rows(page: R): readonly (readonly (string | number | boolean | null)[])[];
  /** Without `.csv`. Where it changes from one page to the next they are not of one thing, and the table breaks off. */
  fileOf(page: R): string;
}

/**
 * Everything a transport needs to offer one command or query, said once. REST checks `path`, `query` and `body` apart;
 * the handler gets their members in one flat object, so no member may stand in two of them.
 */
export interface OperationSpec<
  A extends Access = Access,
  P extends z.ZodObject | undefined = z.ZodObject | undefined,
  Q extends z.ZodObject | undefined = z.ZodObject | undefined,
  B extends z.ZodType | undefined = z.ZodType | undefined,
  R extends z.ZodType = z.ZodType,
> {
  /** Unique: the GraphQL field, the label in metrics and traces, the name in the audit. */
  readonly name: string;
  /** `<group>.<method>`: the operation id of OpenAPI. A group becomes one controller. */
  readonly id: `${string}.${string}`;
  /** The heading OpenAPI lists it under. */
  readonly tag: string;
  /** One sentence for people. */
  readonly says: string;
  readonly access: A;
  readonly rest: `${Method} /${string}`;
  /** Of a success; 200 when left out. */
  readonly status?: 200 | 201;
  /** One member for each `:parameter` of the route, in its order; the names may differ. */
  readonly path?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly answer: R;
  /** The read model it answers from, so that `Writ-Min-Position` knows what to wait for. */
  readonly readsFrom?: string;
  /** The one stream whose events are all that the answer follows from, where that is so: its past is found without the rest of the ledger. */
  readonly followsFrom?: (input: never) => string;
  readonly graphql?: GraphqlField;
  /** Offered over REST beside JSON, with `Accept: text/csv` or `?format=csv`. Needs `query` and an answer that is a page. */
  readonly csv?: CsvForm<z.output<R>>;
}

export type Kind = 'command' | 'query';

/** What a handler gets: checked input and who asks. An instance is what the bus dispatches, by its class. */
export interface Asked<I, C = unknown> {
  readonly input: I;
  readonly caller: C;
}

/** An operation is its declaration and the class of the messages that ask for it. */
export interface Operation<K extends Kind, S extends OperationSpec, I, R> {
  new (input: I, caller: never): object;
  readonly kind: K;
  readonly spec: S;
  /** Grows from one declaration to the next. */
  readonly place: number;
  /** For types only, like `answers`: never there. */
  readonly asks?: I;
  readonly answers?: R;
}

export interface AnyOperation {
  new (...given: never[]): object;
  readonly kind: Kind;
  readonly spec: OperationSpec;
  readonly place: number;
  readonly asks?: unknown;
  readonly answers?: unknown;
}
export type InputOf<O extends AnyOperation> = NonNullable<O['asks']>;
export type AnswerOf<O extends AnyOperation> = NonNullable<O['answers']>;

type Members<P, Q, B> = Part<P> & Part<Q> & Part<B>;
type Part<T> = T extends z.ZodType ? z.output<T> : unknown;

/** Changes something. Takes an idempotency key on every transport. */
export function command<
  A extends Access,
  R extends z.ZodType,
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(spec: OperationSpec<A, P, Q, B, R>): Operation<'command', OperationSpec<A, P, Q, B, R>, Members<P, Q, B>, z.input<R>> {
  return operation('command', spec);
}

/** Records nothing. */
export function query<
  A extends Access,
  R extends z.ZodType,
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(spec: OperationSpec<A, P, Q, B, R>): Operation<'query', OperationSpec<A, P, Q, B, R>, Members<P, Q, B>, z.input<R>> {
  return operation('query', spec);
}

let declared = 0;

function operation<K extends Kind, S extends OperationSpec, I, R>(kind: K, spec: S): Operation<K, S, I, R> {
  checkParameters(spec);
  class Message {
    static readonly kind = kind;
    static readonly spec = spec;
    static readonly place = declared++;
    constructor(
      readonly input: I,
      readonly caller: unknown,
    ) {}
  }
  // What the bus and error messages call it.
  Object.defineProperty(Message, 'name', { value: `${spec.name.charAt(0).toUpperCase()}${spec.name.slice(1)}` });
  return Message as unknown as Operation<K, S, I, R>;
}

export function isOperation(value: unknown): value is AnyOperation {
  return typeof value === 'function' && 'spec' in value && 'kind' in value;
}

/** The operations among the exports of a feature's `operations.ts`, in the order in which they stand there. */
export function operationsIn(exports: object): AnyOperation[] {
  return Object.values(exports)
    .filter(isOperation)
    .sort((a, b) => a.place - b.place);
}

export interface RestRoute {
  readonly method: Method;
  /** With `:parameter`s, without the leading slash. */
  readonly path: string;
  /** Each parameter of the route and the member of the input it fills. */
  readonly parameters: readonly { readonly name: string; readonly member: string }[];
}

export function restRouteOf({ rest, path }: OperationSpec): RestRoute {
  const [method, route] = rest.split(' /') as [Method, string];
  const members = Object.keys(path?.shape ?? {});
  const names = [...route.matchAll(/:(\w+)/g)].map(([, name]) => name as string);
  return { method, path: route, parameters: names.map((name, index) => ({ name, member: members[index] as string })) };
}

function checkParameters(spec: OperationSpec): void {
  const { parameters } = restRouteOf(spec);
  if (parameters.length !== Object.keys(spec.path?.shape ?? {}).length)
    throw new Error(`operation ${spec.name}: the route ${spec.rest} and the members of its path do not match`);
  const members = [spec.path, spec.query, spec.body && objectIn(spec.body)].flatMap((part) => Object.keys(part?.shape ?? {}));
  if (new Set(members).size !== members.length) throw new Error(`operation ${spec.name}: a member of its input stands twice`);
}

/** The object behind a default or a refinement of a body. */
export function objectIn(body: z.ZodType): z.ZodObject | undefined {
  const { type, innerType } = body.def as { type: string; innerType?: z.ZodType };
  if (type === 'object') return body as z.ZodObject;
  return innerType && objectIn(innerType);
}
