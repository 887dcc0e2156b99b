import { MAX_EVENT_SIZE } from '#libs/append-planning';
import type { CallInput, Decided, Judgement } from '#libs/decision-guards';
import { canonicalJson } from '#libs/evidence';
import { TENANT_CONTROLS } from '#features/controls/contract';
import {
  decide,
  evolve,
  isRefusal,
  toNewEvents,
  type CommandContext,
  type NewEvent,
  type Refusal,
  type StreamState,
  type StreamWrite,
} from '#libs/event-sourcing';
import { commandContext } from '#platform/http/request-context';
import type { Ask, DecideAsk, OutcomeAsk } from './asks.js';
import { callInput } from '../call-input.js';
import { decidedSession, decidedSessionEvents, type DecidedSession, type DecidedSessionEvent } from '../decider.js';
import type { Awaited, Guarded, Say, Stand, Standing } from '../guards/standing.js';
import { judge, revised } from '../pipeline.js';

/** What one append of a session will hold: the events of every ask that was not refused, in order. */
export interface SessionDraft {
  readonly events: readonly NewEvent[];
  readonly domainEvents: readonly DecidedSessionEvent[];
  readonly accepted: readonly {
    readonly ask: Ask;
    readonly event: DecidedSessionEvent;
    /** Index of its event in `events`. */ readonly at: number;
  }[];
  readonly refused: readonly { readonly ask: Ask; readonly refusal: Refusal }[];
  /** Calls that further guards have to be asked about. While there are any, nothing of the draft may be used. */
  readonly awaited: readonly Awaited<Guarded<Ask>>[];
  /** The guards that what is accepted depends on. */
  readonly heard: ReadonlySet<Stand>;
  /** What guards record along, one write for each stream. */
  readonly along: readonly StreamWrite[];
}

interface DraftedCall {
  readonly events: readonly DecidedSessionEvent[];
  readonly input: CallInput;
  readonly judgement: Judgement;
  readonly heard: readonly Say[];
  /** Guards that have to be loaded before it can be judged. */
  readonly awaited: readonly number[];
}

/** Decides the asks one after the other, each against the session as the ones before it leave it. Nothing is stored here. */
export function draftSession(
  session: StreamState<DecidedSession>,
  guarded: readonly Guarded<Ask>[],
  around: { readonly now: string; readonly standing: Standing; readonly newId: () => string },
): SessionDraft {
  const draft = {
    events: [] as NewEvent[],
    domainEvents: [] as DecidedSessionEvent[],
    accepted: [] as SessionDraft['accepted'][number][],
    refused: [] as SessionDraft['refused'][number][],
    awaited: [] as Awaited<Guarded<Ask>>[],
    heard: new Set<Stand>(),
  };
  const along = new Map<string, StreamWrite>();
  let state = session.state;
  const accept = (one: Guarded<Ask>, events: readonly DecidedSessionEvent[], context: CommandContext) => {
    const { ask } = one;
    for (const event of events) state = evolve(decidedSession, state, event);
    draft.events.push(...withIds(ask, events, context, around.newId));
    draft.domainEvents.push(...events);
    draft.accepted.push({ ask, event: events.at(-1) as DecidedSessionEvent, at: draft.events.length - 1 });
    around.standing.countAdmission(one, draft.heard);
  };
  for (const one of guarded) {
    const { ask } = one;
    const context = commandContext(ask.facts, ask.agent);
    if (ask.kind === 'outcome') {
      const events = decideOutcome(ask, state);
      if (isRefusal(events)) draft.refused.push({ ask, refusal: events });
      else accept(one, events, context);
      continue;
    }
    const drafted = draftCall(ask, one, around, state);
    if (isRefusal(drafted)) {
      draft.refused.push({ ask, refusal: drafted });
      continue;
    }
    if (drafted.awaited.length > 0) draft.awaited.push({ one, guards: drafted.awaited });
    accept(one, drafted.events, context);
    for (const { stand } of drafted.heard) draft.heard.add(stand);
    writeAlong(along, around.standing.says(one), {
      decision: ask.id,
      context,
      input: drafted.input,
      judgement: drafted.judgement,
    });
  }
  return { ...draft, along: [...along.values()] };
}

/** Whether an event of the draft is larger than a ledger takes. */
export function isTooLarge({ events, along }: SessionDraft): boolean {
  return [...events, ...along.flatMap((write) => write.events)].some(({ data }) => canonicalJson(data).length > MAX_EVENT_SIZE);
}

function draftCall(
  { request }: DecideAsk,
  one: Guarded<Ask>,
  { now, standing }: { readonly now: string; readonly standing: Standing },
  session: DecidedSession,
): DraftedCall | Refusal {
  const input = callInput(one.asking, request, now, session);
  if (isRefusal(input)) return input;
  const { judgement, heard, awaited } = judgedCall(one, standing, input);
  const requestId = request.requestId ?? null;
  const events = decide(
    decidedSession,
    { type: 'DecideCall', requestId, input, judgement, controls: controlsIn(heard) },
    session,
  );
  return isRefusal(events) ? events : { events, input, judgement, heard, awaited };
}

/** Judged by the guards that know of the call, then by those who may revise what was ruled, one after the other. */
function judgedCall(
  one: Guarded<Ask>,
  standing: Standing,
  input: CallInput,
): Pick<DraftedCall, 'judgement' | 'heard' | 'awaited'> {
  let judged = judge(standing.says(one), input);
  for (;;) {
    const awaited = standing.awaited(one, judged.judgement);
    const [next] = awaited;
    if (next === undefined) return { ...judged, awaited: [] };
    const say = standing.callIn(one, next);
    if (!say) return { ...judged, awaited };
    judged = revised(judged, say, input);
  }
}

function decideOutcome(
  { decision, allowed, agent, outcome }: OutcomeAsk,
  session: DecidedSession,
): readonly DecidedSessionEvent[] | Refusal {
  return decide(decidedSession, { type: 'RecordOutcome', decision, allowed, agent: agent.id, outcome }, session);
}

/** Every decision says at which revision of the controls it was made; one that no guard of theirs judged must not be made. */
function controlsIn(heard: readonly Say[]): number {
  const stand = heard.find((say) => say.stand.stream === TENANT_CONTROLS)?.stand;
  if (!stand) throw new Error('a call was judged without the controls of its tenant');
  return stand.loaded.revision;
}

/** Writes to one stream become one write: the first says where the stream stood. */
function writeAlong(along: Map<string, StreamWrite>, says: readonly Say[], decided: Decided): void {
  for (const { guard, asked, stand } of says) {
    if (!guard.effects) continue;
    // Another guard that stands on the same stream may have moved it on.
    const { writes, leaves } = guard.effects(decided, { asking: asked.asking, at: stand.now });
    for (const write of writes) {
      const before = along.get(write.stream);
      along.set(write.stream, before ? { ...before, events: [...before.events, ...write.events] } : write);
    }
    if (!leaves) continue;
    if (stand.stream === undefined) throw new Error(`guard ${guard.name} leaves a stream and stands on none`);
    stand.now = leaves;
  }
}

/** The ask's own event, always its last, carries the ask's id; an opening before it gets a fresh one. */
function withIds(ask: Ask, decided: readonly DecidedSessionEvent[], context: CommandContext, newId: () => string): NewEvent[] {
  let left = decided.length;
  return toNewEvents(decidedSessionEvents, context, decided, () => {
    left -= 1;
    return left === 0 ? ask.id : newId();
  });
}
