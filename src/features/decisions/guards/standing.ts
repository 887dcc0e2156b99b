import type { Asked, Asking, DecisionGuard, Judgement, RememberedStates } from '#libs/decision-guards';
import { isRefusal, NO_STREAM, type Condition, type Refusal, type StreamState } from '#libs/event-sourcing';
import { isRevisable, type Voice } from '../pipeline.js';

/** What a guard stands on: where its stream was when it was loaded, and where the draft leaves it. */
export interface Stand {
  /** Undefined when the guard needs to know nothing but the call. */
  readonly stream: string | undefined;
  readonly states: RememberedStates<unknown> | undefined;
  loaded: StreamState<unknown>;
  now: StreamState<unknown>;
  /** Read from the ledger for this attempt, not merely remembered. */
  fresh: boolean;
}

/** Something an agent asks, with what each guard stands on in it, in their order; undefined where one has no say. */
export interface Guarded<A> {
  readonly ask: A;
  /** As the guards admitted it. */
  readonly asking: Asking;
  readonly stands: readonly (Stand | undefined)[];
}

/** A call, and the guards that have to be called in before it can be judged, by their place in the order. */
export interface Awaited<G> {
  readonly one: G;
  readonly guards: readonly number[];
}

/** A guard's part in one call. */
export interface Say extends Voice {
  readonly stand: Stand;
}

export interface Admission<A> {
  readonly admitted: readonly Guarded<A>[];
  readonly refused: readonly { readonly ask: A; readonly refusal: Refusal }[];
}

const NOTHING: StreamState<undefined> = { state: undefined, revision: NO_STREAM };
const NOWHERE: Stand = { stream: undefined, states: undefined, loaded: NOTHING, now: NOTHING, fresh: true };

/**
 * What the guards know during one attempt. Each stream is loaded once, for all the guards and calls that stand on it, so that
 * whatever is appended together was judged by one state.
 */
export class Standing {
  private readonly stands: Stand[] = [];
  /** By the place of the guard in `guards`. */
  private readonly prepared: unknown[] = [];

  constructor(
    readonly guards: readonly DecisionGuard[],
    private readonly tenant: string,
  ) {}

  /** `fresh`: by nothing that is merely remembered. */
  async admit<A>(asks: readonly A[], askingOf: (ask: A) => Asking, fresh = false): Promise<Admission<A>> {
    const guarded: Guarded<A>[] = [];
    for (const ask of asks) {
      const asking = askingOf(ask);
      guarded.push({ ask, asking, stands: this.standsIn(asking, fresh) ?? (await this.loadedFor(asking, fresh)) });
    }
    for (;;) {
      const admitted: Guarded<A>[] = [];
      const refused: Admission<A>['refused'][number][] = [];
      const doubtful = new Set<Stand>();
      for (const one of guarded) {
        const said = this.admittedBy(one);
        if (!('refusal' in said)) admitted.push(said);
        else if (said.by.fresh) refused.push({ ask: one.ask, refusal: said.refusal });
        else doubtful.add(said.by);
      }
      if (doubtful.size === 0) return { admitted, refused };
      // Nothing is appended that could prove a refusal, so it counts only by what is stored now; and then that counts for everybody.
      for (const stand of doubtful) await this.freshen(stand);
    }
  }

  /** The guards that may revise what was ruled of a call and know nothing of it yet. */
  awaited({ asking, stands }: Guarded<unknown>, judged: Judgement): number[] {
    const awaited: number[] = [];
    if (!isRevisable(judged)) return awaited;
    for (const [i, { standsOn }] of this.guards.entries())
      if (!stands[i] && standsOn?.when?.(judged) && standsOn.stream(asking) !== undefined) awaited.push(i);
    return awaited;
  }

  /** The part of a guard that is called in, when what it stands on is known here; undefined when it has to be loaded. */
  callIn({ asking, stands }: Guarded<unknown>, index: number): Say | undefined {
    const guard = this.guards[index];
    const stream = guard?.standsOn?.stream(asking);
    if (!guard?.standsOn || stream === undefined) return undefined;
    const { states } = guard.standsOn;
    const stand = this.find(states, stream) ?? this.remembered(states, stream);
    if (!stand) return undefined;
    (stands as (Stand | undefined)[])[index] = stand;
    return { guard, asked: { asking, at: stand.now }, prepared: undefined, stand };
  }

  /** Loads what those stand on; then everything is judged anew. */
  async call(awaited: readonly Awaited<Guarded<unknown>>[]): Promise<void> {
    for (const { one, guards } of awaited) {
      for (const i of guards) {
        const { standsOn } = this.guards[i] as DecisionGuard;
        const stream = standsOn?.stream(one.asking);
        if (!standsOn || stream === undefined) continue;
        const { states } = standsOn;
        (one.stands as (Stand | undefined)[])[i] =
          this.find(states, stream) ?? this.stand(states, stream, await states.load(this.tenant, stream), false);
      }
    }
    for (const stand of this.stands) stand.now = stand.loaded;
  }

