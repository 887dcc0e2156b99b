export interface RosterLimits {
  /** Sockets of callers who have shown no credential yet: of all, and of one address. */
  readonly strangers: number;
  readonly strangersPerAddress: number;
  /** Sockets whose credential is being looked at: room that strangers cannot take. */
  readonly claimants: number;
  readonly claimantsPerAddress: number;
  readonly socketsPerTenant: number;
}

export const ROSTER_LIMITS: RosterLimits = {
  strangers: 500,
  strangersPerAddress: 50,
  claimants: 2_000,
  claimantsPerAddress: 1_000,
  socketsPerTenant: 1_000,
};

/** What a socket says of itself when it opens. */
export interface Arrival {
  /** As `remoteAddress` gives it. */
  readonly address: string;
  /** Whether a credential came with the upgrade. Nobody believes it yet. */
  readonly hasCredential: boolean;
}

/**
 * Which sockets a process holds, and whose they are. Whoever has shown nothing, whoever's credential is being looked at,
 * and each tenant have room of their own, so that none of them can shut out the others.
 */
export class SocketRoster<S> {
  /** The rooms that each socket counts for. */
  private readonly places = new Map<S, readonly string[]>();
  private readonly counts = new Map<string, number>();

  constructor(private readonly limits: () => RosterLimits) {}

  get size(): number {
    return this.places.size;
  }

  all(): S[] {
    return [...this.places.keys()];
  }

  /** False when too many like it have not been let in yet. */
  enter(socket: S, { address, hasCredential }: Arrival): boolean {
    const { strangers, strangersPerAddress, claimants, claimantsPerAddress } = this.limits();
    return hasCredential
      ? this.place(socket, [
          ['claimants', claimants],
          [`claimants ${address}`, claimantsPerAddress],
        ])
      : this.place(socket, [
          ['strangers', strangers],
          [`strangers ${address}`, strangersPerAddress],
        ]);
  }

  /** Gives a socket whose credential is good its place among its tenant's. False when the tenant has too many. */
  admit(socket: S, tenant: string): boolean {
    const room = `tenant ${tenant}`;
    return this.places.get(socket)?.[0] === room || this.place(socket, [[room, this.limits().socketsPerTenant]]);
  }

  leave(socket: S): void {
    for (const room of this.places.get(socket) ?? []) this.add(room, -1);
    this.places.delete(socket);
  }

  private place(socket: S, rooms: readonly (readonly [room: string, most: number])[]): boolean {
    if (rooms.some(([room, most]) => (this.counts.get(room) ?? 0) >= most)) return false;
    this.leave(socket);
    for (const [room] of rooms) this.add(room, 1);
    this.places.set(
      socket,
      rooms.map(([room]) => room),
    );
    return true;
  }

  private add(room: string, change: number): void {
    const count = (this.counts.get(room) ?? 0) + change;
    if (count === 0) this.counts.delete(room);
    else this.counts.set(room, count);
  }
}
