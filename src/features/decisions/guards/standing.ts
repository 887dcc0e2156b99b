import type { Asked, Asking, DecisionGuard, FurtherStream, Judgement, RememberedStates } from '#libs/decision-guards';
import { isRefusal, NO_STREAM, type Refusal, type StreamState } from '#libs/event-sourcing';
import { isRevisable } from '../pipeline.js';
import { askedOf, standOn, type Ahead, type Awaited, type Guarded, type Say, type Stand, type Standpoint } from './stands.js';

export interface Admission<A> {
  readonly admitted: readonly Guarded<A>[];
  readonly refused: readonly { readonly ask: A; readonly refusal: Refusal }[];
}

/** Streams, for a batch may be of a thousand calls. */
const LOADED_AT_ONCE = 64;
const NOTHING: StreamState<undefined> = { state: undefined, revision: NO_STREAM };
const NOWHERE = standOn({ stream: undefined, states: undefined, fresh: true }, NOTHING).alone;

/**
 * What the guards know during one attempt. Each stream is loaded once, for all the guards and calls that stand on it, so that
 * whatever is appended together was judged by one state.
 */
export class Standing {
  private readonly stands: Stand[] = [];
  private readonly byStream = new Map<RememberedStates<unknown>, Map<string, Stand>>();
  /** By the place of the guard in `guards`. */
  private readonly prepared: unknown[] = [];

