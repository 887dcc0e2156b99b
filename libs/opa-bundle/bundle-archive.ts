import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { pack } from 'tar-stream';
import type { BundleFile } from './bundle-files.js';

const zip = promisify(gzip);
const EPOCH = new Date(0);
/** The byte of a gzip header that names the operating system, and the value for one that does not matter. */
const [OS_BYTE, OS_UNKNOWN] = [9, 255];

/** The tar.gz of the files in their order. The same files give the same bytes on every machine with the same zlib. */
export async function packBundle(files: readonly BundleFile[]): Promise<Buffer> {
  const archive = pack();
  for (const { name, bytes } of files) archive.entry({ name, mode: 0o644, mtime: EPOCH, uid: 0, gid: 0 }, bytes);
  archive.finalize();
  const blocks: Buffer[] = [];
  for await (const block of archive) blocks.push(block as Buffer);
  const packed = await zip(Buffer.concat(blocks), { level: 9 });
  packed[OS_BYTE] = OS_UNKNOWN;
  return packed;
}
