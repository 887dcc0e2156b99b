import { z } from 'zod';
import { MAX_EVENT_SIZE } from '#libs/append-planning';
import { excerpt } from '#libs/bounded';
import type { Json, JsonObject } from '#libs/event-sourcing';
import { checkJsonValue, JsonTextError } from '#libs/exact-json';
import { readInstant } from '#libs/operations';
import type { Attributes, DecisionReported } from '../events.js';
import { UnreadEntry } from './log-batch.js';

const MOST_PATHS = 1_000;
const shown = (most: number) =>
  z
    .string()
    .regex(new RegExp(`^[^\\p{Cc}\\p{Cs}]{0,${most}}$`, 'u'), `must be at most ${most} characters without control characters`);
const paths = z.array(shown(1_024)).max(MOST_PATHS).nullable().optional();

/** Kept as it came. */
const timestamp = z
  .string()
  .max(64)
  .superRefine((text, context) => {
    const read = readInstant(text);
    const reason = 'reason' in read ? read.reason : read.utc < '1970' ? 'must be a time after 1970' : undefined;
    if (reason !== undefined) context.addIssue({ code: 'custom', message: reason });
  })
  .meta({ format: 'date-time' });

/** One entry of OPA's decision log. Members it does not name are kept as they are, but for the metrics. */
export const LogEntry = z.looseObject({
  labels: z
    .object({ id: shown(256).min(1) })
    .catchall(shown(1_024))
    .describe('`id` tells the processes of a client apart.'),
  decision_id: z.string().regex(/^[\x21-\x7e]{1,256}$/, 'must be 1 to 256 visible ASCII characters'),
  timestamp,
  trace_id: z
    .string()
    .regex(/^(?!0{32})[0-9a-f]{32}$/, 'must be a trace id of W3C')
    .optional(),
  span_id: z
    .string()
    .regex(/^(?!0{16})[0-9a-f]{16}$/, 'must be a span id of W3C')
    .optional(),
  bundles: z.record(shown(256), z.object({ revision: shown(512).optional() })).optional(),
  revision: shown(512).optional().describe('As OPAs with a single bundle have it.'),
  path: shown(1_024).optional(),
  query: z.string().max(65_536).optional(),
  input: z.unknown().optional(),
  result: z.unknown().optional(),
  error: z.unknown().optional(),
  requested_by: shown(256).optional(),
  erased: paths,
  masked: paths,
});
type LogEntry = z.output<typeof LogEntry>;

/** Members with a place of their own in the event, and those that are not kept. */
const PLACED: ReadonlySet<string> = new Set([...Object.keys(LogEntry.shape), 'metrics']);

export type EntryData = Omit<DecisionReported, 'type'>;

/** `size`: characters of the canonical form of `data`. */
export type ReadEntry = { readonly data: EntryData; readonly size: number } | { readonly reason: string };

/** An entry as it is recorded, or why it cannot be. `entry` is hostile: any JSON value, or one that was not read. */
export function readEntry(client: string, entry: unknown): ReadEntry {
  if (entry instanceof UnreadEntry) return { reason: entry.reason };
  const parsed = LogEntry.safeParse(entry);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { reason: shortened(`${issue?.path.join('.') || 'the entry'}: ${issue?.message}`) };
  }
  const data = dataOf(client, parsed.data);
  try {
    checkJsonValue(data, { what: 'the entry' });
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    return { reason: shortened(error.message) };
  }
  // As long as its canonical form: members are ordered there, and nothing else differs.
  const size = JSON.stringify(data).length;
  return size > MAX_EVENT_SIZE ? { reason: `it is larger than ${MAX_EVENT_SIZE} characters` } : { data, size };
}

function dataOf(client: string, entry: LogEntry): EntryData {
  return {
    client,
    instance: entry.labels.id,
    labels: entry.labels,
    decisionId: entry.decision_id,
    bundles: revisionsOf(entry),
    path: entry.path ?? null,
    query: entry.query ?? null,
    input: jsonOf(entry.input),
    result: jsonOf(entry.result),
    isDefined: entry.result !== undefined,
    error: jsonOf(entry.error),
    requestedBy: entry.requested_by ?? null,
    timestamp: entry.timestamp,
    traceId: entry.trace_id ?? null,
    spanId: entry.span_id ?? null,
    attributes: attributesOf(entry.input),
    erased: entry.erased ?? [],
    masked: entry.masked ?? [],
    more: Object.fromEntries(Object.entries(entry).filter(([name]) => !PLACED.has(name))) as JsonObject,
  };
}

function revisionsOf({ bundles, revision }: LogEntry): Record<string, string | null> {
  const named = Object.entries(bundles ?? {}).map(([name, bundle]) => [name, bundle.revision ?? null] as const);
  return named.length === 0 && revision !== undefined ? { '': revision } : Object.fromEntries(named);
}

/**
 * Who wanted to do what with what, and where: `input.role` or else `input.subject.role`, `input.resource`, `input.action`,
 * `input.environment`, each else below `input.context`, where inputs of Writ's own shape have them. Texts as they are, numbers and
 * booleans as text; null when there is nothing of the kind.
 */
export function attributesOf(input: unknown): Attributes {
  const context = member(input, 'context');
  const either = (name: string) => attribute(input, name) ?? attribute(context, name);
  return {
    role: attribute(input, 'role') ?? attribute(member(input, 'subject'), 'role') ?? attribute(context, 'role'),
    resource: either('resource'),
    action: either('action'),
    environment: either('environment'),
  };
}

function attribute(value: unknown, name: string): string | null {
  const found = member(value, name);
  if (typeof found === 'number' || typeof found === 'boolean') return String(found);
  return typeof found === 'string' && /^[^\p{Cc}\p{Cs}]{1,256}$/u.test(found) ? found : null;
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name)) return undefined;
  return (value as JsonObject)[name];
}

function jsonOf(value: unknown): Json {
  return value === undefined ? null : (value as Json);
}

/** A reason may quote names of the entry, which can be as long as the batch. */
function shortened(text: string): string {
  return excerpt(text, 120);
}
