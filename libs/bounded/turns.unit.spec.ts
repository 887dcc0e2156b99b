import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { Turns } from './turns.js';

describe('turns', () => {
  it('are taken one at a time on a key, in order, also after work that failed', async () => {
    const turns = new Turns();
    const told: string[] = [];
    const work = (name: string) => async () => {
      told.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      told.push(`${name} ends`);
      if (name === 'b') throw new Error('b');
      return name;
    };
    const answers = await Promise.allSettled(['a', 'b', 'c'].map((name) => turns.take('key', work(name))));
    expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : 'failed'))).toStrictEqual([
      'a',
      'failed',
      'c',
    ]);
    expect(told).toStrictEqual(['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]));
    expectThat('and a key that was left is taken anew', await turns.take('key', work('d'))).toBe('d');
  });

  it('on different keys do not wait for one another', async () => {
    const turns = new Turns();
    let release: () => void = () => undefined;
    const held = turns.take('one', () => new Promise<void>((resolve) => (release = resolve)));
    expect(await turns.take('other', () => Promise.resolve(1))).toBe(1);
    release();
    await held;
  });
});
