import { LedgerDamagedError, type DamagedLedger, type LedgerDamage } from '#libs/event-sourcing';

interface StoppedLedger {
  readonly damage: LedgerDamage;
  /** Milliseconds of the monotonic clock. */
  lookedAt: number;
  looking: Promise<void> | undefined;
}

/** How often a stopped ledger is looked at again, at most: it goes on by itself once head and events agree. */
const LOOK_AGAIN_MS = 1_000;

/** The ledgers this process appends nothing to, because their head was found not to be their last event. */
export class DamagedLedgers {
  private readonly stopped = new Map<string, StoppedLedger>();

  constructor(
    private readonly damagedAmong: (tenants: readonly string[]) => Promise<DamagedLedger[]>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get known(): DamagedLedger[] {
    return [...this.stopped].map(([tenant, { damage }]) => ({ tenant, ...damage }));
  }

  /** Why nothing may be appended to this ledger, as found last; undefined when nothing is known against it. */
  refusal(tenant: string): LedgerDamagedError | undefined {
    const known = this.stopped.get(tenant);
    return known && new LedgerDamagedError(tenant, known.damage);
  }

  /** Like `refusal`, after another look when the last one was a while ago. */
  async currentRefusal(tenant: string): Promise<LedgerDamagedError | undefined> {
    const known = this.stopped.get(tenant);
    if (known && this.now() - known.lookedAt >= LOOK_AGAIN_MS) {
      // Who cannot look stays stopped.
      known.looking ??= this.look([tenant]).then(undefined, () => {
        known.looking = undefined;
      });
      await known.looking;
    }
    return this.refusal(tenant);
  }

  /** Looks at these ledgers now. Says whether any of them is damaged. */
  async look(tenants: readonly string[]): Promise<boolean> {
    const found = await this.damagedAmong(tenants);
    for (const tenant of tenants) this.stopped.delete(tenant);
    for (const { tenant, reason, position } of found)
      this.stopped.set(tenant, { damage: { reason, position }, lookedAt: this.now(), looking: undefined });
    return found.length > 0;
  }
}
