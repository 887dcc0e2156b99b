import { decider, refuse, type Refusal } from '#libs/event-sourcing';
import type { ReplayCommand } from './commands.js';
import type { ReplayEvent, ReplayPlan } from './events.js';
import type { ReplayRefusalCode } from './refusals.js';
import type { ReplayStatus } from './replay-words.js';

/** One replay. */
export type ReplayState =
  | { readonly is: 'absent' }
  | {
      readonly is: ReplayStatus;
      readonly plan: ReplayPlan;
      /** SHA-256 of the report; null before there is one. */
      readonly report: string | null;
    };

type Known = Exclude<ReplayState, { is: 'absent' }>;
type Decided = readonly ReplayEvent[] | Refusal<ReplayRefusalCode>;

/** Runs of `decide` by how the replay stands. What is so already is said once. */
function stepped(state: ReplayState, from: readonly ReplayStatus[], to: ReplayStatus, event: ReplayEvent): Decided {
  if (state.is === 'absent') return refuse('REPLAY_NOT_FOUND');
  if (state.is === to) return [];
  if (from.includes(state.is)) return [event];
  return refuse(state.is === 'completed' || state.is === 'cancelled' ? 'REPLAY_IS_OVER' : 'REPLAY_NOT_PAUSED');
}

export const replays = decider<ReplayCommand, ReplayEvent, ReplayState, ReplayRefusalCode>({
  initial: { is: 'absent' },
  decide: {
    RequestReplay: ({ replay, name, plan, by }, state) =>
      state.is === 'absent' ? [{ type: 'ReplayRequested', replay, name, plan, by }] : [],
    PauseReplay: ({ replay, by }, state) => stepped(state, ['running'], 'paused', { type: 'ReplayPaused', replay, by }),
    ResumeReplay: ({ replay, by }, state) => stepped(state, ['paused'], 'running', { type: 'ReplayResumed', replay, by }),
    RetryReplay: ({ replay, by }, state) => stepped(state, ['failed'], 'running', { type: 'ReplayRetried', replay, by }),
    CancelReplay: ({ replay, by }, state) =>
      stepped(state, ['running', 'paused', 'failed'], 'cancelled', { type: 'ReplayCancelled', replay, by }),
    FailReplay: ({ replay, detail }, state) => (state.is === 'running' ? [{ type: 'ReplayFailed', replay, detail }] : []),
    // Two workers may come to the end of it, and somebody may have paused it meanwhile: what is found is found.
    CompleteReplay: ({ replay, report, divergence }, state) => {
      if (state.is !== 'running' && state.is !== 'paused') return [];
      const completed: ReplayEvent = { type: 'ReplayCompleted', replay, report };
      if (!divergence) return [completed];
      const { engine, diverged: count } = report;
      return [completed, { type: 'ReplayDiverged', replay, engine, count, ...divergence }];
    },
  },
  evolve: {
    ReplayRequested: (_, { plan }) => ({ is: 'running', plan, report: null }),
    ReplayPaused: (state) => ({ ...(state as Known), is: 'paused' }),
    ReplayResumed: (state) => ({ ...(state as Known), is: 'running' }),
    ReplayRetried: (state) => ({ ...(state as Known), is: 'running' }),
    ReplayCancelled: (state) => ({ ...(state as Known), is: 'cancelled' }),
    ReplayFailed: (state) => ({ ...(state as Known), is: 'failed' }),
    ReplayCompleted: (state, { report }) => ({ ...(state as Known), is: 'completed', report: report.digest }),
    ReplayDiverged: (state) => state,
  },
});
