import { MAX_EVENT_SIZE } from '#libs/append-planning';
import type { Effects } from '#libs/decision-guards';
import { canonicalJson } from '#libs/evidence';
import {
  decide,
  evolve,
  isRefusal,
  toNewEvents,
  type Json,
  type NewEvent,
  type Refusal,
  type StreamState,
  type StreamWrite,
} from '#libs/event-sourcing';
import { commandContext } from '#platform/http/request-context';
import { type Ask, type DecideAsk, type OutcomeAsk } from './asks.js';
import { decidedSession, decidedSessionEvents, type DecidedSession, type DecidedSessionEvent } from '../decider.js';
import { askedNow, type Awaited, type Guarded, type Say, type Stand } from '../guards/stands.js';
import { draftCall, type Around } from './drafted-call.js';

/** Events of one append, about: what is asked beyond them waits for the next one. A guard adds some to every call. */
const ENOUGH_EVENTS = 2_000;

/** What one append will hold: the events of every ask that was not refused, in order, session by session. */
export interface DecisionDraft {
  readonly sessions: ReadonlyMap<string, DraftedSession>;
  readonly accepted: readonly Accepted[];
  readonly refused: readonly { readonly ask: Ask; readonly refusal: Refusal }[];
  /** Asks for which there was no room. */
  readonly left: readonly Ask[];
  /** Calls that further guards have to be asked about. While there are any, nothing of the draft may be used. */
  readonly awaited: readonly Awaited<Guarded<Ask>>[];
  /** The guards that what is accepted depends on. */
  readonly heard: ReadonlySet<Stand>;
  /** What guards record along, one write for each stream. */
  readonly along: readonly StreamWrite[];
}

/** A session as it was loaded, and what is drafted behind it. */
export interface DraftedSession {
  readonly loaded: StreamState<DecidedSession>;
  state: DecidedSession;
  readonly events: NewEvent[];
}

/** A write that others join. */
interface DraftedWrite extends StreamWrite {
  readonly events: NewEvent[];
}

interface Accepted {
  readonly ask: Ask;
  readonly event: DecidedSessionEvent;
  readonly session: string;
  /** Index of its event in the events of its session. */
  readonly at: number;
}

/**
 * Decides the asks one after the other, each against its session as the ones before it leave it, session by session: as they are
 * written, so that whoever reads the ledger in its order knows at each decision what was known when it was made. Nothing is stored.
 */
export function draftDecisions(
  sessions: ReadonlyMap<string, StreamState<DecidedSession>>,
  guarded: readonly Guarded<Ask>[],
  around: Around,
): DecisionDraft {
  const drafting = new Drafting(sessions, around);
  for (const one of sessionBySession(sessions, guarded)) drafting.add(one);
  return drafting.result();
}

