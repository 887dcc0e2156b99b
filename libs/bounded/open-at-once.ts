import { BoundedMap } from './bounded-map.js';
import { Turns } from './turns.js';

const MOST_TENANTS = 10_000;

/** Of each id whether it is open: of all that are, and of those that are asked for as far as they are listed. */
export type ListedAsOpen = (tenant: string, ids: readonly string[]) => Promise<ReadonlyMap<string, boolean>>;

/**
 * How many things of a tenant are open at once. Their list is a moment behind, so those that this process began and that the list does not
 * know yet are counted beside it, and of those that begin at the same time each waits for the one before. Another process counts for itself
 * until the list has caught up.
 */
export class OpenAtOnce {
  private readonly turns = new Turns();
  private readonly unlisted = new BoundedMap<string, readonly string[]>(MOST_TENANTS);

  constructor(
    private readonly most: number,
    private readonly listed: ListedAsOpen,
  ) {}

  /** Undefined, and nothing is begun, where there is no room for one more; the same one once more needs none. `began` tells whether it is open now. */
  begin<T>(tenant: string, id: string, begin: () => Promise<T>, began: (done: T) => boolean): Promise<T | undefined> {
    return this.turns.take(tenant, async () => {
      const before = this.unlisted.get(tenant) ?? [];
      const listed = await this.listed(tenant, [...before, id]);
      const unlisted = before.filter((each) => !listed.has(each));
      this.unlisted.set(tenant, unlisted);
      const open = new Set([...[...listed].filter(([, isOpen]) => isOpen).map(([each]) => each), ...unlisted]);
      if (open.size >= this.most && !open.has(id) && !listed.has(id)) return undefined;
      const done = await begin();
      if (began(done) && !listed.has(id)) this.unlisted.set(tenant, [...new Set([...unlisted, id])]);
      return done;
    });
  }
}
