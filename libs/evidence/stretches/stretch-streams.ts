import { comparedPieces } from '../byte-forms.js';
import type { EventPlaces } from '../export-lines.js';

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const LINE_BREAK = 0x0a;

/**
 * Which streams the lines of one block are of, and the revisions they begin and end with. Names are compared where they lie: a text of
 * each would cost as much as reading the line. A block holds a few thousand lines at most, so names that are made to
 * collide cost little.
 */
export class StretchStreams {
  /** Where names are found by their hash: the number of a stream and 1, or 0. A power of two, at most half full. */
  private table = new Int32Array(1024);
  /** Of each stream: where its name begins and ends, in the line it was first seen in, and its hash. */
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  private readonly hashes: number[] = [];
  private readonly firsts: number[] = [];
  private readonly lasts: number[] = [];

  constructor(private readonly bytes: Uint8Array) {}

  /** False when the event does not have the revision after the one before it in its stream. */
  take({ stream, streamEnd, revision }: EventPlaces): boolean {
    const hash = this.hashOf(stream, streamEnd);
    let slot = hash & (this.table.length - 1);
    for (;;) {
      const found = (this.table[slot] as number) - 1;
      if (found < 0) return this.add(slot, hash, stream, streamEnd, revision);
      if (this.isNamed(found, hash, stream, streamEnd)) {
        if (this.lasts[found] !== revision - 1) return false;
        this.lasts[found] = revision;
        return true;
      }
      slot = (slot + 1) & (this.table.length - 1);
    }
  }

  /** As they are spelled, quotes and all, one a line. */
  names(): string {
    const length = this.starts.reduce((sum, start, n) => sum + (this.ends[n] as number) - start + 1, 0);
    const all = new Uint8Array(length);
    let at = 0;
    for (const [n, start] of this.starts.entries()) {
      const name = this.bytes.subarray(start, this.ends[n]);
      all.set(name, at);
      at += name.length + 1;
      all[at - 1] = LINE_BREAK;
    }
    return utf8.decode(all.subarray(0, -1));
  }

  /** Of the n-th name at 2n and 2n + 1: the one it begins with and the one it ends with. */
  revisions(): Float64Array {
    const all = new Float64Array(2 * this.firsts.length);
    for (const [n, first] of this.firsts.entries()) {
      all[2 * n] = first;
      all[2 * n + 1] = this.lasts[n] as number;
    }
    return all;
  }

  private add(slot: number, hash: number, start: number, end: number, revision: number): true {
    this.starts.push(start);
    this.ends.push(end);
    this.hashes.push(hash);
    this.firsts.push(revision);
    this.lasts.push(revision);
    this.table[slot] = this.starts.length;
    if (2 * this.starts.length > this.table.length) this.grow();
    return true;
  }

  private grow(): void {
    const table = new Int32Array(2 * this.table.length);
    for (const [n, hash] of this.hashes.entries()) {
      let slot = hash & (table.length - 1);
      while (table[slot] !== 0) slot = (slot + 1) & (table.length - 1);
      table[slot] = n + 1;
    }
    this.table = table;
  }

  private isNamed(n: number, hash: number, start: number, end: number): boolean {
    const known = this.starts[n] as number;
    return (
      this.hashes[n] === hash &&
      (this.ends[n] as number) - known === end - start &&
      comparedPieces(this.bytes, known, start, end - start) === 0
    );
  }

  /** FNV-1a, the higher bits brought down. */
  private hashOf(start: number, end: number): number {
    const { bytes } = this;
    let hash = 0x811c9dc5;
    for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
    return hash ^ (hash >>> 15);
  }
}
