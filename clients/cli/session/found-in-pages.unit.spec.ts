import { describe, expect, it } from '@jest/globals';
import { foundInPages, type PageAsked } from './found-in-pages.js';

describe('what is sought in a list', () => {
  const asked: PageAsked[] = [];
  const read = async (query: PageAsked) => {
    asked.push(query);
    const from = Number(query.cursor ?? 0);
    return { items: Array.from({ length: 200 }, (_, n) => from + n), nextCursor: from < 600 ? String(from + 200) : null };
  };
  const find = (sought: number) => foundInPages(read, (item) => item === sought);

  it('is found on whichever page it is, and no page behind that is asked for', async () => {
    for (const [sought, pages] of [
      [0, 1],
      [199, 1],
      [200, 2],
      [799, 4],
    ] as const) {
      asked.length = 0;
      expect([await find(sought), asked.length]).toStrictEqual([sought, pages]);
    }
    asked.length = 0;
    expect([await find(800), asked.length]).toStrictEqual([undefined, 4]);
    expect(asked).toStrictEqual([{ limit: 200 }, ...['200', '400', '600'].map((cursor) => ({ limit: 200, cursor }))]);
  });

  it('is nothing in a list that is for others, and is not sought for ever', async () => {
    expect(
      await foundInPages(
        async () => undefined,
        () => true,
      ),
    ).toBeUndefined();
    expect(
      await foundInPages(
        async () => ({ items: [], nextCursor: 'again' }),
        () => true,
      ),
    ).toBeUndefined();
  });
});
