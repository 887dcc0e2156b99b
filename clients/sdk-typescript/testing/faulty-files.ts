import type { SegmentWriter, SpoolFiles } from '../spool/spool-files.js';

export interface Fault {
  /** How much of what was to be written is in the file, 0 to 1. */
  readonly share: number;
  /** Whether what is there can be cut off again. */
  readonly canCut: boolean;
}

/** Files on a disk that fails now and then, while the process goes on. */
export class FaultyFiles implements SpoolFiles {
  private appends = 0;

  constructor(
    private readonly inner: SpoolFiles,
    /** What happens to the n-th write; nothing when undefined. */
    private readonly faults: readonly (Fault | undefined)[],
  ) {}

  list(): Promise<number[]> {
    return this.inner.list();
  }

  read(segment: number): Promise<Uint8Array> {
    return this.inner.read(segment);
  }

  async create(segment: number): Promise<SegmentWriter> {
    const writer = await this.inner.create(segment);
    let last: Fault | undefined;
    return {
      append: async (text) => {
        last = this.faults[this.appends];
        this.appends += 1;
        if (!last) return writer.append(text);
        await writer.append(text.slice(0, Math.floor(text.length * last.share)));
        throw new Error('the disk is full');
      },
      cut: (bytes) => (last?.canCut === false ? Promise.reject(new Error('the disk is broken')) : writer.cut(bytes)),
      close: () => writer.close(),
    };
  }

  replace(segment: number, content: string): Promise<void> {
    return this.inner.replace(segment, content);
  }

  keepRefused(text: string): Promise<void> {
    return this.inner.keepRefused(text);
  }

  remove(segments: readonly number[]): Promise<void> {
    return this.inner.remove(segments);
  }
}
