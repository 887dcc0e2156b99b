import { canonicalJson, NotCanonicalError } from '#libs/evidence';
import {
  InvalidAppendError,
  NO_STREAM,
  type AppendLine,
  type AppendRequest,
  type Condition,
  type NewEvent,
  type StreamWrite,
} from '#libs/event-sourcing';

/** An event whose data is known to have a canonical form; the strings are that form. */
export interface PreparedEvent {
  readonly stream: string;
  readonly event: NewEvent;
  readonly data: string;
  readonly sealed: string | null;
}

/** A request that can be appended as far as its own shape goes; what the ledger says about it comes later. */
export interface PreparedAppend {
  readonly tenant: string;
  readonly writes: readonly StreamWrite[];
  readonly conditions: readonly Condition[];
  readonly line: AppendLine | undefined;
  /** All events in the order of the writes. */
  readonly events: readonly PreparedEvent[];
  /** Rough size in UTF-16 code units, for bounding batches and queues. */
  readonly size: number;
}

/** Upper bounds of one request, so that no store needs to split one. */
export const MAX_EVENTS_PER_APPEND = 5_000;
export const MAX_EVENT_SIZE = 1_000_000;
const MAX_NAME = 512;
const MAX_REVISION = 2_147_483_647;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const STREAM = /^[^/\0]+\/[^\0]+$/;
const ACTOR_KINDS = new Set(['agent', 'user', 'system']);
const ENVELOPE_SIZE = 400;

/**
 * Checks everything about a request that does not depend on the ledger and writes its data canonically, once.
 * Throws `InvalidAppendError`, and then breaks the line of the request.
 */
export function prepareAppend(request: AppendRequest): PreparedAppend {
  try {
    return prepared(request);
  } catch (error) {
    request.line?.break();
    throw error;
  }
}

function prepared(request: AppendRequest): PreparedAppend {
  const { tenant, writes, conditions = [], line } = request;
  checkName('tenant', tenant);
  if (writes.length === 0) throw new InvalidAppendError('an append writes at least one event');
  const events: PreparedEvent[] = [];
  let size = 0;
  for (const write of writes) {
    checkWrite(write);
    for (const event of write.events) {
      const prepared = prepareEvent(write.stream, event);
      size += ENVELOPE_SIZE + prepared.data.length + (prepared.sealed?.length ?? 0);
      events.push(prepared);
    }
  }
  for (const { stream, at } of conditions) {
    checkStream(stream);
    checkRevision(at);
  }
  checkDistinct(writes, events);
  return { tenant, writes, conditions, line, events, size };
}

function checkWrite(write: StreamWrite): void {
  checkStream(write.stream);
  if (write.expect !== 'any') checkRevision(write.expect);
  if (write.events.length === 0) throw new InvalidAppendError(`the write to ${write.stream} has no events`);
}

function checkDistinct(writes: readonly StreamWrite[], events: readonly PreparedEvent[]): void {
  if (events.length > MAX_EVENTS_PER_APPEND)
    throw new InvalidAppendError(`an append has at most ${MAX_EVENTS_PER_APPEND} events`);
  if (writes.length > 1 && new Set(writes.map((write) => write.stream)).size < writes.length) {
    throw new InvalidAppendError('an append names each stream it writes once');
  }
  if (events.length > 1 && new Set(events.map(({ event }) => event.id)).size < events.length) {
    throw new InvalidAppendError('two events of one append have the same id');
  }
}

function prepareEvent(stream: string, event: NewEvent): PreparedEvent {
  if (!UUID.test(event.id)) throw new InvalidAppendError('an event id is a lower-case UUID');
  checkName('event type', event.type);
  if (!Number.isInteger(event.schema) || event.schema < 1 || event.schema > MAX_REVISION) {
    throw new InvalidAppendError(`schema ${event.schema} of ${event.type} is not a version number`);
  }
  if (!ACTOR_KINDS.has(event.actor.kind)) throw new InvalidAppendError(`actor kind ${String(event.actor.kind)} is not known`);
  checkName('actor id', event.actor.id);
  checkOptional('correlation', event.correlation);
  checkOptional('causation', event.causation);
  checkOptional('trace', event.trace);
  const data = canonical(event.type, 'data', event.data);
  const sealed = event.sealed === null ? null : canonical(event.type, 'sealed', event.sealed);
  if (data.length + (sealed?.length ?? 0) > MAX_EVENT_SIZE)
    throw new InvalidAppendError(`${event.type} is larger than ${MAX_EVENT_SIZE} characters`);
  return { stream, event, data, sealed };
}

function canonical(type: string, member: string, value: NewEvent['data']): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InvalidAppendError(`${member} of ${type} is not an object`);
  try {
    return canonicalJson(value);
  } catch (error) {
    // A cycle or a depth the stack cannot hold ends as a RangeError.
    if (!(error instanceof NotCanonicalError || error instanceof RangeError)) throw error;
    throw new InvalidAppendError(`${member} of ${type} has no canonical form: ${error.message}`, { cause: error });
  }
}

function checkStream(stream: string): void {
  checkName('stream', stream);
  if (!STREAM.test(stream)) throw new InvalidAppendError(`stream ${stream} is not <category>/<id>`);
}

function checkRevision(revision: number): void {
  if (!Number.isInteger(revision) || revision < NO_STREAM || revision > MAX_REVISION)
    throw new InvalidAppendError(`${revision} is not a revision`);
}

function checkName(what: string, text: string): void {
  if (typeof text !== 'string' || text.length === 0) throw new InvalidAppendError(`${what} is empty`);
  checkText(what, text);
}

function checkOptional(what: string, text: string | null): void {
  if (text !== null) checkText(what, text);
}

/** Stores index these texts, and some cannot hold U+0000 or half a surrogate pair in them. */
function checkText(what: string, text: string): void {
  if (typeof text !== 'string') throw new InvalidAppendError(`${what} is not a text`);
  if (text.length > MAX_NAME) throw new InvalidAppendError(`${what} is longer than ${MAX_NAME} characters`);
  if (text.includes('\0') || !text.isWellFormed())
    throw new InvalidAppendError(`${what} holds a character that cannot be stored`);
}
