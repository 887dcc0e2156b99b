import { z } from 'zod';

/**
 * A text that people read: a name, a reason. It is kept as it came, blanks around it included: what is recorded under somebody's name
 * is what they sent. One of nothing but blanks says nothing.
 */
export function shownText(most: number) {
  return z.string().min(1).max(most).regex(/\S/u, 'must not be blank');
}