  /** Before anything is judged. */
  async prepare(guarded: readonly Guarded<unknown>[], now: string): Promise<void> {
    for (const [i, guard] of this.guards.entries()) {
      if (!guard.prepare) continue;
      const asked: Asked<unknown>[] = [];
      for (const { asking, stands } of guarded) if (stands[i]) asked.push({ asking, at: stands[i].now });
      if (asked.length > 0) this.prepared[i] = await guard.prepare(asked, now);
    }
  }

  /** The guards that have a say in how a call is judged, with what they know at this moment of the draft. */
  says({ asking, stands }: Guarded<unknown>): Say[] {
    const says: Say[] = [];
    let before: Say | undefined;
    for (let i = 0; i < stands.length; i += 1) {
      const [guard, stand] = [this.guards[i], stands[i]];
      if (!guard || !stand || !(guard.judge ?? guard.revise ?? guard.effects)) continue;
      const asked = before?.stand === stand ? before.asked : { asking, at: stand.now };
      before = { guard, asked, prepared: this.prepared[i], stand };
      says.push(before);
    }
    return says;
  }

  /** Adds what the admission of `guarded` depends on. */
  countAdmission({ stands }: Guarded<unknown>, heard: Set<Stand>): void {
    for (let i = 0; i < stands.length; i += 1) if (stands[i] && this.guards[i]?.admit) heard.add(stands[i] as Stand);
  }

  /** `stream` moved: what guards remember of it is brought up to date. */
  async refresh(stream: string): Promise<void> {
    for (const stand of this.stands) if (stand.stream === stream) await stand.states?.refresh(this.tenant, stream);
  }

  /** What was drafted is in the ledger. */
  settle(): void {
    for (const { states, stream, loaded, now } of this.stands)
      if (now !== loaded && stream !== undefined) states?.keep(this.tenant, stream, now);
  }

  /** Undefined when something of it is not remembered. */
  private standsIn(asking: Asking, fresh: boolean): (Stand | undefined)[] | undefined {
    const stands: (Stand | undefined)[] = [];
    for (const guard of this.guards) {
      const { standsOn } = guard;
      const stream = standsOn?.when ? undefined : standsOn?.stream(asking);
      if ((asking.call === null && !guard.admit) || (standsOn && stream === undefined)) stands.push(undefined);
      else if (!standsOn || stream === undefined) stands.push(NOWHERE);
      else {
        const stand = this.find(standsOn.states, stream) ?? (fresh ? undefined : this.remembered(standsOn.states, stream));
        if (!stand) return undefined;
        stands.push(stand);
      }
    }
    return stands;
  }

  private async loadedFor(asking: Asking, fresh: boolean): Promise<(Stand | undefined)[]> {
    for (const { standsOn } of this.guards) {
      const stream = standsOn?.when ? undefined : standsOn?.stream(asking);
      if (!standsOn || stream === undefined || this.find(standsOn.states, stream)) continue;
      const { states } = standsOn;
      this.stand(states, stream, await (fresh ? states.refresh(this.tenant, stream) : states.load(this.tenant, stream)), fresh);
    }
    return this.standsIn(asking, fresh) ?? [];
  }

  private find(states: RememberedStates<unknown>, stream: string): Stand | undefined {
    for (const stand of this.stands) if (stand.states === states && stand.stream === stream) return stand;
    return undefined;
  }

  private remembered(states: RememberedStates<unknown>, stream: string): Stand | undefined {
    const known = states.peek(this.tenant, stream);
    return known && this.stand(states, stream, known, false);
  }

  private stand(states: RememberedStates<unknown>, stream: string, loaded: StreamState<unknown>, fresh: boolean): Stand {
    const stand = { states, stream, loaded, now: loaded, fresh };
    this.stands.push(stand);
    return stand;
  }

  private async freshen(stand: Stand): Promise<void> {
    if (!stand.states || stand.stream === undefined) return;
    stand.loaded = stand.now = await stand.states.refresh(this.tenant, stand.stream);
    stand.fresh = true;
  }

  private admittedBy<A>(one: Guarded<A>): Guarded<A> | { readonly refusal: Refusal; readonly by: Stand } {
    const { asking, stands } = one;
    let found = asking;
    for (let i = 0; i < stands.length; i += 1) {
      const [guard, stand] = [this.guards[i], stands[i]];
      if (!stand || !guard?.admit) continue;
      const said = guard.admit({ asking: found, at: stand.now });
      if (isRefusal(said)) return { refusal: said, by: stand };
      found = said;
    }
    return found === asking ? one : { ...one, asking: found };
  }
}

/** What must hold at the append for those who were heard to have been right. */
export function conditionsOf(heard: Iterable<Stand>): Condition[] {
  const conditions: { stream: string; at: number }[] = [];
  for (const { stream, loaded } of heard) {
    if (stream === undefined) continue;
    const other = conditions.find((condition) => condition.stream === stream);
    // Of two memories of one stream that differ the older one must hold, so that both are brought up to date.
    if (other) other.at = Math.min(other.at, loaded.revision);
    else conditions.push({ stream, at: loaded.revision });
  }
  return conditions;
}
