import type { LedgerDraft, LedgerPoint } from '#libs/append-planning';
import { BoundedMap } from '#libs/bounded';

interface KnownLedger {
  readonly point: LedgerPoint;
  /** Prefix of the ledger's streams in the shared cache; a ledger that is forgotten and read again gets a new one. */
  readonly generation: number;
}

/**
 * What this process knows of committed ledgers: their heads and the revisions of recently used streams, exact as of that
 * head. Bounded: the least recently used ledgers and streams are forgotten, and forgetting is always safe.
 */
export class LedgerStates {
  private readonly ledgers: BoundedMap<string, KnownLedger>;
  private readonly revisions: BoundedMap<string, number>;
  private generations = 0;

  constructor(maxLedgers = 10_000, maxStreams = 200_000) {
    this.ledgers = new BoundedMap(maxLedgers);
    this.revisions = new BoundedMap(maxStreams);
  }

  point(tenant: string): LedgerPoint | undefined {
    return this.ledgers.get(tenant)?.point;
  }

  revision(tenant: string, stream: string): number | undefined {
    const ledger = this.ledgers.get(tenant);
    return ledger && this.revisions.get(keyOf(ledger, stream));
  }

  /** A ledger read from the database: only its head is known. */
  learn(tenant: string, point: LedgerPoint): void {
    this.generations += 1;
    this.ledgers.set(tenant, { point, generation: this.generations });
  }

  /** The ledger moved on; `revisions` MUST hold every stream written since the known head. */
  advance(tenant: string, point: LedgerPoint, revisions: ReadonlyMap<string, number>): void {
    const known = this.ledgers.get(tenant);
    this.generations += known ? 0 : 1;
    const next = { point, generation: known?.generation ?? this.generations };
    this.ledgers.set(tenant, next);
    for (const [stream, revision] of revisions) this.revisions.set(keyOf(next, stream), revision);
  }

  adopt(drafts: Iterable<LedgerDraft>): void {
    for (const { tenant, head, revisions } of drafts) this.advance(tenant, head, revisions);
  }

  forget(tenants: Iterable<string>): void {
    for (const tenant of tenants) this.ledgers.delete(tenant);
  }
}

function keyOf(ledger: KnownLedger, stream: string): string {
  return `${ledger.generation}\n${stream}`;
}
