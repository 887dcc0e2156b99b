import { decider, refuse, type Refusal } from '#libs/event-sourcing';
import type { ShadowCommand } from './commands.js';
import type { ShadowEvent, ShadowPlan, ShadowTotals } from './events.js';
import type { ShadowRefusalCode } from './refusals.js';
import type { ShadowStatus } from './shadow-words.js';

/** One shadow. */
export type ShadowState =
  | { readonly is: 'absent' }
  | {
      readonly is: ShadowStatus;
      readonly plan: ShadowPlan;
      /** The last position that is compared, where somebody ended it; null while nobody did. */
      readonly through: number | null;
      readonly isDiverged: boolean;
      /** What was told last, and when. */
      readonly told: { readonly totals: ShadowTotals; readonly at: string } | null;
    };

type Known = Exclude<ShadowState, { is: 'absent' }>;
type Decided = readonly ShadowEvent[] | Refusal<ShadowRefusalCode>;
type Of<T extends ShadowCommand['type']> = Extract<ShadowCommand, { type: T }>;

/** While there is something to compare, at most so often. */
const TOLD_EVERY_MS = 600_000;
const GRAVE = ['critical', 'high'] as const;

/** A shadow goes on until somebody ends it, or it ends by itself; what it found is told seldom enough that nobody is told too much. */
export const shadows = decider<ShadowCommand, ShadowEvent, ShadowState, ShadowRefusalCode>({
  initial: { is: 'absent' },
  decide: {
    StartShadow: ({ shadow, name, plan, by }, state) =>
      state.is === 'absent' ? [{ type: 'ShadowStarted', shadow, name, plan, by }] : [],
    EndShadow: ended,
    TellShadow: told,
    CloseShadow: ({ shadow, why, detail, totals, digest }, state) =>
      state.is === 'absent' || state.is === 'ended' ? [] : [{ type: 'ShadowEnded', shadow, why, detail, totals, digest }],
  },
  evolve: {
    ShadowStarted: (_, { plan }) => ({ is: 'running', plan, through: null, isDiverged: false, told: null }),
    ShadowCompared: (state, { totals, at }) => ({ ...(state as Known), told: { totals, at } }),
    ShadowDiverged: (state) => ({ ...(state as Known), isDiverged: true }),
    ShadowEndRequested: (state, { through }) => ({ ...(state as Known), is: 'ending', through }),
    ShadowEnded: (state) => ({ ...(state as Known), is: 'ended' }),
  },
});

function ended({ shadow, through, by }: Of<'EndShadow'>, state: ShadowState): Decided {
  if (state.is === 'absent') return refuse('SHADOW_NOT_FOUND');
  if (state.is === 'ended') return refuse('SHADOW_IS_OVER');
  return state.is === 'ending' ? [] : [{ type: 'ShadowEndRequested', shadow, through, by }];
}

/** Two workers may tell of the same, one of them late: what is told never goes back. */
function told({ shadow, totals, at, divergence }: Of<'TellShadow'>, state: ShadowState): readonly ShadowEvent[] {
  if (state.is === 'absent' || state.is === 'ended') return [];
  const before = state.told;
  const isLate = before !== null && totals.through <= before.totals.through;
  const isNews = GRAVE.some((severity) => totals.severities[severity] > 0 && (before?.totals.severities[severity] ?? 0) === 0);
  const isTime = before === null || Date.parse(at) - Date.parse(before.at) >= TOLD_EVERY_MS;
  const compared: readonly ShadowEvent[] = !isLate && (isNews || isTime) ? [{ type: 'ShadowCompared', shadow, totals, at }] : [];
  return divergence && !state.isDiverged ? [...compared, { type: 'ShadowDiverged', shadow, ...divergence }] : compared;
}
