/** Which sockets a process holds, and whose they are: bounded per tenant, and before they have said whose they are. */
export class SocketRoster<S> {
  /** Undefined until a socket has authenticated. */
  private readonly owners = new Map<S, string | undefined>();

  constructor(private readonly limits: () => { readonly strangers: number; readonly socketsPerTenant: number }) {}

  get size(): number {
    return this.owners.size;
  }

  all(): S[] {
    return [...this.owners.keys()];
  }

  /** False when there are too many that have not authenticated yet. */
  enter(socket: S): boolean {
    if (this.count(undefined) >= this.limits().strangers) return false;
    this.owners.set(socket, undefined);
    return true;
  }

  /** False when the tenant has too many. */
  admit(socket: S, tenant: string): boolean {
    if (this.count(tenant) >= this.limits().socketsPerTenant) return false;
    this.owners.set(socket, tenant);
    return true;
  }

  leave(socket: S): void {
    this.owners.delete(socket);
  }

  /** Connecting is rare beside what a connection is for, so this is counted rather than kept. */
  private count(tenant: string | undefined): number {
    let found = 0;
    for (const owner of this.owners.values()) if (owner === tenant) found += 1;
    return found;
  }
}
