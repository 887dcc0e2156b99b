export type { Json, JsonObject } from './json.js';
export { categoryOf, type Actor, type EventEnvelope, type NewEvent, type RecordedEvent } from './envelope.js';
export {
  AppendLine,
  ConflictError,
  EventIdReusedError,
  InvalidAppendError,
  LedgerDamagedError,
  LedgerUnavailableError,
  LineBrokenError,
  NO_STREAM,
  type AppendReceipt,
  type AppendRequest,
  type Condition,
  type DamagedLedger,
  type EventReceipt,
  type EventStore,
  type LedgerDamage,
  type LedgerEnd,
  type LedgerHead,
  type StreamWrite,
  type TypedEvents,
} from './event-store.js';
export { decide, decider, evolve, fold, type Decider, type Evolver, type Message } from './decider.js';
export {
  isRefusal,
  refusals,
  refuse,
  type Refusal,
  type RefusalCatalogue,
  type RefusalEntry,
  type RefusalKind,
} from './refusal.js';
export { eventTypes, fromRecorded, type EventCatalogue, type EventsOf, type EventType } from './event-types.js';
export type { Cell, CellType, ColumnType, Projection, ReadTable, Row, RowChange, RowOf, TablesOf } from './read-model.js';
export { projection, type EventHandlers } from './projection.js';
export {
  react,
  reaction,
  runAt,
  stepFor,
  subjectOf,
  timeOf,
  ReactionRefusedError,
  sending,
  type CommandStep,
  type JobStep,
  type Reaction,
  type ReactionHandlers,
  type ReactionMeans,
  type ReactionStep,
  type StreamRules,
} from './reaction.js';
export { foldChanges, type FoldedChange, type FoldedChanges } from './row-folding.js';
export { StreamStates, type StreamState } from './stream-states.js';
export type { CommandContext, CommandTarget, Handled } from './command-context.js';
export {
  decideWrite,
  handleCommand,
  MAX_ATTEMPTS,
  toNewEvents,
  type AskedAnew,
  type CommandOptions,
  type DecidedWrite,
} from './handle-command.js';
