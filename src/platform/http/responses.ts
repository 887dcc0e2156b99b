import { isRefusal, type Refusal } from '#libs/event-sourcing';
import { RefusalError } from './problem-details.js';

/** The value, or the refusal thrown towards the edge, for whoever answers the edge and has nothing to do about a refusal. */
export function orThrow<T>(result: T | Refusal): T {
  if (isRefusal(result)) throw new RefusalError(result);
  return result;
}