/** In the order of the sessions, which mostly is that in which they were asked. */
function sessionBySession(sessions: ReadonlyMap<string, unknown>, guarded: readonly Guarded<Ask>[]): readonly Guarded<Ask>[] {
  if (guarded.length === 1) return guarded;
  const order = new Map<string, number>();
  for (const stream of sessions.keys()) order.set(stream, order.size);
  const placeOf = ({ ask }: Guarded<Ask>) => order.get(ask.stream) as number;
  const isInOrder = guarded.every((one, i) => i === 0 || placeOf(guarded[i - 1] as Guarded<Ask>) <= placeOf(one));
  return isInOrder ? guarded : guarded.toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** Whether an event of the draft is larger than a ledger takes. */
export function isTooLarge({ sessions, along }: DecisionDraft): boolean {
  const events = [...sessions.values(), ...along].flatMap((write) => write.events);
  return events.some(({ data }) => canonicalJson(data).length > MAX_EVENT_SIZE);
}

class Drafting {
  private readonly sessions: ReadonlyMap<string, DraftedSession>;
  private readonly accepted: Accepted[] = [];
  private readonly refused: { ask: Ask; refusal: Refusal }[] = [];
  private readonly left: Ask[] = [];
  private readonly awaited: Awaited<Guarded<Ask>>[] = [];
  private readonly heard = new Set<Stand>();
  private readonly along = new Map<string, DraftedWrite>();
  private count = 0;

  constructor(
    sessions: ReadonlyMap<string, StreamState<DecidedSession>>,
    private readonly around: Around,
  ) {
    const drafted = new Map<string, DraftedSession>();
    for (const [stream, loaded] of sessions) drafted.set(stream, { loaded, state: loaded.state, events: [] });
    this.sessions = drafted;
  }

  add(one: Guarded<Ask>): void {
    const { ask } = one;
    if (this.count >= ENOUGH_EVENTS) this.left.push(ask);
    else if (ask.kind === 'outcome') this.addOutcome(one, ask);
    else this.addCall(one, ask);
  }

  result(): DecisionDraft {
    const { sessions, accepted, refused, left, awaited, heard, along } = this;
    return { sessions, accepted, refused, left, awaited, heard, along: [...along.values()] };
  }

  private addOutcome(one: Guarded<Ask>, ask: OutcomeAsk): void {
    const events = decideOutcome(this.kept(one, ask), this.sessionOf(ask).state);
    if (isRefusal(events)) {
      this.refused.push({ ask, refusal: events });
      return;
    }
    const context = this.accept(one, events);
    const { settles: settlement } = ask;
    if (!settlement) return;
    const settled = { context, settlement, now: this.around.now };
    this.writeAlong(this.around.standing.says(one), ({ guard }, asked) => guard.settle?.(settled, asked));
  }

  /** The outcome as guards let it be recorded. */
  private kept(one: Guarded<Ask>, ask: OutcomeAsk): OutcomeAsk {
    const keepers = this.around.standing.says(one).filter(({ guard }) => guard.keep);
    if (keepers.length === 0) return ask;
    for (const say of keepers) this.hear(say);
    const keep = (value: Json): Json => keepers.reduce((kept, { guard, asked }) => guard.keep?.(kept, asked) ?? kept, value);
    const { result, error, ...outcome } = ask.outcome;
    const kept = {
      ...outcome,
      ...(result !== undefined && { result: keep(result) as typeof result }),
      ...(error !== undefined && { error: String(keep(error)).slice(0, 4_096) }),
    };
    return { ...ask, outcome: kept };
  }

  private addCall(one: Guarded<Ask>, ask: DecideAsk): void {
    const drafted = draftCall(ask, one, this.around, this.sessionOf(ask).state);
    if (isRefusal(drafted)) {
      this.refused.push({ ask, refusal: drafted });
      return;
    }
    const { events, input, judgement, heard, says, awaited } = drafted;
    if (awaited.length > 0) this.awaited.push({ one, guards: awaited });
    const context = this.accept(one, events);
    for (const say of heard) this.hear(say);
    const decided = { decision: ask.id, context, input, judgement };
    this.writeAlong(says, ({ guard }, asked) => guard.effects?.(decided, asked));
  }

  private sessionOf(ask: Ask): DraftedSession {
    return this.sessions.get(ask.stream) as DraftedSession;
  }

  private accept(one: Guarded<Ask>, events: readonly DecidedSessionEvent[]) {
    const { ask } = one;
    const session = this.sessionOf(ask);
    const context = commandContext(ask.facts, ask.agent);
    for (const event of events) session.state = evolve(decidedSession, session.state, event);
    // The ask's own event, always its last, carries the ask's id; an opening before it gets a fresh one.
    let behind = events.length;
    const idOf = () => ((behind -= 1) === 0 ? ask.id : this.around.newId());
    session.events.push(...toNewEvents(decidedSessionEvents, context, events, idOf));
    const event = events.at(-1) as DecidedSessionEvent;
    this.accepted.push({ ask, event, session: ask.stream, at: session.events.length - 1 });
    this.around.standing.countAdmission(one, this.heard);
    this.count += events.length;
    return context;
  }

  private hear({ stands }: Say): void {
    this.heard.add(stands.at);
    for (const stand of stands.further) this.heard.add(stand);
  }

  /**
   * Writes to one stream become one write: the first says where the stream stood. What a guard does not write follows from what it
   * knows as well, so that has to stand, too.
   */
  private writeAlong(says: readonly Say[], effectsOf: (say: Say, asked: Say['asked']) => Effects<unknown> | undefined): void {
    for (const say of says) {
      const effects = effectsOf(say, askedNow(say));
      if (!effects) continue;
      this.hear(say);
      for (const write of effects.writes) this.addWrite(write);
      if (effects.leaves) leave(say.guard.name, say.stands.at, effects.leaves);
      const { leavesFurther } = effects;
      if (leavesFurther) for (const [i, stand] of say.stands.further.entries()) stand.now = leavesFurther[i] ?? stand.now;
    }
  }

  private addWrite(write: StreamWrite): void {
    const { stream, expect, events } = write;
    this.count += events.length;
    const before = this.along.get(stream);
    if (before) before.events.push(...events);
    else this.along.set(stream, { stream, expect, events: [...events] });
  }
}

function leave(guard: string, stand: Stand, state: StreamState<unknown>): void {
  if (stand.stream === undefined) throw new Error(`guard ${guard} leaves a stream and stands on none`);
  stand.now = state;
}

function decideOutcome(
  { decision, tool, allowed, agent, outcome, settles }: OutcomeAsk,
  session: DecidedSession,
): readonly DecidedSessionEvent[] | Refusal {
  return decide(decidedSession, { type: 'RecordOutcome', decision, tool, allowed, agent: agent.id, outcome, settles }, session);
}
