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
import { sql } from 'kysely';
import { catchError, from, mergeMap, of, throwError, type Observable } from 'rxjs';
import { canonicalJson } from '#libs/evidence';
import type { Json } from '#libs/event-sourcing';
import type { Principal } from '#platform/auth/principal';
import { seal, unseal } from '#platform/auth/sealed-key';
import { CONFIGURATION } from '#platform/config/configuration.token';
import type { Configuration } from '#platform/config/configuration';
import { TenantDatabase } from '#platform/database/tenant-database';
import { refuseWith } from './problem-details.js';

interface KeyRow {
  request_hash: Buffer;
  status: number | null;
  response_sealed: Buffer | null;
  created_at: Date;
}

const KEY_FORM = /^[\x21-\x7e]{1,128}$/;
const KEPT = '24 hours';
/** A request that has not answered after this long died with its process; its key may be taken over. */
const ABANDONED_AFTER_MS = 60_000;

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
    const slot = new Slot(this.database, this.configuration.deploymentKey, principal, key);
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return from(slot.claim(hashOf(request))).pipe(
      mergeMap((earlier) => {
        if (!earlier) return this.carryOut(slot, next, reply);
        void reply.status(earlier.status).header('idempotency-replayed', 'true');
        return of(earlier.body);
      }),
    );
  }

  private carryOut(slot: Slot, next: CallHandler, reply: FastifyReply): Observable<unknown> {
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

/** One key of one actor of one tenant. */
class Slot {
  constructor(
    private readonly database: TenantDatabase,
    private readonly deploymentKey: Buffer,
    private readonly principal: Principal,
    private readonly key: string,
  ) {}

  /** The stored answer of an earlier identical request, or undefined when the key is now ours to carry out. */
  claim(requestHash: Buffer): Promise<{ status: number; body: unknown } | undefined> {
    const { tenant } = this.principal;
    return this.database.as(tenant, async (db) => {
      await sql`delete from idempotency_keys where tenant = ${tenant} and created_at < now() - ${KEPT}::interval`.execute(db);
      const claimed = await sql`insert into idempotency_keys (tenant, actor, key, request_hash)
        values (${tenant}, ${this.actor}, ${this.key}, ${requestHash}) on conflict do nothing returning 1`.execute(db);
      if (claimed.rows.length > 0) return undefined;
      const found = await sql<KeyRow>`select request_hash, status, response_sealed, created_at from idempotency_keys
        where tenant = ${tenant} and actor = ${this.actor} and key = ${this.key} for update`.execute(db);
      const row = found.rows[0];
      if (!row) throw refuseWith('IDEMPOTENCY_IN_PROGRESS');
      if (!row.request_hash.equals(requestHash)) throw refuseWith('IDEMPOTENCY_CONFLICT');
      if (row.status !== null && row.response_sealed) return { status: row.status, body: this.open(row.response_sealed) };
      if (Date.now() - row.created_at.getTime() < ABANDONED_AFTER_MS) throw refuseWith('IDEMPOTENCY_IN_PROGRESS');
      await sql`update idempotency_keys set created_at = now() where tenant = ${tenant} and actor = ${this.actor} and key = ${this.key}`.execute(
        db,
      );
      return undefined;
    });
  }

  async store(status: number, body: unknown): Promise<void> {
    const sealed = seal(this.deploymentKey, this.label, Buffer.from(JSON.stringify(body ?? null)));
    const { tenant } = this.principal;
    await this.database.as(tenant, (db) =>
      sql`update idempotency_keys set status = ${status}, response_sealed = ${sealed}
        where tenant = ${tenant} and actor = ${this.actor} and key = ${this.key}`.execute(db),
    );
  }

  async release(): Promise<void> {
    const { tenant } = this.principal;
    await this.database.as(tenant, (db) =>
      sql`delete from idempotency_keys where tenant = ${tenant} and actor = ${this.actor} and key = ${this.key} and status is null`.execute(
        db,
      ),
    );
  }

  private open(sealed: Buffer): unknown {
    return JSON.parse(unseal(this.deploymentKey, this.label, sealed).toString());
  }

  private get actor(): string {
    return `${this.principal.kind}:${this.principal.id}`;
  }

  private get label(): string {
    return `idempotency/${this.principal.tenant}/${this.actor}/${this.key}`;
  }
}

function hashOf(request: FastifyRequest): Buffer {
  const body = request.body === undefined ? 'null' : canonicalJson(request.body as Json);
  return createHash('sha256').update(`${request.method} ${request.url}\n${body}`).digest();
}
