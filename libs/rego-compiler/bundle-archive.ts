import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

const BLOCK = 512;
const unzip = promisify(gunzip);

/**
 * The bytes of one file in a tar.gz, undefined when it is not there. Reads at most `maxBytes` of unpacked archive; throws when the
 * archive is larger or malformed. Only what `opa build` writes is understood: plain files with short names.
 */
export async function readFromArchive(archive: Buffer, name: string, maxBytes: number): Promise<Buffer | undefined> {
  const tar = await unzip(archive, { maxOutputLength: maxBytes });
  for (let at = 0; at + BLOCK <= tar.length && tar[at] !== 0;) {
    const header = tar.subarray(at, at + BLOCK);
    const size = readSize(header);
    const start = at + BLOCK;
    if (start + size > tar.length) throw new Error('the bundle archive is cut short');
    if (field(header, 0, 100).replace(/^\/+/, '') === name) return Buffer.from(tar.subarray(start, start + size));
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return undefined;
}

function field(header: Buffer, from: number, length: number): string {
  const bytes = header.subarray(from, from + length);
  const end = bytes.indexOf(0);
  return bytes.subarray(0, end < 0 ? length : end).toString('utf8');
}

function readSize(header: Buffer): number {
  const octal = field(header, 124, 12).trim();
  if (!/^[0-7]+$/.test(octal)) throw new Error('the bundle archive has a malformed header');
  return Number.parseInt(octal, 8);
}
