import { createHash } from 'node:crypto';
import { describe, expect, it, jest } from '@jest/globals';
import type { Sha256 } from './sha256.js';

const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

describe('SHA-256', () => {
  it('is that of the bytes, or of the UTF-8 of a text, also on a Node that has it in two calls alone', async () => {
    const { sha256 } = await import('./sha256.js');
    jest.unstable_mockModule('node:crypto', () => ({ createHash }));
    const again: string = './sha256.js?older';
    const { sha256: older } = (await import(again)) as { sha256: Sha256 };
    expect(older).not.toBe(sha256);
    for (const hash of [sha256, older]) {
      expect([hash(''), hash(new Uint8Array())]).toStrictEqual([EMPTY, EMPTY]);
      expect(hash('ä')).toBe(hash(Buffer.from('ä', 'utf8')));
    }
    expect(older('ä')).toBe(sha256('ä'));
  });
});
