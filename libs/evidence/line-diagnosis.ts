import { NotCanonicalTextError } from './canonical-reader.js';
import type { VerificationReason } from './verification-result.js';

export interface Diagnosis {
  readonly reason: VerificationReason;
  readonly detail: string;
  readonly position?: number;
}

const ENVELOPE = 'actor at causation correlation data id position revision schema sealed stream tenant trace type';
const EVENT_FIELDS = [...ENVELOPE.split(' '), 'chain', 'digest'];
const ACTOR_FIELDS = ['id', 'kind'];
const TRAILER_FIELDS = ['chain', 'count', 'format', 'from', 'previousChain', 'tenant', 'to'];

/**
 * Says what is wrong with a line the reader has already refused. Only words depend on this, never whether the line is good,
 * so it may use the ordinary parser, which is lax about duplicates and white space.
 */
export function diagnose(line: string, error: NotCanonicalTextError): Diagnosis {
  if (line.startsWith('\ufeff'))
    return { reason: 'not-json', detail: 'the line begins with a byte order mark, which no export has' };
  if (error.fault === 'depth') return { reason: 'too-deep', detail: error.message };
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { reason: 'not-json', detail: 'the line is not JSON' };
  }
  if (!isObject(value)) return { reason: 'bad-field', detail: 'the line is not a JSON object' };
  const position = typeof value['position'] === 'number' ? { position: value['position'] } : {};
  return { ...position, ...(fieldFault(value) ?? endFault(line) ?? shapeFault(error)) };
}

/** True when a first line that could not be read was at least meant to be part of an export. */
export function looksLikeExport(line: string): boolean {
  return line.startsWith('{"actor":') || line.includes('"digest":"') || line.includes('"trailer":');
}

/** What a tool does that converts text files; the bytes are others, whatever was in them. */
function endFault(line: string): Diagnosis | undefined {
  if (!line.endsWith('}\r')) return undefined;
  return {
    reason: 'not-canonical',
    detail: 'the line ends with CR LF: the file was converted, and is no longer the one that was written',
  };
}

function shapeFault(error: NotCanonicalTextError): Diagnosis {
  if (error.fault === 'content') return { reason: 'bad-field', detail: error.message };
  return { reason: 'not-canonical', detail: `the line is not in its one canonical form: ${error.message}` };
}

function fieldFault(line: Record<string, unknown>): Diagnosis | undefined {
  if (Object.hasOwn(line, 'trailer')) {
    const inner = line['trailer'];
    return compare(line, ['trailer'], '') ?? (isObject(inner) ? compare(inner, TRAILER_FIELDS, 'trailer.') : undefined);
  }
  const actor = line['actor'];
  return compare(line, EVENT_FIELDS, '') ?? (isObject(actor) ? compare(actor, ACTOR_FIELDS, 'actor.') : undefined);
}

function compare(object: Record<string, unknown>, fields: readonly string[], prefix: string): Diagnosis | undefined {
  const extra = Object.keys(object).find((key) => !fields.includes(key));
  if (extra !== undefined)
    return { reason: 'unknown-field', detail: `unknown member ${JSON.stringify(prefix + extra.slice(0, 60))}` };
  const missing = fields.find((key) => !Object.hasOwn(object, key));
  return missing === undefined ? undefined : { reason: 'missing-field', detail: `member "${prefix}${missing}" is missing` };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
