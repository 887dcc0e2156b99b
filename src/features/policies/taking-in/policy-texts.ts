import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { ActivePolicy } from '#features/controls/contract';
import { fromRecorded, type Json } from '#libs/event-sourcing';
import { Ledger } from '#libs/nest-event-sourcing';
import { splitTests } from '#libs/policy-toolchain';
import { TenantDatabase } from '#platform/database/tenant-database';
import { parseJson } from '#libs/exact-json';
import { policyStream, PolicyUnusableError } from '../contract.js';
import { policyEvents } from '../events.js';

export interface StoredText {
  readonly modules: Readonly<Record<string, string>>;
  readonly tests?: Readonly<Record<string, string>>;
  readonly data: Json;
  readonly entrypoint: string;
}

/**
 * Plans, data documents, sources and envelopes, stored by their SHA-256: written before the event that names them, read by any
 * process, checked against the name on every read.
 */
@Injectable()
export class PolicyTexts {
  constructor(
    @Inject(TenantDatabase) private readonly database: TenantDatabase,
    @Inject(Ledger) private readonly ledger: Ledger,
  ) {}

  /** Stores each under its SHA-256; storing the same content again changes nothing. */
  async store(tenant: string, contents: readonly Buffer[]): Promise<void> {
    await this.database.as(tenant, async (db) => {
      for (const bytes of contents)
        await sql`insert into policies_artifacts (tenant, digest, bytes) values (${tenant}, ${sha256(bytes)}, ${bytes}) on conflict do nothing`.execute(
          db,
        );
    });
  }

  /** Rejects with PolicyUnusableError when nothing, or something else, is stored under the digest. */
  async bytes(tenant: string, digest: string): Promise<Buffer> {
    const bytes = await this.find(tenant, digest);
    if (!bytes) throw missing(digest);
    return bytes;
  }

  /** The text of revisions from before texts were stored by their digest is in their event alone. */
  async ofRevision(tenant: string, { id, revision, digest }: ActivePolicy): Promise<StoredText> {
    const stored = await this.find(tenant, digest);
    if (stored) return parseJson(stored.toString('utf8')) as StoredText;
    const recorded = await this.ledger.store.readStream(tenant, policyStream(id));
    const added = recorded
      .map((event) => fromRecorded(policyEvents, event))
      .find((event) => event?.type === 'PolicyRevisionAdded' && event.revision === revision);
    if (added?.type !== 'PolicyRevisionAdded') throw missing(digest);
    const { data, entrypoint } = added;
    return { ...splitTests(added.modules), data, entrypoint };
  }

  private async find(tenant: string, digest: string): Promise<Buffer | undefined> {
    const { rows } = await this.database.as(tenant, (db) =>
      sql<{ bytes: Buffer }>`select bytes from policies_artifacts where digest = ${digest}`.execute(db),
    );
    const bytes = rows[0]?.bytes;
    if (bytes && sha256(bytes) !== digest) throw new PolicyUnusableError(`what is stored as ${digest} was altered`);
    return bytes;
  }
}

function missing(digest: string): PolicyUnusableError {
  return new PolicyUnusableError(`what is stored as ${digest} is missing`);
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
