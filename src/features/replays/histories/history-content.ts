import { createHash } from 'node:crypto';
import type { HistoryFormat } from './history-row.js';

/** What a history is known by: SHA-256 over its format and its rows, each a line of canonical JSON. */
export class HistoryContent {
  private readonly hash = createHash('sha256');

  constructor(format: HistoryFormat) {
    this.hash.update(`${format}\n`);
  }

  add(row: string): void {
    this.hash.update(`${row}\n`);
  }

  digest(): string {
    return this.hash.digest('hex');
  }
}
