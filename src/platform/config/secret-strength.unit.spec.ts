import { createHash, randomBytes } from 'node:crypto';
import { describe, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { weaknessOf } from './secret-strength.js';

const bytes = (at: (index: number) => number): string =>
  Buffer.from(Array.from({ length: 32 }, (_, index) => at(index))).toString('hex');
const random = (length: number): string => randomBytes(length).toString('hex');

describe('a deployment key', () => {
  it('that was drawn at random is good', () => {
    for (let round = 0; round < 20_000; round += 1) {
      const key = random(32);
      expectThat(key, weaknessOf(key)).toBeUndefined();
    }
  });

  it('that was repeated, counted, typed, hashed from a word or copied from here is not', () => {
    const weak: readonly (readonly [string, RegExp])[] = [
      ['0'.repeat(64), /repeated/],
      ['deadbeef'.repeat(8), /repeated/],
      [random(16).repeat(2), /repeated/],
      [random(8).repeat(4), /repeated/],
      [Buffer.from([...randomBytes(16)].flatMap((byte, _, all) => [byte, all[0] as number])).toString('hex'), /repeated/],
      [bytes((index) => index), /counted/],
      [bytes((index) => 255 - index), /counted/],
      [bytes((index) => index * 7 + 3), /counted/],
      [bytes((index) => (index % 2 === 0 ? index : 200 - index)), /counted|repeated/],
      [Buffer.from('a passphrase that has 32 letters').toString('hex'), /text|repeated/],
      [Buffer.from('xK7!pQ2#vL9$wM4%zR6^tB1&yN8*cD3(').toString('hex'), /text/],
      ['3141592653589793238462643383279502884197169399375105820974944592', /decimal|repeated/],
      ['0123456789abcdef'.repeat(4), /published/],
      ['0123456789ABCDEF'.repeat(4), /published/],
      [createHash('sha256').update('secret').digest('hex'), /published/],
      ['E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855', /published/],
    ];
    for (const [key, why] of weak) expectThat(key, weaknessOf(key) ?? 'good').toMatch(why);
  });
});
