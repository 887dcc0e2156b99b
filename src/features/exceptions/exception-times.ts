/** So long somebody can agree to a request for an exception; then it is over. */
export const AGREED_WITHIN_MS = 7 * 24 * 3_600_000;