  constructor(
    readonly guards: readonly DecisionGuard[],
    private readonly tenant: string,
    /** Whether streams that nobody remembers are taken for new ones where a guard is called in: the append proves it or conflicts. */
    private readonly supposes = false,
    /** What is drafted is appended behind these. */
    private readonly ahead?: Ahead,
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
      if (doubtful.size === 0) return { admitted: await this.placedAnew(admitted, guarded, fresh), refused };
      // Nothing is appended that could prove a refusal, so it counts only by what is stored now; and then that counts for everybody.
      for (const stand of doubtful) await this.freshen(stand);
    }
  }

  /** Who was admitted as somebody else than they asked as, with other labels for example, may stand on other streams. */
  private async placedAnew<A>(admitted: Guarded<A>[], asked: readonly Guarded<A>[], fresh: boolean): Promise<Guarded<A>[]> {
    let before: Set<Guarded<A>> | undefined;
    for (let i = 0; i < admitted.length; i += 1) {
      const one = admitted[i] as Guarded<A>;
      if (one === asked[i] || (before ??= new Set(asked)).has(one)) continue;
      admitted[i] = { ...one, stands: this.standsIn(one.asking, fresh) ?? (await this.loadedFor(one.asking, fresh)) };
    }
    return admitted;
  }

  /** The guards that may revise what was ruled of a call and know nothing of it yet. */
  awaited({ asking, stands }: Guarded<unknown>, judged: Judgement): number[] {
    const awaited: number[] = [];
    if (!isRevisable(judged)) return awaited;
    for (let i = 0; i < this.guards.length; i += 1) {
      const { standsOn } = this.guards[i] as DecisionGuard;
      if (!stands[i] && standsOn?.when?.(judged) && standsOn.stream(asking) !== undefined) awaited.push(i);
    }
    return awaited;
  }

  /** The part of a guard that is called in, when what it stands on is known here; undefined when it has to be loaded. */
  callIn({ asking, stands }: Guarded<unknown>, index: number): Say | undefined {
    const guard = this.guards[index];
    const stream = guard?.standsOn?.stream(asking);
    if (!guard?.standsOn || stream === undefined) return undefined;
    const { states } = guard.standsOn;
    const at =
      this.find(states, stream) ??
      this.remembered(states, stream) ??
      (this.supposes ? this.stand(states, stream, states.absent, false) : undefined);
    if (!at) return undefined;
    (stands as (Standpoint | undefined)[])[index] = at.alone;
    return { guard, asked: askedOf(asking, at.alone), prepared: undefined, stands: at.alone };
  }

  /** Loads what those stand on, at once; then everything is judged anew. */
  async call(awaited: readonly Awaited<Guarded<unknown>>[]): Promise<void> {
    const wanted = awaited.flatMap(({ one, guards }) =>
      guards.flatMap((i) => {
        const { standsOn } = this.guards[i] as DecisionGuard;
        const stream = standsOn?.stream(one.asking);
        return standsOn && stream !== undefined ? [{ one, i, states: standsOn.states, stream }] : [];
      }),
    );
    for (let from = 0; from < wanted.length; from += LOADED_AT_ONCE) {
      const some = wanted.slice(from, from + LOADED_AT_ONCE);
      const missing = some.filter(
        ({ states, stream }, at) =>
          !this.find(states, stream) && at === some.findIndex((other) => other.states === states && other.stream === stream),
      );
      await Promise.all(
        missing.map(
          async ({ states, stream }) =>
            this.remembered(states, stream) ?? this.stand(states, stream, await states.load(this.tenant, stream), false),
        ),
      );
      for (const { one, i, states, stream } of some) {
        const at = this.find(states, stream) as Stand;
        (one.stands as (Standpoint | undefined)[])[i] = at.alone;
      }
    }
    for (const stand of this.stands) stand.now = stand.loaded;
  }

  /** Before anything is judged. */
  async prepare(guarded: readonly Guarded<unknown>[], now: string): Promise<void> {
    for (const [i, guard] of this.guards.entries()) {
      if (!guard.prepare) continue;
      const asked: Asked<unknown>[] = [];
      for (const { asking, stands } of guarded) if (stands[i]) asked.push(askedOf(asking, stands[i]));
      if (asked.length > 0) this.prepared[i] = await guard.prepare(asked, now);
    }
  }

  /** The guards that have a say in how a call is judged, with what they know at this moment of the draft. */
  says({ asking, stands }: Guarded<unknown>): Say[] {
    const says: Say[] = [];
    let before: Say | undefined;
    for (let i = 0; i < stands.length; i += 1) {
      const guard = this.guards[i];
      const stand = stands[i];
      if (!guard || !stand || !hasSomethingToSay(guard)) continue;
      const asked: Asked<unknown> = before?.stands === stand ? before.asked : askedOf(asking, stand);
      before = { guard, asked, prepared: this.prepared[i], stands: stand };
      says.push(before);
    }
    return says;
  }

  /** Adds what the admission of `guarded` depends on. */
  countAdmission({ stands }: Guarded<unknown>, heard: Set<Stand>): void {
    for (let i = 0; i < stands.length; i += 1) if (stands[i] && this.guards[i]?.admit) heard.add((stands[i] as Standpoint).at);
  }

  /** `stream` moved: what guards remember of it is brought up to date. */
  async refresh(stream: string): Promise<void> {
    for (const stand of this.stands) if (stand.stream === stream) await stand.states?.refresh(this.tenant, stream);
  }

  /** The same of everything that was stood on in this attempt. */
  async refreshAll(): Promise<void> {
    for (let from = 0; from < this.stands.length; from += LOADED_AT_ONCE) {
      const some = this.stands.slice(from, from + LOADED_AT_ONCE);
      await Promise.all(
        some.map(async ({ states, stream }) => {
          if (stream !== undefined) await states?.refresh(this.tenant, stream);
        }),
      );
    }
  }

  /** Where what was drafted leaves the streams it moves. */
  left(): { states: RememberedStates<unknown>; stream: string; state: StreamState<unknown> }[] {
    const left = [];
    for (const { states, stream, loaded, now } of this.stands)
      if (now !== loaded && states && stream !== undefined) left.push({ states, stream, state: now });
    return left;
  }

  /** Undefined when something of it is not remembered. */
  private standsIn(asking: Asking, fresh: boolean): (Standpoint | undefined)[] | undefined {
    const stands: (Standpoint | undefined)[] = [];
    for (const guard of this.guards) {
      const { standsOn } = guard;
      const stream = standsOn?.when ? undefined : standsOn?.stream(asking);
      if (hasNoSay(guard, asking) || (standsOn && stream === undefined)) stands.push(undefined);
      else if (!standsOn || stream === undefined) stands.push(NOWHERE);
      else {
        const at = this.known(standsOn.states, stream, fresh);
        if (!at) return undefined;
        const streams = standsOn.further?.(asking, at.loaded);
        if (streams && streams.length > 0) {
          const further = streams.map((each) => this.known(each.states, each.stream, fresh));
          if (further.includes(undefined)) return undefined;
          stands.push({ at, further: further as Stand[] });
        } else stands.push(at.alone);
      }
    }
    return stands;
  }

  private async loadedFor(asking: Asking, fresh: boolean): Promise<(Standpoint | undefined)[]> {
    for (const guard of this.guards) {
      const { standsOn } = guard;
      const stream = standsOn?.when || hasNoSay(guard, asking) ? undefined : standsOn?.stream(asking);
      if (!standsOn || stream === undefined) continue;
      const at = await this.loaded({ states: standsOn.states, stream }, fresh);
      const further = standsOn.further?.(asking, at.loaded) ?? [];
      await Promise.all(further.map((each) => this.loaded(each, fresh)));
    }
    return this.standsIn(asking, fresh) ?? [];
  }

  private known(states: RememberedStates<unknown>, stream: string, fresh: boolean): Stand | undefined {
    return this.find(states, stream) ?? (fresh ? undefined : this.remembered(states, stream));
  }

  private async loaded({ states, stream }: FurtherStream, fresh: boolean): Promise<Stand> {
    const known = this.find(states, stream);
    if (known) return known;
    const remembered = fresh ? undefined : this.remembered(states, stream);
    if (remembered) return remembered;
    const state = await (fresh ? states.refresh(this.tenant, stream) : states.load(this.tenant, stream));
    return this.find(states, stream) ?? this.stand(states, stream, state, fresh);
  }

  private find(states: RememberedStates<unknown>, stream: string): Stand | undefined {
    return this.byStream.get(states)?.get(stream);
  }

  private remembered(states: RememberedStates<unknown>, stream: string): Stand | undefined {
    const known = this.ahead?.peek(states, stream) ?? states.peek(this.tenant, stream);
    return known && this.stand(states, stream, known, false);
  }

  private stand(states: RememberedStates<unknown>, stream: string, loaded: StreamState<unknown>, fresh: boolean): Stand {
    const stand = standOn({ states, stream, fresh }, loaded);
    this.stands.push(stand);
    const streams = this.byStream.get(states) ?? new Map<string, Stand>();
    this.byStream.set(states, streams.set(stream, stand));
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
      const guard = this.guards[i];
      const stand = stands[i];
      if (!stand || !guard?.admit) continue;
      const said = guard.admit(askedOf(found, stand));
      if (isRefusal(said)) return { refusal: said, by: stand.at };
      found = said;
    }
    return found === asking ? one : { ...one, asking: found };
  }
}

function hasNoSay({ admit, settle }: DecisionGuard, { call }: Asking): boolean {
  return call === null && !admit && !settle;
}

/** In how a call is judged, or in what is recorded of it. */
function hasSomethingToSay({ inform, judge, revise, narrow, effects, settle, keep }: DecisionGuard): boolean {
  return (inform ?? judge ?? revise ?? narrow ?? effects ?? settle ?? keep) !== undefined;
}
