import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { canonicalJson } from '#libs/evidence';
import { isRefusal, type Json, type Refusal } from '#libs/event-sourcing';
import type { AnyOperation } from '#libs/operations';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION } from '#platform/config/configuration.token';
import { TenantDatabase } from '#platform/database/tenant-database';
import { refuseWith } from '#platform/http/problem-details';
import { IdempotencySlot } from './idempotency-slot.js';
import type { Caller } from './caller.js';

const KEY_FORM = /^[\x21-\x7e]{1,128}$/;

/** An answer, and whether it was given before. */
export interface Reply<R> {
  readonly answer: R | Refusal;
  readonly replayed: boolean;
}

/**
 * One effect and one answer for a command that comes several times under one key, by whatever transport and at whatever
 * replica. The answer is kept sealed, because some carry a one-time secret. Where none was kept (the process died between
 * append and answer, the ledger's word was lost, two came at once) the command runs again under the same seed: its event
 * ids and secrets come out the same, so that the ledger has it once and tells what was done. A refusal releases the key.
 */
@Injectable()
export class Replies {
  constructor(
    @Inject(TenantDatabase) private readonly database: TenantDatabase,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /** `carryOut` is given the seed, or undefined for what takes no key. */
  async once<R>(
    { kind, spec }: AnyOperation,
    input: unknown,
    { key, principal }: Caller,
    carryOut: (seed: string | undefined) => Promise<R | Refusal>,
  ): Promise<Reply<R>> {
    if (kind !== 'command' || key === undefined) return { answer: await carryOut(undefined), replayed: false };
    if (!KEY_FORM.test(key)) throw refuseWith('INVALID_INPUT', 'Idempotency-Key must be 1 to 128 printable ASCII characters');
    const slot = new IdempotencySlot(this.database, this.configuration.deploymentKey, principal, key);
    const request = createHash('sha256')
      .update(`${spec.name}\n${canonicalJson(input as Json)}`)
      .digest();
    const earlier = await slot.claim(request);
    if (earlier) return { answer: earlier.body as R, replayed: true };
    try {
      const answer = await carryOut(seedOf(principal, key, request));
      await (isRefusal(answer) ? slot.release() : slot.store(spec.status ?? 200, answer));
      return { answer, replayed: false };
    } catch (error) {
      await slot.release();
      throw error;
    }
  }
}

function seedOf({ tenant, kind, id }: Caller['principal'], key: string, request: Buffer): string {
  return createHash('sha256').update(`writ/seed\n${tenant}\n${kind}\n${id}\n${key}\n`).update(request).digest('hex');
}
