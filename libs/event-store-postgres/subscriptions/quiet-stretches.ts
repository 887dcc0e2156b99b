/** The longest that a checkpoint stays behind events that do not concern its subscription. */
const CHECKPOINT_WITHIN_MS = 100;

/**
 * Events that a subscription does not handle need no transaction each: its checkpoint may follow a little later. This keeps
 * the time since the first of them, per tenant. A process that dies meanwhile has passed over nothing but such events.
 */
export class QuietStretches {
  private readonly since = new Map<string, number>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Milliseconds for which the checkpoint may still wait; 0 when it is due. The first call begins the stretch. */
  left(tenant: string): number {
    const began = this.since.get(tenant) ?? this.now();
    this.since.set(tenant, began);
    return Math.max(0, began + CHECKPOINT_WITHIN_MS - this.now());
  }

  end(tenant: string): void {
    this.since.delete(tenant);
  }
}
