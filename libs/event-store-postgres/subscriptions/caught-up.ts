import type { RecordedEvent, TypedEvents } from '#libs/event-sourcing';
import { moveTogether, type Move } from './moves-together.js';
import { QuietStretches } from './quiet-stretches.js';
import type { RoundResult, Subscriber, SubscriptionDependencies } from './subscription-dependencies.js';

const PAGE = 2_000;

/**
 * The subscriptions that have read a ledger to its end go on together from there: what it grows by is read once for all of them,
 * and what they make of it is one transaction, however many they are. Where nothing concerns a subscription its checkpoint follows a
 * little later, in one statement with the others'. Who meets a failure, is to stand still, or has something to append goes on alone
 * until it has read to the end again, and nobody waits for it.
 */
export class CaughtUp {
  private readonly members = new Map<string, Set<Subscriber>>();
  private readonly quiet = new QuietStretches();
  private readonly types: readonly string[];

  constructor(
    private readonly deps: SubscriptionDependencies,
    subscribers: readonly Subscriber[],
    /** Called when a subscription has left the others of a tenant. */
    private readonly onLeft: (tenant: string, subscriber: Subscriber) => void,
  ) {
    this.types = [...new Set(subscribers.flatMap(({ types }) => types))];
  }

  has(tenant: string, subscriber: Subscriber): boolean {
    return this.members.get(tenant)?.has(subscriber) ?? false;
  }

  join(tenant: string, subscriber: Subscriber): void {
    const members = this.members.get(tenant) ?? new Set();
    this.members.set(tenant, members.add(subscriber));
  }

  /** What the ledger has grown by since the last round. Never rejects because of the ledger, the database or an event. */
  async round(tenant: string): Promise<RoundResult> {
    const members = await this.going(tenant);
    if (members.length === 0) return false;
    const page = await this.read(tenant, Math.min(...members.map((member) => positionOf(member, tenant))) + 1);
    if (!page) {
      for (const member of members) this.leave(tenant, member);
      return false;
    }
    const there = new Set(page.events.map(({ type }) => type));
    const moves = members.flatMap((member) => this.part(tenant, member, page, there) ?? []);
    const behind = members.filter(
      (member) => this.isBehind(tenant, member) && !moves.some(({ subscriber }) => subscriber === member),
    );
    const wait = behind.length > 0 ? this.quiet.left(tenant) : 0;
    if (wait === 0) {
      this.quiet.end(tenant);
      for (const subscriber of behind) moves.push({ subscriber, to: positionOf(subscriber, tenant), statements: [] });
    }
    const isDone = moves.length === 0 || (await this.commit(tenant, moves));
    return !isDone || page.more || (wait > 0 && wait);
  }

  /** Those that were told to stand still leave, and nobody waits for them. */
  private async going(tenant: string): Promise<Subscriber[]> {
    const members = [...(this.members.get(tenant) ?? [])];
    const { standsStill } = this.deps;
    if (!standsStill) return members;
    const still = await Promise.all(members.map(({ name }) => standsStill(tenant, name).catch(() => false)));
    return members.filter((member, i) => {
      if (still[i]) this.leave(tenant, member);
      return !still[i];
    });
  }

  private async read(tenant: string, from: number): Promise<TypedEvents | undefined> {
    return this.deps.store.readTypes(tenant, from, PAGE, this.types).catch(() => undefined);
  }

  /** What the page, which has events of these types, is to one subscription. Undefined when nothing in it concerns it, or it has to go on alone. */
  private part(
    tenant: string,
    subscriber: Subscriber,
    { events, upTo }: TypedEvents,
    there: ReadonlySet<string>,
  ): Move | undefined {
    const at = positionOf(subscriber, tenant);
    // Most are concerned by nothing of a page.
    const types = new Set(subscriber.types.filter((type) => there.has(type)));
    const own = types.size === 0 ? [] : events.filter(({ position, type }) => position > at && types.has(type));
    if (own.length === 0) {
      subscriber.progress.positions.set(tenant, Math.max(at, upTo));
      return undefined;
    }
    const statements = statementsOf(tenant, subscriber, own);
    if (statements) return { subscriber, to: upTo, statements };
    this.leave(tenant, subscriber);
    return undefined;
  }

  private isBehind(tenant: string, subscriber: Subscriber): boolean {
    const { positions, committed } = subscriber.progress;
    return this.has(tenant, subscriber) && committed.get(tenant) !== positions.get(tenant);
  }

  /** False when something was not done as it was asked for. */
  private async commit(tenant: string, moves: readonly Move[]): Promise<boolean> {
    const now = await moveTogether(this.deps.pool, tenant, moves).catch(() => new Map<Subscriber, number>());
    let isDone = true;
    for (const { subscriber, to } of moves) {
      const position = now.get(subscriber);
      if (position === undefined) this.leave(tenant, subscriber, true);
      else {
        subscriber.progress.committed.set(tenant, position);
        subscriber.progress.positions.set(tenant, position);
        isDone &&= position >= to;
      }
    }
    return isDone;
  }

  /** `lost`: where its checkpoint is has to be found anew. */
  private leave(tenant: string, subscriber: Subscriber, lost = false): void {
    this.members.get(tenant)?.delete(subscriber);
    if (lost) subscriber.progress.positions.delete(tenant);
    this.onLeft(tenant, subscriber);
  }
}

function positionOf({ progress }: Subscriber, tenant: string): number {
  return progress.positions.get(tenant) ?? 0;
}

/** Undefined when the subscription has to handle these events alone, if it can. */
function statementsOf(
  tenant: string,
  { statements }: Subscriber,
  events: readonly RecordedEvent[],
): Move['statements'] | undefined {
  try {
    return statements(tenant, events);
  } catch {
    return undefined;
  }
}
