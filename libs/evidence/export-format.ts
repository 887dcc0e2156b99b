import type { RecordedEvent } from '#libs/event-sourcing';
import { canonicalJson } from './canonical-json.js';

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
