import { existsSync, readFileSync } from 'node:fs';
import { jsonIn } from '../reading/text-file.js';
import { addressOf } from '../session/api-client.js';
import { CommandError, usageError } from '../exit.js';
import { installedFile } from '../installed-files.js';

/** As much of the published contract as a call needs. */
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: MemberSchema;
}
interface MemberSchema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
}
interface Described {
  readonly operationId: string;
  readonly summary?: string;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: BodySchema }>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
}
interface BodySchema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, MemberSchema>>;
}
interface Contract {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, BodySchema>> };
}

/** One operation of the contract: what it is called with, and who may call it. */
export interface ServedOperation {
  readonly id: string;
  readonly says: string;
  readonly method: 'GET' | 'POST' | 'DELETE' | 'PUT';
  /** With `{parameter}`s. */
  readonly path: string;
  readonly caller: 'agent' | 'operator' | 'anyone';
  /** Members by name; a type is there where only one is possible. */
  readonly members: ReadonlyMap<
    string,
    {
      readonly in: 'path' | 'query' | 'body';
      readonly type?: string;
      readonly required: boolean;
      /** What it is, and which values there are. */
      readonly says: string;
    }
  >;
}

export interface PreparedCall {
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

const CONTRACT = installedFile('docs/reference/api/openapi.json');
const JSON_TYPE = 'application/json';

/** What the server offers as JSON, from the contract this command was installed with. Sorted by id. */
export function servedOperations(): ServedOperation[] {
  if (!existsSync(CONTRACT)) throw new CommandError('NO_CONTRACT', 'the API description was not installed with this command');
  const { paths, components } = JSON.parse(readFileSync(CONTRACT, 'utf8')) as Contract;
  return Object.entries(paths)
    .flatMap(([path, item]) => Object.entries(item).map(([method, described]) => ({ path, method, described })))
    .filter(({ described }) => speaksJson(described) && !takesSecrets(described))
    .map(({ path, method, described }) => served(path, method, described, components.schemas))
    .filter((operation) => operation !== undefined)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** What has to be sent, from `name=value` as typed. Throws a usage error that names the member. */
export function preparedCall(operation: ServedOperation, given: readonly string[]): PreparedCall {
  const values = new Map(given.map((text) => valueOf(operation, text)));
  if (values.size < given.length) throw usageError('a member is given twice');
  for (const [name, { required }] of operation.members)
    if (required && !values.has(name))
      throw usageError(`${operation.id} needs ${name}=…; it takes ${[...operation.members.keys()].join(', ')}`);
  const part = (where: string) => [...values].filter(([name]) => operation.members.get(name)?.in === where);
  const path = addressOf(operation.path, {
    path: Object.fromEntries(part('path').map(([name, value]) => [name, text(value)])),
    query: Object.fromEntries(part('query').map(([name, value]) => [name, text(value)])),
  });
  const body = part('body');
  return {
    path,
    ...(operation.method !== 'GET' && body.length > 0 && { body: Object.fromEntries(body) }),
  };
}

function served(
  path: string,
  method: string,
  described: Described,
  schemas: Contract['components']['schemas'],
): ServedOperation | undefined {
  const parameters = (described.parameters ?? []).filter(({ in: where }) => where === 'path' || where === 'query');
  const given = described.requestBody?.content[JSON_TYPE]?.schema;
  const name = given?.$ref?.split('/').at(-1);
  const body = (name === undefined ? given : schemas[name]) as (BodySchema & { required?: readonly string[] }) | undefined;
  // A body that is no object of its own, such as a batch.
  if (given && !body?.properties) return undefined;
  const callers = (described.security ?? []).flatMap((each) => Object.keys(each));
  return {
    id: described.operationId,
    says: described.summary ?? '',
    method: method.toUpperCase() as ServedOperation['method'],
    path,
    caller: callers.includes('operatorToken') ? 'operator' : callers.includes('agentKey') ? 'agent' : 'anyone',
    members: new Map([
      ...parameters.map((each) =>
        member(each.name, each.in as 'path', { description: each.description ?? '', ...each.schema }, each.required === true),
      ),
      ...Object.entries(body?.properties ?? {}).map(([key, schema]) =>
        member(key, 'body', schema, body?.required?.includes(key) === true),
      ),
    ]),
  };
}

function member(name: string, where: 'path' | 'query' | 'body', schema: MemberSchema, required: boolean) {
  const { type, description = '', enum: values = [] } = schema;
  const says = [description, values.join(' | ')].filter((part) => part !== '').join(' ');
  return [name, { in: where, required, says, ...(type !== undefined && { type }) }] as const;
}

function speaksJson({ requestBody, responses }: Described): boolean {
  const success = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1];
  return (!requestBody || JSON_TYPE in requestBody.content) && success?.content !== undefined && JSON_TYPE in success.content;
}

/** Signing in is `writ login`: what is typed here is for all to see that look at the processes. */
function takesSecrets({ security, requestBody }: Described): boolean {
  return requestBody !== undefined && (security ?? []).length === 0;
}

/** Texts are taken as they are; everything else is JSON. */
function valueOf({ id, members }: ServedOperation, given: string): [string, unknown] {
  const [, name = '', value = ''] = /^([^=]+)=(.*)$/s.exec(given) ?? [];
  const known = members.get(name);
  if (!known) throw usageError(`${name === '' ? given : name}: ${id} takes ${[...members.keys()].join(', ') || 'nothing'}`);
  if (known.type === 'string' || known.in !== 'body') return [name, value];
  return [name, jsonIn(value, `${name} (${known.type ?? 'an object, a list, a number'})`)];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
