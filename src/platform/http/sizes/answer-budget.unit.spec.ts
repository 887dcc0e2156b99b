import { describe, expect, it } from '@jest/globals';
import { recordedEvent } from '#libs/event-sourcing/testing';
import { rejectionOf, thrownBy } from '#libs/testing';
import { AnswerBudget, bytesOf, loadedWithin } from './answer-budget.js';
import { eventsWithin } from './page-size.js';

describe('the budget of an answer', () => {
  it('is spent by whatever is loaded for it, one slice at a time, and then refuses', async () => {
    const budget = new AnswerBudget(100_000);
    let atOnce = 0;
    let most = 0;
    const page = (from: number) =>
      budget.spentBy(() =>
        eventsWithin(
          Array.from({ length: 8 }, (_, index) => from + index),
          8,
          async (rows) => {
            atOnce += 1;
            most = Math.max(most, atOnce);
            await Promise.resolve();
            atOnce -= 1;
            return rows.map((position) => recordedEvent({ position, data: { text: 'x'.repeat(5_000) } }));
          },
        ),
      );
    const pages = await Promise.allSettled(Array.from({ length: 10 }, (_, n) => page(1 + 8 * n)));
    expect(pages.map(({ status }) => status)).toStrictEqual([...Array(3).fill('fulfilled'), ...Array(7).fill('rejected')]);
    expect(most).toBe(1);
    expect(String(await rejectionOf(page(1)))).toContain('more than');
  });

  it('goes on after a slice that failed, and does not hold what is loaded without one', async () => {
    const budget = new AnswerBudget(10);
    expect(String(await rejectionOf(budget.load(() => Promise.reject(new Error('away')))))).toBe('Error: away');
    expect(await budget.load(async () => 3)).toBe(3);
    expect(await loadedWithin(async () => 1_000_000)).toBe(1_000_000);
  });

  it('counts what is told as often as it is told', () => {
    const budget = new AnswerBudget(100);
    const bytes = bytesOf({ text: 'x'.repeat(20) });
    for (let n = 0; n < 3; n += 1) budget.tell(bytes);
    expect(thrownBy(() => budget.tell(bytes))).toMatchObject({ refusal: { refused: 'QUERY_TOO_COSTLY' } });
    expect(bytesOf(undefined)).toBe(0);
  });
});
