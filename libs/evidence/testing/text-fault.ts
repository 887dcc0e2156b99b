import { type CanonicalReader, NotCanonicalTextError, type TextFault } from '../canonical-reader.js';

/** What whoever reads canonical text says of what it refuses, and what kind of a fault that is; undefined when it refuses nothing. */
export function textFault(reader: CanonicalReader, read: (reader: CanonicalReader) => unknown): [string, TextFault] | undefined {
  try {
    read(reader);
    return undefined;
  } catch (error) {
    if (error instanceof NotCanonicalTextError) return [error.message, error.fault];
    throw error;
  }
}
