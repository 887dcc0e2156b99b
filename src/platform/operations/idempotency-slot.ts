import { sql } from 'kysely';
import type { Principal, SystemPrincipal } from '#platform/auth/principal';
import { seal, unseal } from '#platform/auth/sealed-key';
import type { TenantDatabase } from '#platform/database/tenant-database';
import { refuseWith } from '#platform/http/problem-details';
import { parseJson } from '#libs/exact-json';

interface KeyRow {
  request_hash: Buffer;
  status: number | null;
  response_sealed: Buffer | null;
  abandoned: boolean;
}

interface ClaimRow {
  claimed_at: string;
}

const KEPT = '24 hours';
/** A request that has not answered after this long died with its process; its key may be taken over. */
const ABANDONED_AFTER = '60 seconds';

/** One key of one actor of one tenant. All times are the database's, so that processes need not agree on theirs. */
export class IdempotencySlot {
  /** When this request claimed the key; a later claim makes it a stranger's. */
  private claimedAt: string | undefined;

  constructor(
    private readonly database: TenantDatabase,
    private readonly deploymentKey: Buffer,
    private readonly principal: Principal | SystemPrincipal,
    private readonly key: string,
  ) {}

  /** The stored answer of an earlier identical request, or undefined when the key is now ours to carry out. */
  claim(requestHash: Buffer): Promise<{ status: number; body: unknown } | undefined> {
    const { tenant } = this.principal;
    return this.database.as(tenant, async (db) => {
      await sql`delete from idempotency_keys where tenant = ${tenant} and created_at < now() - ${KEPT}::interval`.execute(db);
      const claimed = await sql<ClaimRow>`insert into idempotency_keys (tenant, actor, key, request_hash)
        values (${tenant}, ${this.actor}, ${this.key}, ${requestHash}) on conflict do nothing returning created_at::text as claimed_at`.execute(
        db,
      );
      if (claimed.rows[0]) return this.ours(claimed.rows[0]);
      const found =
        await sql<KeyRow>`select request_hash, status, response_sealed, created_at < now() - ${ABANDONED_AFTER}::interval as abandoned
        from idempotency_keys where ${this.own} for update`.execute(db);
      const row = found.rows[0];
      if (!row) throw refuseWith('IDEMPOTENCY_IN_PROGRESS');
      if (!row.request_hash.equals(requestHash)) throw refuseWith('IDEMPOTENCY_CONFLICT');
      if (row.status !== null && row.response_sealed) return { status: row.status, body: this.open(row.response_sealed) };
      if (!row.abandoned) throw refuseWith('IDEMPOTENCY_IN_PROGRESS');
      const taken =
        await sql<ClaimRow>`update idempotency_keys set created_at = now() where ${this.own} returning created_at::text as claimed_at`.execute(
          db,
        );
      return this.ours(taken.rows[0] as ClaimRow);
    });
  }

  /** Keeps the answer for repetitions, unless the key was taken over meanwhile: then the other request's answer counts. */
  async store(status: number, body: unknown): Promise<void> {
    const sealed = seal(this.deploymentKey, this.label, Buffer.from(JSON.stringify(body ?? null)));
    await this.database.as(this.principal.tenant, (db) =>
      sql`update idempotency_keys set status = ${status}, response_sealed = ${sealed} where ${this.own} and ${this.stillOurs}`.execute(
        db,
      ),
    );
  }

  async release(): Promise<void> {
    await this.database.as(this.principal.tenant, (db) =>
      sql`delete from idempotency_keys where ${this.own} and ${this.stillOurs}`.execute(db),
    );
  }

  private ours({ claimed_at }: ClaimRow): undefined {
    this.claimedAt = claimed_at;
    return undefined;
  }

  private open(sealed: Buffer): unknown {
    return parseJson(unseal(this.deploymentKey, this.label, sealed).toString());
  }

  private get own() {
    return sql`tenant = ${this.principal.tenant} and actor = ${this.actor} and key = ${this.key}`;
  }

  private get stillOurs() {
    return sql`status is null and created_at = ${this.claimedAt ?? null}::timestamptz`;
  }

  private get actor(): string {
    return `${this.principal.kind}:${this.principal.id}`;
  }

  private get label(): string {
    return `idempotency/${this.principal.tenant}/${this.actor}/${this.key}`;
  }
}
