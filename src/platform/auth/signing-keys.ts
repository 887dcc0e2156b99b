import { createPrivateKey, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, exportPKCS8, exportSPKI, generateKeyPair, importJWK, type JWK } from 'jose';
import { sql } from 'kysely';
import type { Configuration } from '#platform/config/configuration';
import { DEPLOYMENT_LEDGER } from '#platform/auth/principal';
import type { TenantDatabase } from '#platform/database/tenant-database';
import { seal, unseal } from './sealed-key.js';

interface SigningKey {
  readonly kid: string;
  readonly createdAt: Date;
  readonly publicJwk: JWK;
  readonly publicPem: string;
  readonly privateKey: KeyObject;
}

interface KeyRow {
  kid: string;
  public_jwk: string;
  private_key_sealed: Buffer;
  created_at: Date;
}

const DAY_MS = 86_400_000;
/** All processes that find no usable key queue here, so a deployment starts with one key, not one per process. */
const LOCK = 7_420_002;
const RELOAD_AT_MOST_EVERY_MS = 1_000;
/** A key that another process made signs here, and is published here, after this long. */
const RELOAD_AT_LEAST_EVERY_MS = 10_000;

/**
 * The ES256 keys that sign operator tokens, kept in the database with their private halves sealed under the deployment
 * key. The newest signs; older ones verify until the last token they signed has expired.
 */
export class SigningKeys {
  private keys = new Map<string, SigningKey>();
  private loadedAt = 0;
  /** A look at the database that is under way; what it finds may be older than the question. */
  private loading: Promise<void> | undefined;
  /** The look that has not begun yet. */
  private nextLoad: Promise<void> | undefined;

  constructor(
    private readonly database: TenantDatabase,
    private readonly configuration: Configuration,
    private readonly now: () => number = Date.now,
  ) {}

  /** The key that signs now; made, or replaced when it has grown too old. */
  async current(): Promise<SigningKey> {
    if (this.now() - this.loadedAt > RELOAD_AT_LEAST_EVERY_MS) await this.reload();
    const newest = this.newest();
    if (newest && this.ageOf(newest) < this.configuration.WRIT_SIGNING_KEY_DAYS * DAY_MS) return newest;
    await this.rotate(this.configuration.WRIT_SIGNING_KEY_DAYS * DAY_MS);
    return this.newest() as SigningKey;
  }

  /**
   * The public key of `kid` as PEM, or undefined for a kid that is not ours. A kid that is not known may have been made by
   * another process a moment ago, so it is looked for before it is refused; all who ask share one look, at most one a second.
   */
  async publicPem(kid: string): Promise<string | undefined> {
    if (!this.keys.has(kid)) await this.loading;
    if (!this.keys.has(kid)) await (this.nextLoad ??= this.loadInTurn());
    return this.keys.get(kid)?.publicPem;
  }

  async jwks(): Promise<{ keys: JWK[] }> {
    await this.current();
    return { keys: [...this.keys.values()].map((key) => key.publicJwk) };
  }

  /** Makes a new signing key unless another process made one within `ifOlderThanMs`; drops keys nothing can need. */
  async rotate(ifOlderThanMs = 0): Promise<void> {
    const retireAfterMs =
      this.configuration.WRIT_SIGNING_KEY_DAYS * DAY_MS + 2 * this.configuration.WRIT_ACCESS_TOKEN_SECONDS * 1000;
    await this.database.as(DEPLOYMENT_LEDGER, async (db) => {
      await sql`select pg_advisory_xact_lock(${LOCK})`.execute(db);
      const newest = await sql<KeyRow>`select * from auth_signing_keys order by created_at desc limit 1`.execute(db);
      const row = newest.rows[0];
      if (row && this.now() - row.created_at.getTime() < ifOlderThanMs) return;
      const key = await makeKey(this.configuration.deploymentKey);
      await sql`insert into auth_signing_keys (kid, public_jwk, private_key_sealed, created_at)
        values (${key.kid}, ${key.publicJwk}, ${key.sealed}, ${new Date(this.now())})`.execute(db);
      await sql`delete from auth_signing_keys where created_at < ${new Date(this.now() - 2 * retireAfterMs)}`.execute(db);
    });
    await this.reload();
  }

  private async loadInTurn(): Promise<void> {
    const wait = this.loadedAt + RELOAD_AT_MOST_EVERY_MS - this.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    this.nextLoad = undefined;
    this.loading = this.reload();
    try {
      await this.loading;
    } finally {
      this.loading = undefined;
    }
  }

  private async reload(): Promise<void> {
    this.loadedAt = this.now();
    const { rows } = await this.database.as(DEPLOYMENT_LEDGER, (db) =>
      sql<KeyRow>`select * from auth_signing_keys order by created_at`.execute(db),
    );
    this.keys = new Map(
      await Promise.all(rows.map(async (row) => [row.kid, await openKey(this.configuration.deploymentKey, row)] as const)),
    );
  }

  private newest(): SigningKey | undefined {
    return [...this.keys.values()].at(-1);
  }

  private ageOf(key: SigningKey): number {
    return this.now() - key.createdAt.getTime();
  }
}

async function makeKey(deploymentKey: Buffer): Promise<{ kid: string; publicJwk: string; sealed: Buffer }> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  const pem = await exportPKCS8(privateKey);
  return {
    kid,
    publicJwk: JSON.stringify({ ...jwk, kid, alg: 'ES256', use: 'sig' }),
    sealed: seal(deploymentKey, kid, Buffer.from(pem)),
  };
}

async function openKey(deploymentKey: Buffer, row: KeyRow): Promise<SigningKey> {
  const publicJwk = JSON.parse(row.public_jwk) as JWK;
  const publicKey = await importJWK(publicJwk, 'ES256', { extractable: true });
  const privateKey = createPrivateKey(unseal(deploymentKey, row.kid, row.private_key_sealed));
  return {
    kid: row.kid,
    createdAt: row.created_at,
    publicJwk,
    publicPem: await exportSPKI(publicKey as Parameters<typeof exportSPKI>[0]),
    privateKey,
  };
}
