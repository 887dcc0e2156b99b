import { z } from 'zod';
import { command, operators, operatorsAnywhere, query } from '#libs/operations';
import {
  DifferencePage,
  DifferencesFilter,
  ReplayChanged,
  ReplayDetail,
  ReplayHistories,
  ReplayHistoryDropped,
  ReplayListFilter,
  ReplayPage,
} from './answers.js';
import { HistoryDigest, ReplayId, RequestReplayRequest } from './commands.js';

const tag = 'replays';
const path = z.object({ replay: ReplayId });
const access = operators('replay_admin', 'policy_admin');

export const RequestReplay = command({
  name: 'requestReplay',
  id: 'replays.request',
  tag,
  says: 'Have what was decided decided again by another policy; the answer is a report',
  access,
  rest: 'POST /v1/replays',
  status: 201,
  body: RequestReplayRequest,
  answer: ReplayChanged,
  graphql: { type: 'ReplayChanged', input: 'RequestReplayInput' },
});

export const ListReplays = query({
  name: 'replays',
  id: 'replays.list',
  tag,
  says: 'List replays, newest first',
  access: operators('viewer', 'replay_admin'),
  rest: 'GET /v1/replays',
  query: ReplayListFilter,
  answer: ReplayPage,
  readsFrom: 'replays',
  graphql: { connection: 'Replay', filter: 'ReplayListFilter', says: 'Newest first.' },
});

export const GetReplay = query({
  name: 'replay',
  id: 'replays.get',
  tag,
  says: 'One replay and how far it is',
  access: operators('viewer', 'replay_admin'),
  rest: 'GET /v1/replays/:id',
  path,
  answer: ReplayDetail,
  graphql: { type: 'ReplayDetail', nullable: true },
});

const step = (name: 'pauseReplay' | 'resumeReplay' | 'cancelReplay' | 'retryReplay', verb: string, says: string) =>
  command({
    name,
    id: `replays.${verb}`,
    tag,
    says,
    access,
    rest: `POST /v1/replays/:id/${verb}`,
    path,
    answer: ReplayChanged,
    graphql: { type: 'ReplayChanged' },
  });

export const PauseReplay = step('pauseReplay', 'pause', 'Have a replay stand still; what it has done is kept');
export const ResumeReplay = step('resumeReplay', 'resume', 'Have a paused replay go on where it stood');
export const CancelReplay = step('cancelReplay', 'cancel', 'End a replay that nobody needs any more');
export const RetryReplay = step('retryReplay', 'retry', 'Try a replay that failed again, from where it failed');

export const ListReplayDifferences = query({
  name: 'replayDifferences',
  id: 'replays.differences',
  tag,
  says: 'What a completed replay found different, the worst first',
  access: operators('viewer', 'replay_admin'),
  rest: 'GET /v1/replays/:id/differences',
  path,
  query: DifferencesFilter,
  answer: DifferencePage,
  graphql: { connection: 'ReplayDifference', filter: 'ReplayDifferencesFilter', says: 'The worst first.' },
});

export const ListReplayHistories = query({
  name: 'replayHistories',
  id: 'replayHistories.list',
  tag,
  says: 'Histories that were brought, newest first',
  access: operatorsAnywhere('viewer', 'replay_admin'),
  rest: 'GET /v1/replay-histories',
  answer: ReplayHistories,
});

export const DropReplayHistory = command({
  name: 'dropReplayHistory',
  id: 'replayHistories.drop',
  tag,
  says: 'Forget a history; reports about it stay',
  access: operatorsAnywhere('replay_admin', 'policy_admin'),
  rest: 'DELETE /v1/replay-histories/:digest',
  path: z.object({ digest: HistoryDigest }),
  answer: ReplayHistoryDropped,
});
