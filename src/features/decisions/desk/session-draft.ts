import { MAX_EVENT_SIZE } from '#libs/append-planning';
import type { Decided } from '#libs/decision-guards';
import { canonicalJson } from '#libs/evidence';
import { TENANT_CONTROLS } from '#features/controls/contract';
import {
  decide,
  evolve,
  isRefusal,
  toNewEvents,
  type NewEvent,
  type Refusal,
  type StreamState,
  type StreamWrite,
} from '#libs/event-sourcing';
import { commandContext } from '#platform/http/request-context';
import type { Ask, DecideAsk, OutcomeAsk } from './asks.js';
import { callInput } from '../call-input.js';
import { decidedSession, decidedSessionEvents, type DecidedSession, type DecidedSessionEvent } from '../decider.js';
import type { Guarded, Say } from '../guards/standing.js';
import { judge } from '../pipeline.js';

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
  /** The guards that what is accepted depends on. */
  readonly heard: ReadonlySet<Say>;
  /** What guards record along, one write for each stream. */
  readonly along: readonly StreamWrite[];
}

interface Drafted {
  readonly events: readonly DecidedSessionEvent[];
  readonly heard: readonly Say[];
  readonly decided?: Decided;
}

/** Decides the asks one after the other, each against the session as the ones before it leave it. Nothing is stored here. */
export function draftSession(
  session: StreamState<DecidedSession>,
  guarded: readonly Guarded<Ask>[],
  around: { readonly now: string; readonly newId: () => string },
): SessionDraft {
  const draft = {
    events: [] as NewEvent[],
    domainEvents: [] as DecidedSessionEvent[],
    accepted: [] as SessionDraft['accepted'][number][],
    refused: [] as SessionDraft['refused'][number][],
    heard: new Set<Say>(),
  };
  const along = new Map<string, StreamWrite>();
  let state = session.state;
  for (const one of guarded) {
    const { ask, says } = one;
    const drafted = ask.kind === 'decide' ? draftCall(ask, one, around.now, state) : draftOutcome(ask, state);
    if (isRefusal(drafted)) {
      draft.refused.push({ ask, refusal: drafted });
      continue;
    }
    for (const event of drafted.events) state = evolve(decidedSession, state, event);
    draft.events.push(...withIds(ask, drafted.events, around.newId));
    draft.domainEvents.push(...drafted.events);
    draft.accepted.push({ ask, event: drafted.events.at(-1) as DecidedSessionEvent, at: draft.events.length - 1 });
    for (const say of says) if (say.guard.admit) draft.heard.add(say);
    for (const say of drafted.heard) draft.heard.add(say);
    if (drafted.decided) writeAlong(along, says, drafted.decided);
  }
  return { ...draft, along: [...along.values()] };
}

/** Whether an event of the draft is larger than a ledger takes. */
export function isTooLarge({ events }: SessionDraft): boolean {
  return events.some(({ data }) => canonicalJson(data).length > MAX_EVENT_SIZE);
}

function draftCall(ask: DecideAsk, { asking, says }: Guarded<Ask>, now: string, session: DecidedSession): Drafted | Refusal {
  const input = callInput(asking, ask.request, now, session);
  if (isRefusal(input)) return input;
  const { judgement, heard } = judge(says, input);
  const requestId = ask.request.requestId ?? null;
  const events = decide(
    decidedSession,
    { type: 'DecideCall', requestId, input, judgement, controls: controlsIn(heard) },
    session,
  );
  if (isRefusal(events)) return events;
  return { events, heard, decided: { decision: ask.id, context: commandContext(ask.facts, ask.agent), input, judgement } };
}

function draftOutcome({ decision, allowed, agent, outcome }: OutcomeAsk, session: DecidedSession): Drafted | Refusal {
  const events = decide(decidedSession, { type: 'RecordOutcome', decision, allowed, agent: agent.id, outcome }, session);
  return isRefusal(events) ? events : { events, heard: [] };
}

/** Every decision says at which revision of the controls it was made; one that no guard of theirs judged must not be made. */
function controlsIn(heard: readonly Say[]): number {
  const stand = heard.find((say) => say.stand?.stream === TENANT_CONTROLS)?.stand;
  if (!stand) throw new Error('a call was judged without the controls of its tenant');
  return stand.loaded.revision;
}

/** Writes to one stream become one write: the first says where the stream stood. */
function writeAlong(along: Map<string, StreamWrite>, says: readonly Say[], decided: Decided): void {
  for (const { guard, asked, stand } of says) {
    if (!guard.effects) continue;
    const { writes, leaves } = guard.effects(decided, asked);
    for (const write of writes) {
      const before = along.get(write.stream);
      along.set(write.stream, before ? { ...before, events: [...before.events, ...write.events] } : write);
    }
    if (!leaves) continue;
    if (!stand) throw new Error(`guard ${guard.name} leaves a stream that it does not stand on`);
    stand.now = leaves;
  }
}

/** The ask's own event, always its last, carries the ask's id; an opening before it gets a fresh one. */
function withIds(ask: Ask, decided: readonly DecidedSessionEvent[], newId: () => string): NewEvent[] {
  let left = decided.length;
  return toNewEvents(decidedSessionEvents, commandContext(ask.facts, ask.agent), decided, () => {
    left -= 1;
    return left === 0 ? ask.id : newId();
  });
}
