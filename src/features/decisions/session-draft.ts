import { MAX_EVENT_SIZE } from '#libs/append-planning';
import { canonicalJson } from '#libs/evidence';
import type { Controls } from '#features/controls/contract';
import { decide, evolve, isRefusal, toNewEvents, type NewEvent, type Refusal, type StreamState } from '#libs/event-sourcing';
import { commandContext } from '#platform/http/request-context';
import type { Ask, DecideAsk } from './asks.js';
import type { DecideCall, DecisionCommand } from './commands.js';
import { decidedSession, decidedSessionEvents, type DecidedSession, type DecidedSessionEvent } from './decider.js';

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
}

export interface Surroundings {
  readonly now: string;
  readonly controls: Awaited<ReturnType<Controls['remembered']>>;
  /** The policy that decides an ask; looked up for every ask before. */
  readonly policyFor: (ask: DecideAsk) => DecideCall['policy'];
  readonly newId: () => string;
}

/** Decides the asks one after the other, each against the session as the ones before it leave it. Nothing is stored here. */
export function draftSession(session: StreamState<DecidedSession>, asks: readonly Ask[], around: Surroundings): SessionDraft {
  const draft = {
    events: [] as NewEvent[],
    domainEvents: [] as DecidedSessionEvent[],
    accepted: [] as SessionDraft['accepted'][number][],
    refused: [] as SessionDraft['refused'][number][],
  };
  let state = session.state;
  for (const ask of asks) {
    const decided = decide(decidedSession, commandOf(ask, around), state);
    if (isRefusal(decided)) {
      draft.refused.push({ ask, refusal: decided });
      continue;
    }
    for (const event of decided) state = evolve(decidedSession, state, event);
    const events = withIds(ask, decided, around.newId);
    draft.events.push(...events);
    draft.domainEvents.push(...decided);
    draft.accepted.push({ ask, event: decided.at(-1) as DecidedSessionEvent, at: draft.events.length - 1 });
  }
  return draft;
}

/** Whether an event of the draft is larger than a ledger takes. */
export function isTooLarge({ events }: SessionDraft): boolean {
  return events.some(({ data }) => canonicalJson(data).length > MAX_EVENT_SIZE);
}

/** The ask's own event, always its last, carries the ask's id; an opening before it gets a fresh one. */
function withIds(ask: Ask, decided: readonly DecidedSessionEvent[], newId: () => string): NewEvent[] {
  let left = decided.length;
  return toNewEvents(decidedSessionEvents, commandContext(ask.facts, ask.agent), decided, () => {
    left -= 1;
    return left === 0 ? ask.id : newId();
  });
}

function commandOf(ask: Ask, { now, controls, policyFor }: Surroundings): DecisionCommand {
  const { agent } = ask;
  if (ask.kind === 'outcome')
    return { type: 'RecordOutcome', decision: ask.decision, allowed: ask.allowed, agent: agent.id, outcome: ask.outcome };
  return {
    type: 'DecideCall',
    request: ask.request,
    tenant: agent.tenant,
    agent: { id: agent.id, labels: agent.labels },
    now,
    controls,
    policy: policyFor(ask),
  };
}
