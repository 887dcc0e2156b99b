import { Inject, Injectable } from '@nestjs/common';
import type { RecordedEvent } from '#libs/event-sourcing';
import { People } from '#platform/operations/people';

type Names = Promise<ReadonlyMap<string, string>>;

/** What actors are called: asked for the events of a page together, when the first of them is asked. */
@Injectable()
export class ActorNames {
  private readonly pages = new WeakMap<RecordedEvent, () => Names>();

  constructor(@Inject(People) private readonly people: People) {}

  /** Of one tenant. */
  together(page: readonly RecordedEvent[]): void {
    const [first] = page;
    if (!first) return;
    const { tenant } = first;
    const people = page.filter(isOfPerson).map(({ actor }) => actor.id);
    let names: Names | undefined;
    const ask = (): Names => {
      names ??= this.people.of(tenant, people);
      // Whoever comes next asks again.
      names.catch(() => (names = undefined));
      return names;
    };
    for (const event of page) this.pages.set(event, ask);
  }

  async of(event: RecordedEvent): Promise<string | null> {
    const { tenant, actor } = event;
    if (!isOfPerson(event)) return null;
    const names = await (this.pages.get(event)?.() ?? this.people.of(tenant, [actor.id]));
    return names.get(actor.id) ?? null;
  }
}

function isOfPerson({ actor }: RecordedEvent): boolean {
  return actor.kind === 'user';
}
