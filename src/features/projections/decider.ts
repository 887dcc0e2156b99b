import { decider, refuse } from '#libs/event-sourcing';
import type { ProjectionCommand } from './commands.js';
import type { ProjectionEvent } from './events.js';
import { NEVER_PAUSED, type RunKind } from './projection-words.js';
import type { ProjectionRefusalCode } from './refusals.js';

/** A verification or a rebuild under way. */
export interface Run {
  readonly id: string;
  readonly kind: RunKind;
}

/** One projection or reaction in one ledger. */
export interface ProjectionStanding {
  readonly isPaused: boolean;
  /** One at a time. */
  readonly run: Run | undefined;
  /** The last one that was asked for. */
  readonly lastRun: string | undefined;
  /** The last one that was cancelled. A rebuild may have been writing its rows by then, and is told when it was. */
  readonly cancelled: Run | undefined;
}

/** A projection stands still and goes on as it is told; its rows are looked after by one run at a time, which ends once, or is cancelled. */
export const projections = decider<ProjectionCommand, ProjectionEvent, ProjectionStanding, ProjectionRefusalCode>({
  initial: { isPaused: false, run: undefined, lastRun: undefined, cancelled: undefined },
  decide: {
    PauseProjection: ({ projection, reason, by }, { isPaused }) => {
      if (NEVER_PAUSED.includes(projection)) return refuse('PROJECTION_NEVER_PAUSED', projection);
      return isPaused ? [] : [{ type: 'ProjectionPaused', projection, reason, by }];
    },
    ResumeProjection: ({ projection, by }, { isPaused }) => (isPaused ? [{ type: 'ProjectionResumed', projection, by }] : []),
    RequestRun: ({ projection, run, kind, by }, state) => {
      if (state.lastRun === run) return [];
      if (state.run) return refuse('PROJECTION_BUSY', `${state.run.kind} ${state.run.id}`);
      return [{ type: 'ProjectionRunRequested', projection, run, kind, by }];
    },
    CancelRun: ({ projection, by }, { run, lastRun, cancelled }) => {
      if (run) return [{ type: 'ProjectionRunCancelled', projection, run: run.id, by }];
      return cancelled && cancelled.id === lastRun ? [] : refuse('PROJECTION_RUN_NOT_UNDER_WAY', projection);
    },
    CompleteRun: ({ projection, run, compared, written }, state) => {
      const isLate = state.cancelled?.id === run && state.cancelled.kind === 'rebuild' && written > 0;
      if (isLate) return [{ type: 'ProjectionRebuilt', projection, run, compared, written }];
      if (state.run?.id !== run) return [];
      if (state.run.kind === 'verify') return [{ type: 'ProjectionVerified', projection, run, compared }];
      return [{ type: 'ProjectionRebuilt', projection, run, compared, written }];
    },
    FailRun: ({ projection, run, detail }, state) =>
      state.run?.id === run ? [{ type: 'ProjectionRunFailed', projection, run, detail }] : [],
  },
  evolve: {
    ProjectionPaused: (state) => ({ ...state, isPaused: true }),
    ProjectionResumed: (state) => ({ ...state, isPaused: false }),
    ProjectionRunRequested: (state, { run, kind }) => ({ ...state, run: { id: run, kind }, lastRun: run }),
    ProjectionRunCancelled: (state) => ({ ...state, run: undefined, cancelled: state.run }),
    ProjectionVerified: (state) => ({ ...state, run: undefined }),
    ProjectionRebuilt: (state, { run }) =>
      state.run?.id === run ? { ...state, run: undefined } : { ...state, cancelled: undefined },
    ProjectionRunFailed: (state) => ({ ...state, run: undefined }),
  },
});
