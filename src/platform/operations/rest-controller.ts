import {
  Body,
  Controller,
  HttpCode,
  Inject,
  Param,
  Query,
  Req,
  RequestMapping,
  RequestMethod,
  Res,
  SetMetadata,
  type Type,
} from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { MAX_PAGE, restRouteOf, type AnyOperation, type CsvForm } from '#libs/operations';
import { ACCESS } from '#platform/auth/access';
import { refuseWith } from '#platform/http/problem-details';
import { orThrow } from '#platform/http/responses';
import type { Caller } from './caller.js';
import { csvAnswer, wantsCsv } from './csv-answer.js';
import { FrontDoor } from './front-door.js';

/** Where a route keeps the operation it carries to the front door. */
export const OPERATION = 'writ:operation';

/** `POST` and the like are numbers to Nest. */
const METHODS = { GET: RequestMethod.GET, POST: RequestMethod.POST, PUT: RequestMethod.PUT, DELETE: RequestMethod.DELETE };

type Members = Record<string, unknown>;

/** A table that is wanted by people who cannot choose what their browser accepts. */
const FORMAT = 'format';
const Format = z.enum(['json', 'csv']).optional().describe('As JSON page by page, or as CSV, which is always whole.');

interface Generated {
  readonly door: FrontDoor;
}

/** The routes of the operations of one group as the controller one would write by hand, for Nest, its pipes and OpenAPI. */
export function restController(group: string, operations: readonly AnyOperation[]): Type {
  const name = `${group.charAt(0).toUpperCase()}${group.slice(1)}Controller`;
  const made = {
    [name]: class {
      constructor(readonly door: FrontDoor) {}
    },
  }[name] as Type<Generated>;
  Controller()(made);
  Inject(FrontDoor)(made, undefined, 0);
  ApiTags(...new Set(operations.map(({ spec }) => spec.tag)))(made);
  for (const operation of operations) addRoute(made, operation);
  return made;
}

function addRoute(controller: Type<Generated>, operation: AnyOperation): void {
  const { spec } = operation;
  const { method: verb, path } = restRouteOf(spec);
  const method = spec.id.split('.')[1] as string;
  const readers = inputReaders(operation);
  const handler = async function (this: Generated, request: FastifyRequest, reply: FastifyReply, ...parts: unknown[]) {
    const input = Object.assign({}, ...readers.map(({ read }, index) => read(parts[index]))) as Members;
    if (spec.csv && isCsv(input, request)) return table(this.door, operation, spec.csv, input, callerOf(request, reply));
    const { answer, replayed } = await this.door.carryOut(operation, input as never, callerOf(request, reply));
    if (spec.csv) void reply.header('vary', 'accept');
    if (replayed) void reply.header('idempotency-replayed', 'true');
    return orThrow(answer);
  };
  // OpenAPI and Nest's log call a route by its function's name.
  Object.defineProperty(handler, 'name', { value: method });
  Object.defineProperty(controller.prototype, method, { value: handler, writable: true, configurable: true });
  Reflect.defineMetadata('design:paramtypes', [Object, Object, ...readers.map(({ type }) => type)], controller.prototype, method);
  // From the last to the first, as the language applies them: Nest keeps the order.
  const decorators = [Req(), Res({ passthrough: true }), ...readers.map(({ decorator }) => decorator)];
  for (const [index, decorate] of [...decorators.entries()].reverse()) decorate(controller.prototype, method, index);
  const descriptor = Object.getOwnPropertyDescriptor(controller.prototype, method) as PropertyDescriptor;
  const status = spec.status ?? 200;
  for (const decorate of [
    RequestMapping({ method: METHODS[verb], path }),
    HttpCode(status),
    SetMetadata(ACCESS, spec.access),
    SetMetadata(OPERATION, operation),
    ApiOperation({ summary: spec.says }),
    ApiResponse({ status, standardSchema: spec.answer }),
  ])
    decorate(controller.prototype, method, descriptor);
}

/** What was said of the form, which is then no member of the input any more. */
function isCsv(input: Members, { headers }: FastifyRequest): boolean {
  const format = input[FORMAT];
  delete input[FORMAT];
  return format === undefined ? wantsCsv(headers.accept) : format === 'csv';
}

/** The whole list, whatever part of it was asked for. */
async function table(door: FrontDoor, operation: AnyOperation, form: CsvForm<never>, input: Members, caller: Caller) {
  const page = async (cursor?: string) => {
    const { cursor: _, ...rest } = input;
    const asked = { ...rest, limit: MAX_PAGE, ...(cursor !== undefined && { cursor }) };
    const { answer } = await door.carryOut(operation, asked as never, caller);
    return orThrow(answer) as never;
  };
  return csvAnswer(form, await page(), page);
}

function callerOf({ writ: facts, headers }: FastifyRequest, { raw }: FastifyReply): Caller {
  const { 'idempotency-key': key, 'writ-min-position': minPosition } = headers;
  if (!facts.principal) throw refuseWith('UNAUTHENTICATED');
  // A header sent twice arrives as a list; joined it is refused for its form.
  return {
    principal: facts.principal,
    facts,
    key: Array.isArray(key) ? key.join(', ') : key,
    minPosition,
    gone: () => goneWith(raw),
  };
}

function goneWith(answer: FastifyReply['raw']): AbortSignal {
  const gone = new AbortController();
  answer.once('close', () => gone.abort());
  return gone.signal;
}

interface InputReader {
  readonly decorator: ParameterDecorator;
  readonly type: unknown;
  read(part: unknown): Members;
}

/** Each part of the request with its schema, which Nest's pipe holds it to, and the members of the input it gives. */
function inputReaders({ spec }: AnyOperation): InputReader[] {
  const { parameters } = restRouteOf(spec);
  const whole = (part: unknown): Members => part as Members;
  const query = spec.csv ? spec.query?.extend({ [FORMAT]: Format }) : spec.query;
  return [
    ...parameters.map(({ name, member }) => ({
      decorator: Param(name, { schema: spec.path?.shape[member] as never }),
      type: String,
      read: (part: unknown) => ({ [member]: part }),
    })),
    ...(query ? [{ decorator: Query({ schema: query }), type: Object, read: whole }] : []),
    ...(spec.body ? [{ decorator: Body({ schema: spec.body }), type: Object, read: whole }] : []),
  ];
}
