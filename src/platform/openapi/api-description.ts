import { Inject, Injectable } from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { LATEST_VERSION, SUPPORTED_VERSIONS } from '#platform/http/api-version';
import { problemResponses, problemSchema, refusalStatuses, responseName } from './problem-responses.js';
import { accessSentence, operationIdOf, routeFacts, type RouteFacts } from './route-facts.js';
import { convertSchema, inStableOrder } from './schema-conversion.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Parameter = NonNullable<Operation['parameters']>[number];

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;
const ABOUT = `An agent asks before it acts. Writ evaluates the tenant's policy, records the decision in the tenant's ledger, and only then answers.

A denied call is a successful decision: status 200 with \`verdict: DENY\`. HTTP errors are for requests that were not decided; they are problem documents with a stable \`code\`.

Every response carries \`X-Request-Id\`, \`Writ-Version\` and \`Writ-Supported-Versions\`. Lists take \`limit\` and \`cursor\` and answer \`{items, nextCursor}\`. What changes something answers a \`ledger\` receipt; send its \`position\` as \`Writ-Min-Position\` to read your own write.`;

const header = (name: string, description: string, schema: object): Parameter => ({
  name,
  in: 'header',
  required: false,
  description,
  schema,
});
const PARAMETERS = {
  WritVersion: header('Writ-Version', 'Version of the public contract; the latest when left out.', {
    type: 'string',
    enum: [...SUPPORTED_VERSIONS],
  }),
  RequestId: header('X-Request-Id', 'Echoed in the answer, the log and the events; made when left out.', {
    type: 'string',
    pattern: '^[A-Za-z0-9._:-]{1,128}$',
  }),
  IdempotencyKey: header(
    'Idempotency-Key',
    'The same key and body within 24 hours answer the first result again; another body is refused.',
    { type: 'string', pattern: '^[\\x21-\\x7e]{1,128}$' },
  ),
  MinPosition: header('Writ-Min-Position', 'Waits, within bounds, until the read model has seen this position.', {
    type: 'integer',
    minimum: 0,
  }),
} as const;

/** The OpenAPI description of whatever controllers this process has, built when it is first asked for. */
@Injectable()
export class ApiDescription {
  private built: OpenAPIObject | undefined;

  constructor(
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(HttpAdapterHost) private readonly adapter: HttpAdapterHost,
  ) {}

  document(): OpenAPIObject {
    return (this.built ??= this.build());
  }

  private build(): OpenAPIObject {
    const facts = routeFacts(this.modules);
    const document = SwaggerModule.createDocument(this.scannedApplication(), settings(), {
      operationIdFactory: operationIdOf,
      autoTagControllers: false,
      standardSchemaConverter: convertSchema as never,
    });
    for (const [path, item] of Object.entries(document.paths)) {
      for (const method of METHODS) if (item[method]) item[method] = complete(item[method], method, path, facts);
    }
    const schemas = { ...document.components?.schemas, Problem: problemSchema() };
    const components = { ...document.components, schemas, parameters: PARAMETERS, responses: problemResponses() };
    return inStableOrder({
      ...document,
      tags: tagsOf(document),
      components: components as unknown as OpenAPIObject['components'],
    });
  }

  /** What the scanner reads of an application. A controller cannot have the application itself injected. */
  private scannedApplication(): Parameters<typeof SwaggerModule.createDocument>[0] {
    const seen = {
      container: { getModules: () => this.modules },
      config: new ApplicationConfig(),
      getHttpAdapter: () => this.adapter.httpAdapter,
    };
    return seen as unknown as Parameters<typeof SwaggerModule.createDocument>[0];
  }
}

function settings(): ReturnType<DocumentBuilder['build']> {
  return new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Writ')
    .setDescription(ABOUT)
    .setVersion(LATEST_VERSION)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/', 'This server')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'wrk_…', description: 'The key of an agent.' }, 'agentKey')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'An access token from `POST /v1/auth/token`.' },
      'operatorToken',
    )
    .build();
}

function complete(operation: Operation, method: string, path: string, facts: ReadonlyMap<string, RouteFacts>): Operation {
  const route = facts.get(operation.operationId ?? '');
  const { access } = route ?? {};
  const isOpen = access?.to === 'anyone';
  const statuses = refusalStatuses({
    isOpen,
    hasPathParameter: path.includes('{'),
    hasBody: operation.requestBody !== undefined,
    changes: method !== 'get',
  });
  const refused = Object.fromEntries(
    statuses.map((status) => [status, { $ref: `#/components/responses/${responseName(status)}` }]),
  );
  return {
    ...operation,
    summary: operation.summary || summaryOf(operation),
    description: [operation.description, accessSentence(access)].filter(Boolean).join('\n\n'),
    parameters: [
      ...(operation.parameters ?? []),
      ...headersOf(method, route).map((name) => ({ $ref: `#/components/parameters/${name}` })),
    ],
    responses: { ...refused, ...described(operation.responses, route?.offersCsv === true) },
    ...(isOpen ? {} : { security: schemesOf(route) }),
  };
}

function headersOf(method: string, route: RouteFacts | undefined): (keyof typeof PARAMETERS)[] {
  const names: (keyof typeof PARAMETERS)[] = ['WritVersion', 'RequestId'];
  if (method !== 'get' && route?.takesIdempotencyKey && route.access?.to !== 'anyone') names.push('IdempotencyKey');
  if (route?.takesMinPosition) names.push('MinPosition');
  return names;
}

function schemesOf(route: RouteFacts | undefined): Record<string, string[]>[] {
  const agent = { agentKey: [] };
  const operator = { operatorToken: [] };
  if (route?.access?.to === 'agent') return [agent];
  return route?.access?.to === 'agent-or-operator' ? [agent, operator] : [operator];
}

/** `policies.addRevision` -> `Add revision`, for routes without a summary of their own. */
function summaryOf({ operationId = '' }: Operation): string {
  const words = (operationId.split('.').at(-1) ?? '').replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${words[0]?.toUpperCase()}${words.slice(1)}`;
}

/** A description is required; decorators may leave it empty. */
function described(responses: Operation['responses'], offersCsv: boolean): Operation['responses'] {
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => {
      if (!response || !('description' in response)) return [status, response];
      const csv = offersCsv && { content: { ...response.content, 'text/csv': { schema: { type: 'string' } } } };
      return [status, { ...response, ...(response.description === '' && { description: 'Done.' }), ...csv }];
    }),
  ) as Operation['responses'];
}

function tagsOf(document: OpenAPIObject): { name: string }[] {
  const names = Object.values(document.paths).flatMap((item) => METHODS.flatMap((method) => item[method]?.tags ?? []));
  return [...new Set(names)].sort().map((name) => ({ name }));
}
