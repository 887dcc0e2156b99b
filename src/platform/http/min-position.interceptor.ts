import {
  applyDecorators,
  Inject,
  Injectable,
  SetMetadata,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { from, mergeMap, type Observable } from 'rxjs';
import type { Principal } from '#platform/auth/principal';
import { MinPosition } from './min-position.js';
import type { RequestFacts } from './request-context.js';

const READS_FROM = 'writ:reads-from';
/** The projection a route answers from, so that `Writ-Min-Position` knows what to wait for. */
export const ReadsFrom = (projection: string): MethodDecorator =>
  applyDecorators(SetMetadata(READS_FROM, projection), UseInterceptors(MinPositionInterceptor));

/** `Writ-Min-Position: N` on a read: the answer has seen position N, or is READ_MODEL_BEHIND. */
@Injectable()
export class MinPositionInterceptor implements NestInterceptor {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(MinPosition) private readonly waiting: MinPosition,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const projection = this.reflector.get<string | undefined>(READS_FROM, context.getHandler());
    const { minPosition, principal } = askedBy(context);
    if (minPosition === undefined || projection === undefined || !principal) return next.handle();
    return from(this.waiting.reached(projection, principal.tenant, minPosition)).pipe(mergeMap(() => next.handle()));
  }
}

interface Asked {
  readonly minPosition?: string | string[] | undefined;
  readonly principal?: Principal | undefined;
}

/** GraphQL carries the header in its context; nothing else has one. */
function askedBy(context: ExecutionContext): Asked {
  const kind = context.getType<string>();
  if (kind === 'graphql') {
    const { writ, minPosition } = context.getArgByIndex<{ writ: RequestFacts } & Asked>(2);
    return { minPosition, principal: writ.principal };
  }
  if (kind !== 'http') return {};
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return { minPosition: request.headers['writ-min-position'], principal: request.writ.principal };
}
