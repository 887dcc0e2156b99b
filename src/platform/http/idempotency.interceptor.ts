import { createHash } from 'node:crypto';
import {
  Inject,
  Injectable,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { catchError, from, mergeMap, of, throwError, type Observable } from 'rxjs';
import { canonicalJson } from '#libs/evidence';
import type { Json } from '#libs/event-sourcing';
import { CONFIGURATION } from '#platform/config/configuration.token';
import type { Configuration } from '#platform/config/configuration';
import { TenantDatabase } from '#platform/database/tenant-database';
import { IdempotencySlot } from '#platform/operations/idempotency-slot';
import { refuseWith } from './problem-details.js';

const KEY_FORM = /^[\x21-\x7e]{1,128}$/;

/**
 * `Idempotency-Key` on mutations: the same key and body answers the first result again, another body is refused. Answers
 * are stored sealed, because some of them carry a one-time secret. A refusal releases the key.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    @Inject(TenantDatabase) private readonly database: TenantDatabase,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType<string>() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const key = request.headers['idempotency-key'];
    const principal = request.writ.principal;
    if (key === undefined || !principal || request.method === 'GET') return next.handle();
    if (typeof key !== 'string' || !KEY_FORM.test(key))
      throw refuseWith('INVALID_INPUT', 'Idempotency-Key must be 1 to 128 printable ASCII characters');
    const slot = new IdempotencySlot(this.database, this.configuration.deploymentKey, principal, key);
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return from(slot.claim(hashOf(request))).pipe(
      mergeMap((earlier) => {
        if (!earlier) return this.carryOut(slot, next, reply);
        void reply.status(earlier.status).header('idempotency-replayed', 'true');
        return of(earlier.body);
      }),
    );
  }

  private carryOut(slot: IdempotencySlot, next: CallHandler, reply: FastifyReply): Observable<unknown> {
    return next.handle().pipe(
      mergeMap(async (body: unknown) => {
        await slot.store(reply.statusCode, body);
        return body;
      }),
      catchError((error: unknown) => from(slot.release()).pipe(mergeMap(() => throwError(() => error)))),
    );
  }
}

/** For controllers whose mutations take `Idempotency-Key`. Deciding calls has its own: the request id. */
export const Idempotent = (): ClassDecorator & MethodDecorator => UseInterceptors(IdempotencyInterceptor);

function hashOf(request: FastifyRequest): Buffer {
  const body = request.body === undefined ? 'null' : canonicalJson(request.body as Json);
  return createHash('sha256').update(`${request.method} ${request.url}\n${body}`).digest();
}
