import type { Decided, DecisionGuard, RememberedStates } from '#libs/decision-guards';
import { newId } from '#libs/event-ids';
import { decide, fold, isRefusal, refuse, toNewEvents } from '#libs/event-sourcing';
import { stopped } from '#libs/ruling';
import { rationEvents, rations, rationStream, type RationState } from './rations.js';

/** What a spec sees of the guard, and how it makes it wait. */
export interface Watch {
  /** Revisions of the agent's ration by which calls were judged, attempt by attempt. */
  readonly judgedAt: number[];
  /** Awaited between loading and judging. */
  beforeJudging: () => Promise<void>;
}

/** Refuses those who are cut off, denies those who have nothing left, and takes one off for every call that may run. */
export const rationGuard = (states: RememberedStates<RationState>, watch: Watch): DecisionGuard<RationState, void> => ({
  name: 'ration',
  place: 45,
  standsOn: { states, stream: ({ agent }) => rationStream(agent.id) },
  prepare: () => watch.beforeJudging(),
  admit: ({ asking, at }) => (at.state.isCutOff ? refuse('FORBIDDEN', 'the agent is cut off') : asking),
  judge: ({ at }) => {
    watch.judgedAt.push(at.revision);
    if (at.state.left !== 0) return undefined;
    return { ...stopped('DENY', 'POLICY_DENIED', 'spec.ration', 'nothing is left'), policy: null, pin: null };
  },
  effects: ({ decision, context, input, judgement }: Decided, { at }) => {
    if (judgement.verdict !== 'ALLOW') return { writes: [] };
    const spent = decide(rations, { type: 'SpendRation', decision }, at.state);
    if (isRefusal(spent)) throw new Error('a call was allowed although nothing was left');
    if (spent.length === 0) return { writes: [] };
    const events = toNewEvents(rationEvents, context, spent, newId);
    return {
      writes: [{ stream: rationStream(input.agent.id), expect: at.revision, events }],
      leaves: { state: fold(rations, spent, at.state), revision: at.revision + spent.length },
    };
  },
});
