import type { RecordedEvent } from '#libs/event-sourcing';
import { canonicalJson } from './canonical-json.js';
import { CanonicalReader } from './canonical-reader.js';

export const EXPORT_FORMAT = 'writ-export/1';

/**
 * The last line of an export: which range of which ledger the lines before it are. An empty range has count 0 and
 * to = from - 1. It is not signed: it makes a file complete in itself, and it proves nothing against someone who
 * rewrites the whole file. Only a chain value obtained elsewhere (a receipt, an earlier export) does that.
 */
export interface ExportTrailer {
  readonly tenant: string;
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Chain before position `from`; 64 zeros when `from` is 1. */
  readonly previousChain: string;
  /** Chain at position `to`. */
  readonly chain: string;
}

/**
 * One line of an export with its line break: the RFC 8785 form of the flat object `{...envelope, digest, chain}`.
 * Members outside the envelope are not written.
 */
export function exportLine(e: RecordedEvent): string {
  return (
    `{"actor":${canonicalJson({ id: e.actor.id, kind: e.actor.kind })},"at":${canonicalJson(e.at)}` +
    `,"causation":${canonicalJson(e.causation)},"chain":${canonicalJson(e.chain)},"correlation":${canonicalJson(e.correlation)}` +
    `,"data":${canonicalJson(e.data)},"digest":${canonicalJson(e.digest)},"id":${canonicalJson(e.id)}` +
    `,"position":${canonicalJson(e.position)},"revision":${canonicalJson(e.revision)},"schema":${canonicalJson(e.schema)}` +
    `,"sealed":${canonicalJson(e.sealed)},"stream":${canonicalJson(e.stream)},"tenant":${canonicalJson(e.tenant)}` +
    `,"trace":${canonicalJson(e.trace)},"type":${canonicalJson(e.type)}}\n`
  );
}

/** The last line of an export, with its line break. */
export function exportTrailer(t: ExportTrailer): string {
  const { chain, count, from, previousChain, tenant, to } = t;
  return `${canonicalJson({ trailer: { chain, count, format: EXPORT_FORMAT, from, previousChain, tenant, to } })}\n`;
}

/** What the verifier needs from one event line. `canonical` is the line without its chain and digest: what the writer hashed. */
export interface EventLine {
  readonly canonical: string;
  readonly digest: string;
  readonly chain: string;
  readonly at: string;
  readonly position: number;
  readonly revision: number;
  readonly stream: string;
  readonly tenant: string;
}

const AT = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)\.\d{6}Z$/;
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const HASH = /^[0-9a-f]{64}$/;

/**
 * Reads one event line at the reader's position, up to and including its line break. Exactly the members of the envelope,
 * in their one canonical order, are accepted: an extra, missing, renamed or repeated member stops it.
 * Throws NotCanonicalTextError.
 */
export function readEventLine(r: CanonicalReader): EventLine {
  const { text, pos: start } = r;
  readActor(r);
  r.expect(',"at":');
  const at = matching(r, AT, 'at');
  r.expect(',"causation":');
  r.stringOrNull();
  const chainStart = r.pos;
  r.expect(',"chain":');
  const chain = matching(r, HASH, 'chain');
  const chainEnd = r.pos;
  r.expect(',"correlation":');
  r.stringOrNull();
  r.expect(',"data":');
  r.object();
  const digestStart = r.pos;
  r.expect(',"digest":');
  const digest = matching(r, HASH, 'digest');
  const digestEnd = r.pos;
  r.expect(',"id":');
  matching(r, ID, 'id');
  const place = readPlace(r);
  const canonical = text.slice(start, chainStart) + text.slice(chainEnd, digestStart) + text.slice(digestEnd, r.pos);
  r.expect('\n');
  return { canonical, digest, chain, at, ...place };
}

function readActor(r: CanonicalReader): void {
  r.expect('{"actor":{"id":');
  r.string();
  r.expect(',"kind":');
  const kind = r.string();
  if (kind !== 'agent' && kind !== 'user' && kind !== 'system') r.fail('actor.kind is not agent, user or system', 'content');
  r.expect('}');
}

function readPlace(r: CanonicalReader): { position: number; revision: number; stream: string; tenant: string } {
  r.expect(',"position":');
  const position = r.natural();
  if (position === 0) r.fail('positions start at 1', 'content');
  r.expect(',"revision":');
  const revision = r.natural();
  r.expect(',"schema":');
  if (r.natural() === 0) r.fail('schema versions start at 1', 'content');
  r.expect(',"sealed":');
  if (r.isNext('null')) r.expect('null');
  else r.object();
  r.expect(',"stream":');
  const stream = r.string();
  r.expect(',"tenant":');
  const tenant = r.string();
  r.expect(',"trace":');
  r.stringOrNull();
  r.expect(',"type":');
  if (r.string() === '') r.fail('type is empty', 'content');
  r.expect('}');
  return { position, revision, stream, tenant };
}

export const TRAILER_START = '{"trailer":';

/** Reads the trailer line at the reader's position. Throws NotCanonicalTextError. */
export function readTrailerLine(r: CanonicalReader): ExportTrailer {
  r.expect('{"trailer":{"chain":');
  const chain = matching(r, HASH, 'chain');
  r.expect(',"count":');
  const count = r.natural();
  r.expect(`,"format":"${EXPORT_FORMAT}","from":`);
  const from = r.natural();
  if (from === 0) r.fail('positions start at 1', 'content');
  r.expect(',"previousChain":');
  const previousChain = matching(r, HASH, 'previousChain');
  r.expect(',"tenant":');
  const tenant = r.string();
  r.expect(',"to":');
  const to = r.natural();
  r.expect('}}\n');
  return { tenant, from, to, count, previousChain, chain };
}

function matching(r: CanonicalReader, form: RegExp, name: string): string {
  const text = r.string();
  if (!form.test(text)) r.fail(`${name} is malformed`, 'content');
  return text;
}
