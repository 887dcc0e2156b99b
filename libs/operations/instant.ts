import { z } from 'zod';

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d)(?::(\d\d))?(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
const MINUTE = 60_000;

export type ReadInstant = { readonly utc: string } | { readonly reason: string };

/**
 * An RFC 3339 time as the one instant it is: UTC with six digits, which is how far times are told apart here. Databases read less
 * than the RFC allows (offsets end at 15:59 there) and other things than they should (second 60, hour 24), so neither gets to see it.
 */
export function readInstant(text: string): ReadInstant {
  const found = RFC3339.exec(text);
  if (!found) return { reason: 'must be a time of RFC 3339 such as 2026-01-31T09:30:00Z, with at most nine digits of a second' };
  const [, year, month, day, hour, minute, second = '00', fraction = '', sign, offsetHours = '00', offsetMinutes = '00'] = found;
  if (second === '60') return { reason: 'leap seconds are not taken: second 59 is the last one' };
  if (Number(offsetHours) > 23 || Number(offsetMinutes) > 59) return { reason: 'its offset must be within 23:59' };
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
  const at = Date.parse(local);
  // Days and hours that do not exist are turned into others, or into nothing.
  if (Number.isNaN(at) || new Date(at).toISOString() !== local.replace('Z', '.000Z'))
    return { reason: 'there is no such day or time' };
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * MINUTE;
  const utc = new Date(sign === '-' ? at + offset : at - offset).toISOString();
  if (!/^(?!0000)\d{4}-/.test(utc)) return { reason: 'must be in the years 0001 to 9999, in UTC' };
  return { utc: `${utc.slice(0, 19)}.${fraction.slice(0, 6).padEnd(6, '0')}Z` };
}

/** A time that a caller gives; the output is what `readInstant` makes of it. */
export const Instant = z
  .string()
  .max(64)
  .transform((text, context) => {
    const read = readInstant(text);
    if ('utc' in read) return read.utc;
    context.addIssue({ code: 'custom', message: read.reason, input: text });
    return z.NEVER;
  })
  .meta({ format: 'date-time' });
