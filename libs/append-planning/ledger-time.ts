let last = { micros: -1, text: '' };

/** Microseconds since 1970 -> RFC 3339 UTC with six fractional digits, the form of `at`. Remembers its last answer: a batch has one time. */
export function formatMicroseconds(micros: number): string {
  if (micros === last.micros) return last.text;
  const rest = micros % 1000;
  const text = `${new Date((micros - rest) / 1000).toISOString().slice(0, -1)}${String(rest).padStart(3, '0')}Z`;
  last = { micros, text };
  return text;
}

/** The inverse of `formatMicroseconds`. */
export function parseMicroseconds(at: string): number {
  return Date.parse(`${at.slice(0, 23)}Z`) * 1000 + Number(at.slice(23, 26));
}
