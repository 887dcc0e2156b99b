import { createReadStream } from 'node:fs';
import { verifyExport, type VerificationResult, type VerifyOptions } from '#libs/evidence';
import { StretchThreads, threadsFor } from './threads/stretch-threads.js';

const READ_BYTES = 256 * 1024;

/**
 * Verifies a file of about so many bytes, in threads where that is quicker. `entry` as for StretchThreads. Rejects when the file
 * cannot be read.
 */
export async function verifyFile(
  file: string,
  size: number,
  options: VerifyOptions,
  entry?: URL,
  count = threadsFor(size),
): Promise<VerificationResult> {
  const source = createReadStream(file, { highWaterMark: READ_BYTES });
  if (count === 0) return verifyExport(source, options);
  const readers = new StretchThreads(count, entry);
  try {
    return await verifyExport(source, { ...options, readers });
  } finally {
    await readers.close();
  }
}
