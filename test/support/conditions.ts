import assert from 'node:assert/strict';

/** Asks again until the answer is truthy; fails the test with `what` when it never is. */
export async function eventually<T>(what: string, ask: () => Promise<T> | T, withinMs = 15_000): Promise<T> {
  const deadline = performance.now() + withinMs;
  let last: unknown;
  do {
    try {
      const answer = await ask();
      if (answer) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  } while (performance.now() < deadline);
  assert.fail(`${what}: not within ${withinMs} ms; last: ${String(last)}`);
}
