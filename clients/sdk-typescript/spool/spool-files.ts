import { mkdir, open, readdir, readFile, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile, syncFolder } from './durable-file.js';

/** A segment that is written to, at its end only. */
export interface SegmentWriter {
  /** Resolves once the bytes are on disk. After a rejection anything may be in the file behind what was there before. */
  append(text: string): Promise<void>;
  /** Cuts the file to `bytes`. */
  cut(bytes: number): Promise<void>;
  close(): Promise<void>;
}

/** The spool's files: segments by number. */
export interface SpoolFiles {
  /** In ascending order. */
  list(): Promise<number[]>;
  read(segment: number): Promise<Uint8Array>;
  /** The name is on disk when this resolves. The segment MUST NOT exist. */
  create(segment: number): Promise<SegmentWriter>;
  /** All or nothing. */
  replace(segment: number, content: string): Promise<void>;
  /** Appends to what is kept for a person to look at. */
  keepRefused(text: string): Promise<void>;
  /** Gone for good when this resolves; one that is not there is no mistake. */
  remove(segments: readonly number[]): Promise<void>;
}

const NAME = /^(\d{10})\.jsonl$/;

/** In one folder, readable by this account alone. */
export class DiskFiles implements SpoolFiles {
  private constructor(private readonly folder: string) {}

  static async in(folder: string): Promise<DiskFiles> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return new DiskFiles(folder);
  }

  async list(): Promise<number[]> {
    const numbers = (await readdir(this.folder)).flatMap((name) => NAME.exec(name)?.[1] ?? []);
    return numbers.map(Number).sort((a, b) => a - b);
  }

  read(segment: number): Promise<Buffer> {
    return readFile(this.path(segment));
  }

  async create(segment: number): Promise<SegmentWriter> {
    const file = await open(this.path(segment), 'ax', 0o600);
    await syncFolder(this.folder);
    return new DiskWriter(file);
  }

  replace(segment: number, content: string): Promise<void> {
    return replaceFile(this.path(segment), content);
  }

  async keepRefused(text: string): Promise<void> {
    const file = await open(join(this.folder, 'refused.jsonl'), 'a', 0o600);
    const writer = new DiskWriter(file);
    await writer.append(text).finally(() => writer.close());
    await syncFolder(this.folder);
  }

  async remove(segments: readonly number[]): Promise<void> {
    for (const segment of segments) await rm(this.path(segment), { force: true });
    if (segments.length > 0) await syncFolder(this.folder);
  }

  private path(segment: number): string {
    return join(this.folder, `${String(segment).padStart(10, '0')}.jsonl`);
  }
}

class DiskWriter implements SegmentWriter {
  constructor(private readonly file: FileHandle) {}

  async append(text: string): Promise<void> {
    await this.file.appendFile(text);
    await this.file.datasync();
  }

  async cut(bytes: number): Promise<void> {
    await this.file.truncate(bytes);
    await this.file.datasync();
  }

  close(): Promise<void> {
    return this.file.close();
  }
}
