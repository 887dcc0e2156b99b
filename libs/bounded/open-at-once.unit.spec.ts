import { describe, expect, it } from '@jest/globals';
import { OpenAtOnce } from './open-at-once.js';

describe('what is open at once', () => {
  it('is bounded for each tenant though the list of it is behind, and goes by the list once it has caught up', async () => {
    const list = new Map<string, boolean>();
    const open = new OpenAtOnce(2, async (tenant) => (tenant === 'acme' ? new Map(list) : new Map()));
    const begin = (id: string, tenant = 'acme', isOpen = true) =>
      open.begin(
        tenant,
        id,
        async () => id,
        () => isOpen,
      );
    expect(await Promise.all(['a', 'b', 'c'].map((id) => begin(id)))).toStrictEqual(['a', 'b', undefined]);
    expect([await begin('a'), await begin('x', 'rival')]).toStrictEqual(['a', 'x']);
    list.set('a', false).set('b', true);
    expect(await begin('c')).toBe('c');
    list.set('c', false);
    // What was refused is not open and takes no room.
    expect([await begin('d', 'acme', false), await begin('e'), await begin('f')]).toStrictEqual(['d', 'e', undefined]);
  });
});
