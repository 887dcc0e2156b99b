import { z } from 'zod';
import { ToolName, VERDICTS } from '#features/decisions/contract';
import { AddPolicyRevisionRequest, AnyJson, PolicyId, RevisionInBody } from '#features/policies/contract';
import { Instant, shownText } from '#libs/operations';
import type { ReplayPlan, ReportFacts } from './events.js';
import { REPLAY_MODES } from './replay-words.js';

export const ReplayId = z.uuid();
export const HistoryDigest = z.string().regex(/^[0-9a-f]{64}$/, 'must be the digest of a history');

const MOST_MODULES = 200;
const MOST_NAMES = 100;
const MOST_LISTED = 1_000;
const USUALLY_LISTED = 100;

const named = z.string().regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 visible ASCII characters');
const names = z.array(named).min(1).max(MOST_NAMES);
const Place = z.union([z.number().int().min(1), Instant], 'must be a position of the ledger or a time');

const Stored = z.strictObject({ policy: PolicyId, revision: RevisionInBody }).meta({ id: 'ReplayedRevision' });
const { modules, entrypoint } = AddPolicyRevisionRequest.shape;

export const CandidateInBody = z
  .strictObject({
    policy: PolicyId.optional().describe('A stored policy, with `revision`.'),
    revision: RevisionInBody.optional(),
    modules: modules
      .refine((files) => Object.keys(files).length <= MOST_MODULES, `at most ${MOST_MODULES} modules`)
      .optional()
      .describe('The text of one that is no revision yet, instead.'),
    data: AnyJson.optional().describe('With `modules`: the document the policy reads as `data`.'),
    entrypoint: entrypoint.unwrap().optional().describe('With `modules`: the rule that answers; `writ/decision` by default.'),
  })
  .refine(isOneOrTheOther, 'name either policy and revision or modules (with data and entrypoint)')
  .meta({ id: 'ReplayCandidate' });

export type CandidateInBody = z.output<typeof CandidateInBody>;

function isOneOrTheOther(given: Readonly<Record<string, unknown>>): boolean {
  const has = (...members: string[]) => members.some((member) => given[member] !== undefined);
  if (has('modules')) return !has('policy', 'revision');
  return given['policy'] !== undefined && given['revision'] !== undefined && !has('data', 'entrypoint');
}

function hasTimes({ from, to }: { readonly from?: unknown; readonly to?: unknown }): boolean {
  return typeof from === 'string' || typeof to === 'string';
}

export const RequestReplayRequest = z
  .strictObject({
    name: shownText(100).optional().describe('For people.'),
    range: z
      .strictObject({
        from: Place.optional().describe('First position, or a time; the beginning when left out.'),
        to: Place.optional().describe('Last position, or a time; where the ledger ends now when left out.'),
      })
      .default({})
      .meta({ id: 'ReplayRange' }),
    filter: z
      .strictObject({
        agents: names.optional(),
        tools: z.array(ToolName).min(1).max(MOST_NAMES).optional(),
        sessions: names.optional(),
        labels: names.optional().describe('Calls whose data has one of these labels.'),
        verdicts: z.array(z.enum(VERDICTS)).min(1).max(VERDICTS.length).optional().describe('As they were recorded.'),
      })
      .default({})
      .meta({ id: 'ReplayFilter' }),
    history: HistoryDigest.optional().describe(
      'Decide this history instead of the ledger, which `POST /v1/replay-histories` answered; positions are its rows.',
    ),
    baseline: Stored.optional().describe('What the candidate is compared with; what was recorded when left out.'),
    candidate: CandidateInBody.optional().describe(
      'The policy in question. Left out, each decision is made again by its own policy, which must come to what was recorded.',
    ),
    mode: z
      .enum(REPLAY_MODES)
      .default('independent')
      .describe(
        '`independent`: each decision on its own, with everything before it as it was. `causal`: what would have been decided otherwise changes what follows.',
      ),
    seed: named.default('writ').describe('By which differences are drawn where there are more than are listed.'),
    listed: z
      .number()
      .int()
      .min(1)
      .max(MOST_LISTED)
      .default(USUALLY_LISTED)
      .describe('Differences of each kind that are told one by one, at most. All are counted.'),
  })
  .refine(({ baseline, candidate }) => baseline === undefined || candidate !== undefined, {
    message: 'needs a candidate to be compared with',
    path: ['baseline'],
  })
  .refine(({ baseline, history, mode }) => mode !== 'causal' || (baseline === undefined && history === undefined), {
    message: 'a causal replay goes through the ledger and is compared with what was recorded',
    path: ['mode'],
  })
  .refine(({ history, candidate, range }) => history === undefined || (candidate !== undefined && !hasTimes(range)), {
    message: 'needs a candidate, and a range of rows where there is one',
    path: ['history'],
  })
  .meta({
    id: 'RequestReplayRequest',
    examples: [{ range: { from: '2026-11-20T00:00:00Z' }, candidate: { policy: 'airline', revision: 4 } }],
  });
export type RequestReplayRequest = z.output<typeof RequestReplayRequest>;

export type ReplayCommand =
  | {
      readonly type: 'RequestReplay';
      readonly replay: string;
      readonly name: string | null;
      readonly plan: ReplayPlan;
      readonly by: string;
    }
  | {
      readonly type: 'PauseReplay' | 'ResumeReplay' | 'CancelReplay' | 'RetryReplay';
      readonly replay: string;
      readonly by: string;
    }
  | { readonly type: 'FailReplay'; readonly replay: string; readonly detail: string }
  | {
      readonly type: 'CompleteReplay';
      readonly replay: string;
      readonly report: ReportFacts;
      /** The first decision that its own policy does not rule as recorded. */
      readonly divergence: { readonly decision: string; readonly position: number } | null;
    };
