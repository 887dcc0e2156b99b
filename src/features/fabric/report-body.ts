import { isUtf8 } from 'node:buffer';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { refuse } from '#libs/event-sourcing';
import { RefusalError, refuseWith } from '#platform/http/problem-details';
import type { FabricRefusalCode } from './refusals.js';

/** Bytes of a report when it is unpacked, at most; unpacking stops there. */
export const MOST_UNPACKED = 16_777_216;

const unzip = promisify(gunzip);

/** The bytes of a report as they were before they were compressed, if they were. */
export async function unpackedReport(body: unknown, encoding: string | undefined): Promise<Buffer> {
  if (!Buffer.isBuffer(body) || body.length === 0) throw refuseWith('INVALID_INPUT', 'there is no body');
  return unpacked(body, encoding);
}

/** The JSON value in a report. Its numbers, depth and names have not been checked. */
export function reportIn(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw refuseWith('INVALID_INPUT', 'the body is not valid UTF-8');
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw refuseWith('INVALID_INPUT', `the body is not JSON: ${(error as Error).message.slice(0, 120).toWellFormed()}`);
  }
}

async function unpacked(body: Buffer, encoding = 'identity'): Promise<Buffer> {
  if (encoding === 'identity') return body;
  if (encoding !== 'gzip') throw refuseWith('UNSUPPORTED_MEDIA_TYPE', 'the body may be compressed with gzip and nothing else');
  try {
    return await unzip(body, { maxOutputLength: MOST_UNPACKED });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new RefusalError(refuse<FabricRefusalCode>('REPORT_TOO_LARGE', `it is larger than ${MOST_UNPACKED} bytes unpacked`));
    throw refuseWith('INVALID_INPUT', 'the body is not gzip');
  }
}
