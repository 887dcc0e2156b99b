import { refusals } from '#libs/event-sourcing';

export const replayRefusals = refusals({
  REPLAY_NOT_FOUND: {
    kind: 'not-found',
    says: 'There is no such replay in your tenant.',
    fix: 'Check the id; `GET /v1/replays` lists them.',
  },
  REPLAY_RANGE_EMPTY: {
    kind: 'invalid',
    says: 'The range holds nothing: it ends before it begins, or begins where the ledger has not got to.',
    fix: 'Name a range that begins within the ledger; `GET /v1/ledger/head` says where it ends.',
  },
  REPLAY_IS_OVER: {
    kind: 'conflict',
    says: 'The replay is completed or cancelled.',
    fix: 'Ask for another one.',
  },
  REPLAY_NOT_PAUSED: {
    kind: 'conflict',
    says: 'Only a replay that is paused goes on, and only one that failed is tried again.',
    fix: 'Look at its state.',
  },
  REPLAY_NOT_COMPLETED: {
    kind: 'conflict',
    says: 'There is no report before the replay is completed.',
    fix: '`GET /v1/replays/{id}` says how far it is.',
  },
  REPLAY_REPORT_ALTERED: {
    kind: 'conflict',
    says: 'What is stored is not the report whose digest the ledger has.',
    fix: 'Ask for the same replay again: it comes to the same report. Then find out who can write to the database.',
  },
  REPLAY_HISTORY_NOT_FOUND: {
    kind: 'not-found',
    says: 'There is no such history in your tenant.',
    fix: 'Bring it with `POST /v1/replay-histories`; `GET /v1/replay-histories` lists them.',
  },
  REPLAY_HISTORY_UNREADABLE: {
    kind: 'invalid',
    says: 'The history is not what its format says, or larger than what is read.',
    fix: 'The detail says what and where; the guide about replays says what is taken.',
  },
  REPLAY_HISTORY_NOT_RULED: {
    kind: 'invalid',
    says: 'The history does not tell what was decided, so there is nothing to compare with.',
    fix: 'Name a `baseline` (`writ replay run … --baseline refunds@2`), or give the table a column `@verdict`.',
  },
  REPLAY_WITHOUT_SUGGESTIONS: {
    kind: 'conflict',
    says: 'Nothing can be suggested of this replay: it has no candidate, a baseline, or went through a history of others.',
    fix: 'Ask for a replay of the ledger with a candidate and no baseline.',
  },
  TOO_MANY_REPLAY_HISTORIES: {
    kind: 'conflict',
    says: 'A tenant keeps at most 20 histories.',
    fix: 'Forget one with `DELETE /v1/replay-histories/{digest}`; reports about it stay.',
  },
  TOO_MANY_REPLAYS: {
    kind: 'conflict',
    says: 'A tenant has at most 20 replays that are not over.',
    fix: 'Wait for one to be completed, or cancel one.',
  },
});
export type ReplayRefusalCode = keyof typeof replayRefusals;
