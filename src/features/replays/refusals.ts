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
  TOO_MANY_REPLAYS: {
    kind: 'conflict',
    says: 'A tenant has at most 20 replays that are not over.',
    fix: 'Wait for one to be completed, or cancel one.',
  },
});
export type ReplayRefusalCode = keyof typeof replayRefusals;
