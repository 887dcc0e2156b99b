import { type Civil, dayOfYear, weekday } from './calendar.js';
import { MONTHS, layoutParts } from './time-layout.js';

const two = (value: number): string => (value < 0 ? '-' : '') + String(Math.abs(value)).padStart(2, '0');

const FORMATTERS: Record<string, (civil: Civil) => string> = {
  January: (c) => MONTHS[c.month - 1]!,
  Jan: (c) => MONTHS[c.month - 1]!.slice(0, 3),
  Monday: weekday,
  Mon: (c) => weekday(c).slice(0, 3),
  MST: (c) => c.zoneName,
  2006: (c) => String(c.year).padStart(4, '0'),
  '06': (c) => two(c.year % 100),
  '01': (c) => two(c.month),
  1: (c) => String(c.month),
  '02': (c) => two(c.day),
  _2: (c) => String(c.day).padStart(2),
  2: (c) => String(c.day),
  '002': (c) => String(dayOfYear(c)).padStart(3, '0'),
  __2: (c) => String(dayOfYear(c)).padStart(3),
  15: (c) => two(c.hour),
  '03': (c) => two(c.hour % 12 || 12),
  3: (c) => String(c.hour % 12 || 12),
  '04': (c) => two(c.minute),
  4: (c) => String(c.minute),
  '05': (c) => two(c.second),
  5: (c) => String(c.second),
  PM: (c) => (c.hour < 12 ? 'AM' : 'PM'),
  pm: (c) => (c.hour < 12 ? 'am' : 'pm'),
};

/** A moment in a layout of Go's time package. */
export function formatTime(civil: Civil, layout: string): string {
  return layoutParts(layout)
    .map(({ literal, token }) => literal + formatToken(civil, token))
    .join('');
}

function formatToken(civil: Civil, token: string): string {
  if (token === '') return '';
  const format = FORMATTERS[token];
  if (format) return format(civil);
  if (/^[.,]/.test(token)) return formatFraction(civil, token);
  return formatOffset(civil.offset, token);
}

/** The sign is that of whole minutes, as in Go; local mean times of less than one show theirs in the seconds. */
function formatOffset(offset: number, token: string): string {
  if (token.startsWith('Z') && offset === 0) return 'Z';
  const minutes = Math.trunc(offset / 60);
  const [sign, size] = minutes < 0 ? ['-', -1] : ['+', 1];
  const fields = [two(Math.floor(Math.abs(minutes) / 60)), two(Math.abs(minutes) % 60), two((size! as number) * (offset % 60))];
  return sign + fields.slice(0, token.replace(/\D/g, '').length / 2).join(token.includes(':') ? ':' : '');
}

/** At most nine digits, whatever the layout has room for. */
function formatFraction(civil: Civil, token: string): string {
  const digits = String(civil.nanos)
    .padStart(9, '0')
    .slice(0, token.length - 1);
  if (token[1] === '0') return token[0] + digits;
  const trimmed = digits.replace(/0+$/, '');
  return trimmed === '' ? '' : token[0] + trimmed;
}
