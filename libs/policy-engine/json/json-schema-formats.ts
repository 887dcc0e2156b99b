import { parseAddress } from '../formats/ip-address.js';

/** Formats that are checked; every other format holds for any text. All of them are linear in the text. */
const FORMATS: Record<string, (value: string) => boolean> = {
  date: isDate,
  time: (value) => TIME.test(value),
  'date-time': (value) => {
    const [date = '', time = ''] = value.split(/[Tt]/);
    return isDate(date) && TIME.test(time);
  },
  email: (value) => value.length <= 254 && /^[^\s@<>]+@[^\s@<>]+$/.test(value),
  hostname: (value) =>
    value.length <= 253 && value.split('.').every((label) => /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(label)),
  ipv4: (value) => parseAddress(value)?.bits === 32,
  ipv6: (value) => parseAddress(value)?.bits === 128,
  uri: (value) => /^[A-Za-z][A-Za-z0-9+.-]*:[^\s\\]+$/.test(value),
  uuid: (value) => /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(value),
};

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/;

export function matchesFormat(format: string, value: string): boolean {
  return Object.hasOwn(FORMATS, format) ? FORMATS[format]!(value) : true;
}

function isDate(value: string): boolean {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
  if (!parts) return false;
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number];
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
