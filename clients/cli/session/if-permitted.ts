import { WritProblem } from '../../contract/problem.js';
import type { Unread } from '../../contract/reading.js';

/** Undefined for what this operator's roles do not reach. */
export function ifPermitted<A>(asked: Promise<Unread<A>>): Promise<Unread<A> | undefined> {
  return unlessRefused(asked, [403]);
}

/** The same, and for what is not there. */
export function ifThere<A>(asked: Promise<Unread<A>>): Promise<Unread<A> | undefined> {
  return unlessRefused(asked, [403, 404]);
}

async function unlessRefused<A>(asked: Promise<Unread<A>>, statuses: readonly number[]): Promise<Unread<A> | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof WritProblem && statuses.includes(error.status)) return undefined;
    throw error;
  }
}
