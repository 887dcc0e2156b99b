import type { FastifyRequest } from 'fastify';
import { refuseWith } from '../problem-details.js';

const CHARSETS = /;\s*charset\s*=\s*"?([^";,\s]*)/gi;
const UTF8 = /^utf-?8$/i;

/** RFC 9110, 8.4.1: codings have no letter case, and x-gzip is gzip. */
export function contentCoding(header = 'identity'): string {
  const coding = header.trim().toLowerCase();
  return coding === 'x-gzip' ? 'gzip' : coding === '' ? 'identity' : coding;
}

/**
 * Throws the refusal of a body that would be read as something else than it is: in a charset that is not UTF-8, or compressed.
 * Routes that take the bytes themselves look at the compression themselves.
 */
export function checkEncoding(request: FastifyRequest, isRaw: boolean): void {
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = request.headers;
  for (const [, charset = ''] of type.matchAll(CHARSETS))
    if (!UTF8.test(charset)) throw refuseWith('UNSUPPORTED_MEDIA_TYPE', 'Content-Type: the only charset is utf-8');
  if (isRaw) return;
  if (contentCoding(encoding) !== 'identity')
    throw refuseWith('UNSUPPORTED_MEDIA_TYPE', 'Content-Encoding: this route takes no compressed body, only identity');
}
