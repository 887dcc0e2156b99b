import { createHash, randomBytes } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import { newId } from '#libs/event-ids';
import type { Configuration } from '#platform/config/configuration';
import type { TenantDatabase } from '#platform/database/tenant-database';

interface RefreshRow {
  family: string;
  operator: string;
  expires_at: Date;
  used_at: Date | null;
}

const FORM = /^wrr_([a-z0-9_][a-z0-9-]{0,62}|_deployment)_([A-Za-z0-9-]{43,64})$/;

/**
 * Single-use refresh tokens, stored as hashes. Using one twice means that it was stolen: the whole family, all tokens that
 * came from the same sign-in, is revoked.
 */
export class RefreshTokens {
  constructor(
    private readonly database: TenantDatabase,
    private readonly configuration: Configuration,
    private readonly now: () => number = Date.now,
  ) {}

  /** The first token of a sign-in. */
  issue(tenant: string, operator: string): Promise<string> {
    return this.database.as(tenant, async (db) => {
      await sql`delete from auth_refresh_tokens where expires_at < ${new Date(this.now())}`.execute(db);
      return this.store(db, tenant, operator, newId());
    });
  }

  /**
   * Spends a token for the next one of its family: undefined when it is unknown, expired or already used. Both happen in one
   * transaction, so that whoever uses a token twice, even at the same moment, finds the next one in the family and revokes it.
   */
  async exchange(token: string): Promise<{ tenant: string; operator: string; next: string } | undefined> {
    const tenant = FORM.exec(token)?.[1];
    if (tenant === undefined) return undefined;
    return this.database.as(tenant, async (db) => {
      const found = await sql<RefreshRow>`select family, operator, expires_at, used_at from auth_refresh_tokens
        where tenant = ${tenant} and token_hash = ${hashOf(token)} for update`.execute(db);
      const row = found.rows[0];
      if (!row || row.expires_at.getTime() <= this.now()) return undefined;
      if (row.used_at) {
        await sql`delete from auth_refresh_tokens where tenant = ${tenant} and family = ${row.family}`.execute(db);
        return undefined;
      }
      await sql`update auth_refresh_tokens set used_at = ${new Date(this.now())} where tenant = ${tenant} and token_hash = ${hashOf(token)}`.execute(
        db,
      );
      return { tenant, operator: row.operator, next: await this.store(db, tenant, row.operator, row.family) };
    });
  }

  private async store(db: Transaction<unknown>, tenant: string, operator: string, family: string): Promise<string> {
    const token = `wrr_${tenant}_${randomBytes(32).toString('hex')}`;
    const expires = new Date(this.now() + this.configuration.WRIT_REFRESH_TOKEN_SECONDS * 1000);
    await sql`insert into auth_refresh_tokens (tenant, token_hash, family, operator, expires_at)
      values (${tenant}, ${hashOf(token)}, ${family}, ${operator}, ${expires})`.execute(db);
    return token;
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
