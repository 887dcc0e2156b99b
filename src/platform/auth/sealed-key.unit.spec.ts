import { randomBytes } from 'node:crypto';
import { describe, expect } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { fc, it } from '@fast-check/jest';
import { seal, unseal } from './sealed-key.js';

const key = randomBytes(32);

describe('sealing', () => {
  it.prop([fc.uint8Array({ maxLength: 300 }), fc.string()])('gives back what was sealed, under any label', (plain, label) => {
    expect(unseal(key, label, seal(key, label, Buffer.from(plain)))).toStrictEqual(Buffer.from(plain));
  });

  it('never gives the same bytes twice and never shows the plain text', () => {
    const plain = Buffer.from('a secret of some length');
    const [one, two] = [seal(key, 'l', plain), seal(key, 'l', plain)];
    expect(one).not.toStrictEqual(two);
    expect(one.includes(plain)).toBe(false);
  });

  it('is undone only with the same key and label, and unaltered bytes', () => {
    const sealed = seal(key, 'label', Buffer.from('secret'));
    expect(() => unseal(randomBytes(32), 'label', sealed)).toThrow();
    expect(() => unseal(key, 'label2', sealed)).toThrow();
    for (let i = 0; i < sealed.length; i += 1) {
      const altered = Buffer.from(sealed);
      altered[i] = (altered[i] ?? 0) ^ 1;
      expectThat(`byte ${i}`, () => unseal(key, 'label', altered)).toThrow();
    }
    for (let length = 0; length < sealed.length; length += 1)
      expectThat(`cut to ${length}`, () => unseal(key, 'label', sealed.subarray(0, length))).toThrow();
    expect(() => unseal(key, 'label', Buffer.concat([sealed, Buffer.from([0])]))).toThrow();
  });
});
