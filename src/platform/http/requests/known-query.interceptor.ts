import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import type { FastifyRequest } from 'fastify';
import { excerpt } from '#libs/bounded';
import { AS_OF } from '#libs/operations';
import { refuseWith } from '../problem-details.js';

/** `RouteParamtypes.QUERY` of Nest, with which the keys of the metadata begin. */
const QUERY = '4:';
/** What this server says about itself is asked by whatever watches it, with whatever it adds. */
const API = '/v1/';

/**
 * A route that declares no query takes none: who misspells a filter, or gives it to the wrong route, would otherwise read an answer to
 * another question. Routes that declare one are held to it by their schema.
 */
@Injectable()
export class KnownQueryInterceptor implements NestInterceptor {
  private readonly takesQuery = new Map<unknown, boolean>();

  intercept(context: ExecutionContext, next: CallHandler) {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (request.url.startsWith(API) && !this.isDeclared(context)) refuseQuery(request);
    return next.handle();
  }

  private isDeclared(context: ExecutionContext): boolean {
    const handler = context.getHandler();
    let known = this.takesQuery.get(handler);
    if (known === undefined) {
      const parts = (Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), handler.name) ?? {}) as object;
      known = Object.keys(parts).some((key) => key.startsWith(QUERY));
      this.takesQuery.set(handler, known);
    }
    return known;
  }
}

/** Throws when the request has a query at all. */
export function refuseQuery({ query }: FastifyRequest): void {
  const [unknown] = Object.keys(query as object);
  if (unknown === AS_OF) throw refuseWith('AS_OF_NOT_TOLD');
  if (unknown !== undefined)
    throw refuseWith('INVALID_INPUT', `query: this route takes no parameter ${JSON.stringify(excerpt(unknown, 60))}`);
}
