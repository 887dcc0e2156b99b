import { fstatSync, writeSync } from 'node:fs';

/** A standard stream of the process, as far as commands write to it. */
export interface Output {
  readonly isTerminal: boolean;
  /** Columns of the terminal; undefined when there is none. */
  readonly columns: number | undefined;
  write(text: string): void;
  /** Aborted once what is written reaches nobody: the reader went away, or the disk takes no more. */
  readonly gone: AbortSignal;
  /**
   * Why what was written did not get to where it was to go; resolves when that is known of all of it. That a reader went away is
   * none: it had what it wanted.
   */
  fault(): Promise<Error | undefined>;
}

/**
 * Takes over a standard stream. Whoever reads it, or does not, has no say in what a command answers: what cannot be written is
 * dropped, and the command goes on to its exit status.
 */
export function outputTo(stream: NodeJS.WriteStream, fd: number): Output {
  const gone = new AbortController();
  let fault: Error | undefined;
  const settle = (error: NodeJS.ErrnoException | null | undefined): void => {
    if (!error) return;
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') fault ??= error;
    gone.abort(error);
  };
  stream.on('error', settle);
  const isWrittenAtOnce = stream.isTTY !== true && isFile(fd);
  return {
    isTerminal: stream.isTTY === true,
    get columns() {
      return stream.columns;
    },
    write: (text) => {
      if (gone.signal.aborted) return;
      if (isWrittenAtOnce) settle(writeAll(fd, text));
      else stream.write(text, settle);
    },
    gone: gone.signal,
    fault: async () => {
      if (!isWrittenAtOnce && !gone.signal.aborted) await new Promise<void>((resolve) => stream.write('', () => resolve()));
      return fault;
    },
  };
}

/** A file, or a device such as /dev/null that is written to like one. */
function isFile(fd: number): boolean {
  try {
    const found = fstatSync(fd);
    return found.isFile() || found.isCharacterDevice();
  } catch {
    return false;
  }
}

/** A disk that is nearly full takes a part and says so by the count alone, which the stream of a file does not look at. */
function writeAll(fd: number, text: string): NodeJS.ErrnoException | undefined {
  const bytes = Buffer.from(text);
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
    return undefined;
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
}
