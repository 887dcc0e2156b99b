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
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION } from '#platform/config/configuration.token';
import { refuseWith } from './problem-details.js';
import type { RequestFacts } from './request-context.js';

const READS_FROM = 'writ:reads-from';
/** The projection a route answers from, so that `Writ-Min-Position` knows what to wait for. */
export const ReadsFrom = (projection: string): MethodDecorator =>
  applyDecorators(SetMetadata(READS_FROM, projection), UseInterceptors(MinPositionInterceptor));

/** Waits for read models; the ledger's adapter provides it. */
export abstract class ReadModels {
  /** True when `projection` has seen `position` of the tenant's ledger within `timeoutMs`. */
  abstract reached(projection: string, tenant: string, position: number, timeoutMs: number): Promise<boolean>;
}

/** `Writ-Min-Position: N` on a read: the answer has seen position N, or is READ_MODEL_BEHIND. */
@Injectable()
export class MinPositionInterceptor implements NestInterceptor {
  constructor(
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(ReadModels) private readonly readModels: ReadModels,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const projection = this.reflector.get<string | undefined>(READS_FROM, context.getHandler());
    const { minPosition, principal } = askedBy(context);
    if (minPosition === undefined || projection === undefined || !principal) return next.handle();
    return from(this.wait(projection, principal.tenant, minPosition)).pipe(mergeMap(() => next.handle()));
  }

  async wait(projection: string, tenant: string, header: string | string[]): Promise<void> {
    const position = typeof header === 'string' && /^\d{1,16}$/.test(header) ? Number(header) : Number.NaN;
    if (!Number.isSafeInteger(position)) throw refuseWith('INVALID_INPUT', 'Writ-Min-Position must be a ledger position');
    const reached = await this.readModels.reached(projection, tenant, position, this.configuration.WRIT_READ_WAIT_MS);
    if (!reached) throw refuseWith('READ_MODEL_BEHIND');
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
