import { expectThat } from '#libs/testing';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Fails when a generated page is not what the code says now; WRIT_WRITE_REFERENCES=1 writes it instead. */
export function assertCurrent(path: string, text: string): void {
  if (process.env['WRIT_WRITE_REFERENCES'] === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  expectThat(`${path} is stale: run this test with WRIT_WRITE_REFERENCES=1 and commit it`, readFileSync(path, 'utf8')).toBe(text);
}
