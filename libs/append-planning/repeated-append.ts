import { envelopeDigest } from '#libs/evidence';
import type { AppendReceipt, EventReceipt } from '#libs/event-sourcing';
import { BoundedMap } from '#libs/bounded';
import { envelopeAt } from './batch-plan.js';
import type { PreparedAppend, PreparedEvent } from './prepared-append.js';

/** What the ledger already holds under a request's ids. */
export type Repetition =
  | { readonly is: 'new' }
  /** Every event is there with this content. */
  | { readonly is: 'repeated'; readonly receipt: AppendReceipt }
  /** This id is there, but the request as a whole is not. */
  | { readonly is: 'reused'; readonly id: string };

/** `recorded` maps the ids found in the tenant's ledger to where they landed. */
export function repetitionOf(append: PreparedAppend, recorded: ReadonlyMap<string, EventReceipt>): Repetition {
  const found = append.events.map(({ event }) => recorded.get(event.id));
  const first = found.find((receipt) => receipt !== undefined);
  if (!first) return { is: 'new' };
  const different = append.events.findIndex((event, i) => !isSameContent(append.tenant, event, found[i]));
  if (different >= 0) return { is: 'reused', id: found[different]?.id ?? first.id };
  return { is: 'repeated', receipt: { tenant: append.tenant, events: found as EventReceipt[], repeated: true } };
}

/** The digest covers the whole envelope, so the same digest at the same place is the same content. */
function isSameContent(tenant: string, prepared: PreparedEvent, receipt: EventReceipt | undefined): boolean {
  if (receipt === undefined || receipt.stream !== prepared.stream) return false;
  const envelope = envelopeAt(prepared, tenant, receipt.position, receipt.revision, receipt.at);
  return envelopeDigest(envelope, prepared.data) === receipt.digest;
}

/** Receipts of the most recent appends by event id, so that a quick retry is answered without asking the store. */
export class RecentReceipts {
  private readonly byId: BoundedMap<string, AppendReceipt>;

  constructor(capacity = 20_000) {
    this.byId = new BoundedMap(capacity);
  }

  remember(receipt: AppendReceipt): void {
    for (const { id } of receipt.events) this.byId.set(id, receipt);
  }

  /** Receipts of those of the request's events that are remembered; undefined when none is. */
  of(append: PreparedAppend): Map<string, EventReceipt> | undefined {
    let found: Map<string, EventReceipt> | undefined;
    for (const { event } of append.events) {
      const receipt = this.byId.get(event.id);
      const own = receipt?.tenant === append.tenant ? receipt.events.find(({ id }) => id === event.id) : undefined;
      if (own) (found ??= new Map()).set(event.id, own);
    }
    return found;
  }
}
