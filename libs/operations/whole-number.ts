import { z } from 'zod';

const DECIMAL = /^(0|-?[1-9][0-9]{0,15})$/;

/**
 * A whole number in a path or a query, where everything is text. One number has one spelling: what reads `0x1`, `1e0`, ` 1`, `+1`,
 * `01` or `1.0` as 1 gives one resource many paths, of which a proxy's rule or a log's filter knows one.
 */
export function wholeNumber(least: number, most: number) {
  return z.preprocess(
    (given) => (typeof given === 'string' && DECIMAL.test(given) ? Number(given) : given),
    z.number(`must be a whole number from ${least} to ${most}, in decimal digits`).int().min(least).max(most),
  );
}
