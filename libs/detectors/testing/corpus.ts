import { readFileSync } from 'node:fs';
import type { DetectedLabel } from '../finding.js';

/** A text, what is to be found in it and nothing else. */
export interface CorpusEntry {
  /** Of the member that holds the text; empty for none. */
  readonly name: string;
  readonly text: string;
  readonly find: readonly (readonly [label: DetectedLabel, text: string])[];
}

/** Texts stand there in parts where scanners for secrets would otherwise take the corpus for one. */
interface WrittenEntry {
  readonly name?: string;
  readonly text: string | readonly string[];
  readonly find: CorpusEntry['find'];
}

export function readCorpus(file: 'positives' | 'look-alikes'): CorpusEntry[] {
  return readFileSync(`libs/detectors/testing/corpus/${file}.jsonl`, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { name = '', text, find } = JSON.parse(line) as WrittenEntry;
      return { name, text: typeof text === 'string' ? text : text.join(''), find };
    });
}
