import { readFile, stat, utimes } from 'node:fs/promises';
import { z } from 'zod';
import { readAnswer } from '../../contract/reading.js';
import type { PlanAnswer } from '../answer-types.js';
import * as shapes from '../answers.js';
import { replaceFile } from '../spool/durable-file.js';

const FORMAT = 'writ-policy-plan/1';
const StoredPlan = z.looseObject({ format: z.literal(FORMAT), answer: shapes.PlanAnswer });

export interface KeptPlan {
  readonly answer: PlanAnswer;
  /** Milliseconds since 1970: when Writ last said that this is the plan to use. */
  readonly confirmedAt: number;
}

/** The last plan that was good, on disk. It is checked anew when it is read: the file proves nothing by being there. */
export class PlanFile {
  constructor(private readonly path: string) {}

  /** Undefined when there is none; rejects when it cannot be read or is damaged. */
  async read(): Promise<KeptPlan | undefined> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    const { answer } = StoredPlan.parse(readAnswer(text));
    return { answer, confirmedAt: (await stat(this.path)).mtimeMs };
  }

  async write(answer: PlanAnswer, now: number): Promise<void> {
    await replaceFile(this.path, JSON.stringify({ format: FORMAT, answer }));
    await this.confirm(now);
  }

  async confirm(now: number): Promise<void> {
    await utimes(this.path, now / 1000, now / 1000);
  }
}
