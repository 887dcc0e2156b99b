import { CanonicalReader, NotCanonicalTextError } from './canonical-reader.js';
import { ExportChecks, MAX_STREAMS } from './export-checks.js';
import { eventLine, readEventLine, readTrailerLine, TRAILER_START } from './export-lines.js';
import { type BlockReaders, type ReadBlock, readBlocks } from './stretches/block-readers.js';
import { isUtf8 } from './stretches/good-stretch.js';
import { type LineBlock, MAX_LINE_BYTES } from './line-blocks.js';
import { diagnose, looksLikeExport } from './line-diagnosis.js';
import type { TrustedHead, VerificationFailure, VerificationResult } from './verification-result.js';

export interface VerifyOptions {
  /** A chain value the file must agree with; see VerifiedExport for what holds without one. */
  readonly head?: TrustedHead;
  /** Called now and then with what has been verified so far. */
  readonly onProgress?: (progress: { readonly events: number; readonly bytes: number }) => void;
  /** Distinct streams to remember before giving up with `too-many-streams`; default 4,000,000. */
  readonly maxStreams?: number;
  /** Who reads blocks beside this thread; without, it does so itself. The verdict is the same, word for word. */
  readonly readers?: BlockReaders;
}

/**
 * Verifies a `writ-export/1` file without asking anyone, in one pass. Stops at the first line that is not good. Memory holds
 * one line, one slice of input (and those its readers hold) and one revision per distinct stream, whatever the file says. Everything in the file is
 * taken as hostile. Rejects only when `source` does.
 */
export async function verifyExport(source: AsyncIterable<Uint8Array>, options: VerifyOptions = {}): Promise<VerificationResult> {
  const checks = new ExportChecks(options.head, options.maxStreams ?? MAX_STREAMS);
  let bytes = 0;
  for await (const block of readBlocks(source, options.readers)) {
    const failure = block.kind === 'lines' ? verifyLines(checks, block) : verifyRest(checks, block);
    if (failure) return failure;
    bytes += block.bytes.length;
    options.onProgress?.({ events: checks.count, bytes });
  }
  return checks.end();
}

/** What is good by itself is taken in at once; line by line goes the rest of a block, or all of it where that does not lead on. */
function verifyLines(checks: ExportChecks, { bytes, stretch }: ReadBlock): VerificationFailure | undefined {
  const taken = stretch && checks.stretch(stretch) ? stretch.bytes : 0;
  return taken === bytes.length ? undefined : verifyEach(checks, bytes.subarray(taken));
}

function verifyEach(checks: ExportChecks, bytes: Uint8Array): VerificationFailure | undefined {
  if (isUtf8(bytes)) return verifyText(checks, bytes);
  // Somewhere in here is a line that is not UTF-8: the lines before it are still to be judged first.
  let failure: VerificationFailure | undefined;
  for (let start = 0, end = 0; !failure; start = end) {
    end = bytes.indexOf(0x0a, start) + 1;
    const line = bytes.subarray(start, end);
    failure = isUtf8(line) ? verifyText(checks, line) : notUtf8(checks, line);
  }
  return failure;
}

function verifyText(checks: ExportChecks, bytes: Uint8Array): VerificationFailure | undefined {
  const reader = new CanonicalReader(bytes);
  while (reader.pos < bytes.length) {
    const start = reader.pos;
    try {
      const failure = reader.isNext(TRAILER_START)
        ? checks.readTrailer(readTrailerLine(reader))
        : checks.event(eventLine(reader, readEventLine(reader)));
      if (failure) return failure;
    } catch (error) {
      if (!(error instanceof NotCanonicalTextError)) throw error;
      return unreadable(checks, reader.slice(start, bytes.indexOf(0x0a, start)), error);
    }
  }
  return undefined;
}

function verifyRest(checks: ExportChecks, block: LineBlock): VerificationFailure {
  if (checks.isComplete) return checks.unreadable('after-trailer', 'bytes follow the trailer');
  if (checks.line === 0 && !looksLikeExport(new TextDecoder().decode(block.bytes))) return notAnExport(checks, block.bytes);
  return block.kind === 'too-long'
    ? checks.unreadable('line-too-long', `the line is longer than ${MAX_LINE_BYTES} bytes`)
    : checks.unreadable('truncated', 'the line ends without a line break');
}

function unreadable(checks: ExportChecks, line: string, error: NotCanonicalTextError): VerificationFailure {
  if (checks.isComplete) return checks.unreadable('after-trailer', 'a line follows the trailer');
  if (checks.line === 0 && !looksLikeExport(line)) return notAnExport(checks, new TextEncoder().encode(line.slice(0, 8)));
  const { reason, detail, position } = diagnose(line, error);
  return checks.unreadable(reason, detail, position);
}

function notUtf8(checks: ExportChecks, line: Uint8Array): VerificationFailure {
  if (checks.line === 0 && !looksLikeExport(new TextDecoder().decode(line))) return notAnExport(checks, line);
  return checks.unreadable('invalid-utf8', 'the line is not UTF-8');
}

/** What a file begins with that holds an export, maybe, but is none. */
const PACKED: readonly (readonly [string, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['UTF-16', [0xff, 0xfe]],
  ['UTF-16', [0xfe, 0xff]],
];

function notAnExport(checks: ExportChecks, start: Uint8Array): VerificationFailure {
  const form = PACKED.find(([, bytes]) => bytes.every((byte, at) => start[at] === byte))?.[0];
  const detail =
    form === undefined
      ? 'the first line is neither an event nor a trailer of a writ-export/1 file'
      : `this is ${form}, not the export itself: verify what it was made from`;
  return checks.unreadable('not-an-export', detail);
}
