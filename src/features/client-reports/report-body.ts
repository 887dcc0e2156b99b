import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { refuse } from '#libs/event-sourcing';
import { contentCoding } from '#platform/http/bodies/body-encoding';
import { RefusalError, refuseWith } from '#platform/http/problem-details';
import type { ReportRefusalCode } from './refusals.js';

const unzip = promisify(gunzip);

/** The bytes of a report as they were before they were compressed, if they were; no more than `most` are ever unpacked. */
export async function unpackedReport(body: unknown, encoding: string | undefined, most: number): Promise<Buffer> {
  if (!Buffer.isBuffer(body) || body.length === 0) throw refuseWith('INVALID_INPUT', 'there is no body');
  const unpacked = await unpack(body, encoding, most);
  if (unpacked.length > most) throw tooLarge(most);
  return unpacked;
}

async function unpack(body: Buffer, encoding: string | undefined, most: number): Promise<Buffer> {
  const coding = contentCoding(encoding);
  if (coding === 'identity') return body;
  if (coding !== 'gzip')
    throw refuseWith('UNSUPPORTED_MEDIA_TYPE', 'Content-Encoding: this route takes gzip (or x-gzip) and identity');
  try {
    return await unzip(body, { maxOutputLength: most });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(most);
    throw refuseWith('INVALID_INPUT', 'the body is not gzip');
  }
}

function tooLarge(most: number): RefusalError {
  return new RefusalError(refuse<ReportRefusalCode>('REPORT_TOO_LARGE', `it is larger than ${most} bytes unpacked`));
}
