import { refuse } from '#libs/event-sourcing';
import { handling } from '#platform/operations/caller';
import { AskReplay } from './ask-replay.js';
import { HistoryStore } from './histories/history-store.js';
import {
  CancelReplay,
  DropReplayHistory,
  GetReplay,
  ListReplayDifferences,
  ListReplayHistories,
  ListReplays,
  PauseReplay,
  RequestReplay,
  ResumeReplay,
  RetryReplay,
} from './operations.js';
import { ReplaysQuery } from './reading/replays.query.js';
import type { ReplayRefusalCode } from './refusals.js';
import { ReplayDesk } from './replay-desk.js';

const NOT_FOUND: ReplayRefusalCode = 'REPLAY_NOT_FOUND';
const NOT_COMPLETED: ReplayRefusalCode = 'REPLAY_NOT_COMPLETED';

const STEPS = [
  [PauseReplay, 'PauseReplay'],
  [ResumeReplay, 'ResumeReplay'],
  [CancelReplay, 'CancelReplay'],
  [RetryReplay, 'RetryReplay'],
] as const;

/** What carries out each operation. */
export const handlers = [
  handling(RequestReplay, [AskReplay], ({ input, caller: { principal, context } }, replays) =>
    replays.ask(context, principal.id, input),
  ),
  handling(ListReplays, [ReplaysQuery], ({ input, caller: { principal } }, query) => query.list(principal.tenant, input)),
  handling(
    GetReplay,
    [ReplaysQuery],
    async ({ input, caller: { principal } }, query) => (await query.find(principal.tenant, input.replay)) ?? refuse(NOT_FOUND),
  ),
  ...STEPS.map(([operation, type]) =>
    handling(operation, [ReplayDesk], ({ input: { replay }, caller: { principal, context } }, desk) =>
      desk.handle(context, { type, replay, by: principal.id }),
    ),
  ),
  handling(ListReplayDifferences, [ReplayDesk, ReplaysQuery], async ({ input, caller: { principal } }, desk, query) => {
    const { replay, ...filter } = input;
    const state = await desk.find(principal.tenant, replay);
    if (!state) return refuse(NOT_FOUND);
    return state.report === null ? refuse(NOT_COMPLETED) : query.differences(principal.tenant, state.report, filter);
  }),
  handling(ListReplayHistories, [HistoryStore], async ({ caller: { principal } }, histories) => ({
    items: await histories.list(principal.tenant),
  })),
  handling(DropReplayHistory, [HistoryStore], async ({ input: { digest }, caller: { principal } }, histories) => ({
    digest,
    dropped: await histories.drop(principal.tenant, digest),
  })),
];
