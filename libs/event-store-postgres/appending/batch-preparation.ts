import { EMPTY_LEDGER, type LedgerDraft } from '#libs/append-planning';
import { NO_STREAM } from '#libs/event-sourcing';
import type { PendingAppend } from './append-queue.js';
import type { LedgerSession } from './ledger-session.js';
import type { LedgerStates } from './ledger-states.js';

/** Drafts of one batch, by tenant. */
export type Drafts = Map<string, LedgerDraft>;

/**
 * Drafts that hold everything needed to plan the batch: heads and stream revisions from the batches still in flight (newest
 * first), else from what this process knows, else from the database as of the known head.
 */
export async function draftsFor(
  batch: readonly PendingAppend[],
  inFlight: readonly Drafts[],
  states: LedgerStates,
  session: LedgerSession,
): Promise<Drafts> {
  await learnHeads(batch, inFlight, states, session);
  const drafts: Drafts = new Map();
  const missing = new Map<string, Set<string>>();
  for (const append of batch) {
    const draft = drafts.get(append.tenant) ?? startDraft(append.tenant, inFlight, states);
    drafts.set(append.tenant, draft);
    const learn = ({ stream }: { readonly stream: string }): void => {
      if (draft.revisions.has(stream)) return;
      const revision = knownRevision(append.tenant, stream, inFlight, states);
      if (revision !== undefined) draft.revisions.set(stream, revision);
      else missing.set(append.tenant, (missing.get(append.tenant) ?? new Set()).add(stream));
    };
    append.writes.forEach(learn);
    append.conditions.forEach(learn);
  }
  await Promise.all(
    [...missing].map(([tenant, streams]) => readRevisions(drafts.get(tenant) as LedgerDraft, streams, states, session)),
  );
  return drafts;
}

/**
 * Locks the batch's ledgers and reads all that planning it needs of them, in one round trip: whoever has to wait for the lock waits
 * for that. `moved` says whether any stood elsewhere than this process believed.
 */
export async function lockedDrafts(
  batch: readonly PendingAppend[],
  states: LedgerStates,
  session: LedgerSession,
): Promise<{ drafts: Drafts; moved: boolean }> {
  const streams = streamsOf(batch);
  const [, heads, ...found] = await Promise.all([
    session.begin(),
    session.heads([...streams.keys()].sort(), true),
    ...[...streams].map(([tenant, names]) => session.revisions(tenant, [...names])),
  ]);
  let moved = false;
  const drafts: Drafts = new Map();
  for (const [i, [tenant, names]] of [...streams].entries()) {
    const known = heads.get(tenant) ?? EMPTY_LEDGER;
    if (states.point(tenant)?.chain !== known.chain) {
      moved = true;
      states.learn(tenant, known);
    }
    const revisions = new Map([...names].map((name) => [name, found[i]?.get(name) ?? NO_STREAM]));
    drafts.set(tenant, { tenant, known, head: known, revisions });
  }
  return { drafts, moved };
}

/** The streams whose revisions decide over the batch, by tenant. */
function streamsOf(batch: readonly PendingAppend[]): Map<string, Set<string>> {
  const streams = new Map<string, Set<string>>();
  for (const { tenant, writes, conditions } of batch) {
    const names = streams.get(tenant) ?? new Set();
    for (const { stream } of writes) names.add(stream);
    for (const { stream } of conditions) names.add(stream);
    streams.set(tenant, names);
  }
  return streams;
}

async function learnHeads(
  batch: readonly PendingAppend[],
  inFlight: readonly Drafts[],
  states: LedgerStates,
  session: LedgerSession,
): Promise<void> {
  const tenants = new Set(batch.map(({ tenant }) => tenant));
  const unknown = [...tenants].filter((tenant) => !inFlight.some((drafts) => drafts.has(tenant)) && !states.point(tenant));
  if (unknown.length === 0) return;
  const heads = await session.heads(unknown);
  for (const tenant of unknown) states.learn(tenant, heads.get(tenant) ?? EMPTY_LEDGER);
}

function startDraft(tenant: string, inFlight: readonly Drafts[], states: LedgerStates): LedgerDraft {
  const before = inFlight.findLast((drafts) => drafts.has(tenant))?.get(tenant);
  const known = before?.head ?? states.point(tenant) ?? EMPTY_LEDGER;
  return { tenant, known, head: known, revisions: new Map() };
}

function knownRevision(tenant: string, stream: string, inFlight: readonly Drafts[], states: LedgerStates): number | undefined {
  for (let i = inFlight.length - 1; i >= 0; i -= 1) {
    const revision = inFlight[i]?.get(tenant)?.revisions.get(stream);
    if (revision !== undefined) return revision;
  }
  return states.revision(tenant, stream);
}

/** No batch in flight names these streams, so their revisions at the last committed head hold at the draft's head as well. */
async function readRevisions(
  draft: LedgerDraft,
  streams: ReadonlySet<string>,
  states: LedgerStates,
  session: LedgerSession,
): Promise<void> {
  const committed = states.point(draft.tenant) ?? draft.known;
  const found =
    committed.position === 0
      ? new Map<string, number>()
      : await session.revisions(draft.tenant, [...streams], committed.position);
  for (const stream of streams) draft.revisions.set(stream, found.get(stream) ?? NO_STREAM);
}
