import { z } from 'zod';
import { ToolName } from '#features/decisions/contract';
import { CandidateInBody } from '#features/replays/contract';
import { Instant, shownText } from '#libs/operations';
import type { ShadowPlan, ShadowTotals } from './events.js';
import type { ShadowEnd } from './shadow-words.js';

export const ShadowId = z.uuid();

const MOST_NAMES = 100;
const MOST_DECISIONS = 100_000_000;

const named = z.string().regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 visible ASCII characters');
const names = z.array(named).min(1).max(MOST_NAMES);

export const StartShadowRequest = z
  .strictObject({
    name: shownText(100).optional().describe('For people.'),
    candidate: CandidateInBody.describe('The policy in question. It decides nothing.'),
    selector: z
      .strictObject({
        agents: names.optional(),
        tools: z.array(ToolName).min(1).max(MOST_NAMES).optional(),
        sessions: names.optional(),
        labels: names.optional().describe('Calls whose data has one of these labels.'),
      })
      .default({})
      .meta({ id: 'ShadowSelector' }),
    share: z
      .number()
      .int()
      .min(1)
      .max(100)
      .default(100)
      .describe('Of a hundred sessions so many are compared. A session is drawn whole, by a hash that nobody knows before.'),
    ends: z
      .strictObject({
        at: Instant.optional().describe('In seven days when left out, in ninety at most.'),
        decisions: z.number().int().min(1).max(MOST_DECISIONS).optional().describe('After so many compared decisions.'),
      })
      .default({})
      .meta({ id: 'ShadowEnds' }),
  })
  .meta({
    id: 'StartShadowRequest',
    examples: [{ candidate: { policy: 'airline', revision: 4 }, share: 20, ends: { decisions: 10_000 } }],
  });
export type StartShadowRequest = z.output<typeof StartShadowRequest>;

export type ShadowCommand =
  | {
      readonly type: 'StartShadow';
      readonly shadow: string;
      readonly name: string | null;
      readonly plan: ShadowPlan;
      readonly by: string;
    }
  /** `through`: where the ledger ended when it was asked for. */
  | { readonly type: 'EndShadow'; readonly shadow: string; readonly through: number; readonly by: string }
  | {
      readonly type: 'TellShadow';
      readonly shadow: string;
      readonly totals: ShadowTotals;
      readonly at: string;
      readonly divergence: { readonly engine: string; readonly decision: string; readonly position: number } | null;
    }
  | {
      readonly type: 'CloseShadow';
      readonly shadow: string;
      readonly why: ShadowEnd;
      readonly detail: string | null;
      readonly totals: ShadowTotals;
      readonly digest: string;
    };
