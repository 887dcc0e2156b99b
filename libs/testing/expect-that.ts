import { expect } from '@jest/globals';

type Matchers<T> = ReturnType<typeof expect<T>>;

/** `expect(actual)` that says `what` it looked at in front of a failure: expect itself takes no message. */
export function expectThat<T>(what: unknown, actual: T): Matchers<T> {
  return named(String(what), expect(actual));
}

function named<O extends object>(what: string, matchers: O): O {
  return new Proxy(matchers, {
    get(of, key) {
      const found: unknown = Reflect.get(of, key);
      if (typeof found === 'object' && found !== null) return named(what, found);
      if (typeof found !== 'function') return found;
      return function matcher(...args: unknown[]): unknown {
        const told = (error: unknown, from?: typeof matcher): never => {
          if (error instanceof Error) error.message = `${what}\n${error.message}`;
          // The place of a failure is where the matcher was called, not here.
          if (from && error instanceof Error) Error.captureStackTrace(error, from);
          throw error;
        };
        try {
          const result: unknown = found.apply(of, args);
          return result instanceof Promise ? result.catch((error: unknown) => told(error)) : result;
        } catch (error) {
          return told(error, matcher);
        }
      };
    },
  });
}
