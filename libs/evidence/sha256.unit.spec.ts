import { describe, expect, it } from '@jest/globals';
import { sha256, sha256InTwoCalls } from './sha256.js';

const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

describe('SHA-256', () => {
  it('is that of the bytes, or of the UTF-8 of a text, in one call or in two', () => {
    for (const hash of [sha256, sha256InTwoCalls]) expect([hash(''), hash(new Uint8Array())]).toStrictEqual([EMPTY, EMPTY]);
    for (const text of ['ä', 'x'.repeat(100_000)])
      for (const data of [text, Buffer.from(text, 'utf8')]) expect(sha256InTwoCalls(data)).toBe(sha256(text));
  });
});
