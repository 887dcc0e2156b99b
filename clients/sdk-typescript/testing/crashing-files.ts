import type { SegmentWriter, SpoolFiles } from '../spool/spool-files.js';

/** What a process that has died would answer. */
class Crash extends Error {
  override readonly name = 'Crash';
}

/**
 * Files of a process that dies at one moment: before, in the middle of, or after one of its changes. In the middle, a part
 * of what was to be written is on disk. Afterwards nothing it asks for happens.
 */
export class CrashingFiles implements SpoolFiles {
  private moment = 0;

  constructor(
    private readonly inner: SpoolFiles,
    /** Which moment, from 1; infinite to live. */
    private readonly diesAt: number,
    /** How much of an unfinished change is done, 0 to 1. */
    private readonly share: number,
  ) {}

  get isDead(): boolean {
    return this.moment >= this.diesAt;
  }

  async list(): Promise<number[]> {
    this.assertAlive();
    return this.inner.list();
  }

  async read(segment: number): Promise<Uint8Array> {
    this.assertAlive();
    return this.inner.read(segment);
  }

  async create(segment: number): Promise<SegmentWriter> {
    let made: SegmentWriter | undefined;
    const create = async (): Promise<SegmentWriter> => (made = await this.inner.create(segment));
    // The system closes the files of the dead.
    const writer = await this.change(create, create).catch(async (error: unknown) => {
      await made?.close();
      throw error;
    });
    return {
      append: (text) =>
        this.change(
          () => writer.append(text),
          () => writer.append(this.part(text)),
        ),
      cut: (bytes) => this.change(() => writer.cut(bytes)),
      close: () => writer.close(),
    };
  }

  replace(segment: number, content: string): Promise<void> {
    return this.change(() => this.inner.replace(segment, content));
  }

  keepRefused(text: string): Promise<void> {
    return this.change(() => this.inner.keepRefused(text));
  }

  remove(segments: readonly number[]): Promise<void> {
    const some = segments.slice(0, Math.floor(segments.length * this.share));
    return this.change(
      () => this.inner.remove(segments),
      () => this.inner.remove(some),
    );
  }

  private async change<T>(whole: () => Promise<T>, half?: () => Promise<unknown>): Promise<T> {
    this.pass();
    if (this.moment + 1 === this.diesAt) await half?.();
    this.pass();
    const result = await whole();
    this.pass();
    return result;
  }

  private pass(): void {
    this.assertAlive();
    this.moment += 1;
    this.assertAlive();
  }

  private assertAlive(): void {
    if (this.isDead) throw new Crash('the process is dead');
  }

  private part(text: string): string {
    return text.slice(0, Math.floor(text.length * this.share));
  }
}
