import type { Asked, Asking, DecisionGuard, RememberedStates } from '#libs/decision-guards';
import { isRefusal, NO_STREAM, type Condition, type Refusal, type StreamState } from '#libs/event-sourcing';
import type { Voice } from '../pipeline.js';

/** A stream that guards stand on: where it was when it was loaded, and where the draft leaves it. */
interface Stand {
  readonly states: RememberedStates<unknown>;
  readonly stream: string;
  loaded: StreamState<unknown>;
  now: StreamState<unknown>;
  /** Read from the ledger for this attempt, not merely remembered. */
  fresh: boolean;
}

const NOTHING: StreamState<undefined> = { state: undefined, revision: NO_STREAM };

/** A guard that has a say in what is asked; `stand` is undefined when it needs to know nothing but the call. */
export class Say implements Voice {
  prepared: unknown;

  constructor(
    readonly guard: DecisionGuard,
    readonly stand: Stand | undefined,
    public asking: Asking,
  ) {}

  get asked(): Asked<unknown> {
    return { asking: this.asking, at: this.stand?.now ?? NOTHING };
  }
}

/** Something an agent asks, with the guards that have a say in it, in their order. */
export interface Guarded<A> {
  readonly ask: A;
  /** As the guards admitted it. */
  readonly asking: Asking;
  readonly says: readonly Say[];
}

export interface Admission<A> {
  readonly admitted: readonly Guarded<A>[];
  readonly refused: readonly { readonly ask: A; readonly refusal: Refusal }[];
}

/**
 * What the guards know during one attempt. Each stream is loaded once, for all the guards and calls that stand on it, so that
 * whatever is appended together was judged by one state.
 */
export class Standing {
  private readonly stands = new Map<string, Stand[]>();

  constructor(
    private readonly guards: readonly DecisionGuard[],
    private readonly tenant: string,
  ) {}

  /** `fresh`: by nothing that is merely remembered. */
  async admit<A>(asks: readonly A[], askingOf: (ask: A) => Asking, fresh = false): Promise<Admission<A>> {
    const heard: { ask: A; asking: Asking; says: Say[] }[] = [];
    for (const ask of asks) {
      const asking = askingOf(ask);
      heard.push({ ask, asking, says: await this.saysIn(asking, fresh) });
    }
    for (;;) {
      const found = heard.map(({ ask, asking, says }) => ({ ask, says, ...admittedBy(says, asking) }));
      // Nothing is appended that could prove a refusal, so it counts only by what is stored now; and then it counts for everybody.
      const doubtful = found.flatMap(({ by }) => (by && !by.fresh ? [by] : []));
      if (doubtful.length > 0) {
        for (const stand of new Set(doubtful)) await this.freshen(stand);
        continue;
      }
      return {
        admitted: found.flatMap(({ ask, says, said }) => (isRefusal(said) ? [] : [{ ask, says, asking: said }])),
        refused: found.flatMap(({ ask, said }) => (isRefusal(said) ? [{ ask, refusal: said }] : [])),
      };
    }
  }

  /** Before anything is judged. */
  async prepare(guarded: readonly Guarded<unknown>[], now: string): Promise<void> {
    for (const guard of this.guards) {
      if (!guard.prepare) continue;
      const says = guarded.flatMap((one) => one.says.filter((say) => say.guard === guard));
      if (says.length === 0) continue;
      const prepared = await guard.prepare(
        says.map((say) => say.asked),
        now,
      );
      for (const say of says) say.prepared = prepared;
    }
  }

  /** `stream` moved: what guards remember of it is brought up to date. */
  async refresh(stream: string): Promise<void> {
    for (const { states } of this.stands.get(stream) ?? []) await states.refresh(this.tenant, stream);
  }

  /** What was drafted is in the ledger. */
  settle(): void {
    for (const [stream, stands] of this.stands)
      for (const { states, loaded, now } of stands) if (now !== loaded) states.keep(this.tenant, stream, now);
  }

  private async saysIn(asking: Asking, fresh: boolean): Promise<Say[]> {
    const says: Say[] = [];
    for (const guard of this.guards) {
      if (asking.call === null && !guard.admit) continue;
      const { standsOn } = guard;
      const stream = standsOn?.stream(asking);
      if (standsOn && stream === undefined) continue;
      says.push(new Say(guard, standsOn && (await this.standOn(standsOn.states, stream as string, fresh)), asking));
    }
    return says;
  }

  private async standOn(states: RememberedStates<unknown>, stream: string, fresh: boolean): Promise<Stand> {
    const onStream = this.stands.get(stream) ?? [];
    const known = onStream.find((stand) => stand.states === states);
    if (known) return known;
    const loaded = await (fresh ? states.refresh(this.tenant, stream) : states.load(this.tenant, stream));
    const stand: Stand = { states, stream, loaded, now: loaded, fresh };
    this.stands.set(stream, [...onStream, stand]);
    return stand;
  }

  private async freshen(stand: Stand): Promise<void> {
    stand.loaded = stand.now = await stand.states.refresh(this.tenant, stand.stream);
    stand.fresh = true;
  }
}

/** What must hold at the append for those who were heard to have been right. */
export function conditionsOf(heard: Iterable<Say>): Condition[] {
  const revisions = new Map<string, number>();
  for (const { stand } of heard) {
    if (!stand) continue;
    const { stream, loaded } = stand;
    // Of two memories of one stream that differ the older one must hold, so that both are brought up to date.
    revisions.set(stream, Math.min(revisions.get(stream) ?? loaded.revision, loaded.revision));
  }
  return [...revisions].map(([stream, at]) => ({ stream, at }));
}

function admittedBy(says: readonly Say[], asking: Asking): { said: Asking | Refusal; by: Stand | undefined } {
  let found = asking;
  for (const { guard, stand } of says) {
    if (!guard.admit) continue;
    const said = guard.admit({ asking: found, at: stand?.now ?? NOTHING });
    if (isRefusal(said)) return { said, by: stand };
    found = said;
  }
  for (const say of says) say.asking = found;
  return { said: found, by: undefined };
}
