import { refuse } from '../../errors.js';
import { spend } from '../../fuel.js';

/** Layouts that may be given by name. */
const NAMED_LAYOUTS: ReadonlyMap<string, string> = new Map([
  ['ANSIC', 'Mon Jan _2 15:04:05 2006'],
  ['UnixDate', 'Mon Jan _2 15:04:05 MST 2006'],
  ['RubyDate', 'Mon Jan 02 15:04:05 -0700 2006'],
  ['RFC822', '02 Jan 06 15:04 MST'],
  ['RFC822Z', '02 Jan 06 15:04 -0700'],
  ['RFC850', 'Monday, 02-Jan-06 15:04:05 MST'],
  ['RFC1123', 'Mon, 02 Jan 2006 15:04:05 MST'],
  ['RFC1123Z', 'Mon, 02 Jan 2006 15:04:05 -0700'],
  ['RFC3339', '2006-01-02T15:04:05Z07:00'],
  ['RFC3339Nano', '2006-01-02T15:04:05.999999999Z07:00'],
]);

export const RFC3339_NANO = NAMED_LAYOUTS.get('RFC3339Nano')!;

/** The layout that goes by a name, or the text itself. */
export function layoutOf(text: string): string {
  return NAMED_LAYOUTS.get(text) ?? text;
}

/** What a layout consists of, in the words of Go's time package. */
export interface LayoutPart {
  /** The text before it. */
  readonly literal: string;
  /** How the reference time shows this part; empty at the end. */
  readonly token: string;
}

const TOKEN =
  /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|0[1-6]|002|15|1|2006|2|_2(?!006)|__2|3|4|5|PM|pm|[-Z]07(?:0000|:00:00|00|:00)?|[.,](?:0+|9+)(?!\d)/g;

/** No layout of use is longer. */
const MAX_LAYOUT = 1_000;

export function layoutParts(layout: string): LayoutPart[] {
  if (layout.length > MAX_LAYOUT) return refuse('the layout is too long');
  spend(layout.length * 2);
  const parts: LayoutPart[] = [];
  let from = 0;
  for (const { index, 0: token } of layout.matchAll(TOKEN)) {
    parts.push({ literal: layout.slice(from, index), token });
    from = index + token.length;
  }
  return [...parts, { literal: layout.slice(from), token: '' }];
}

export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
export const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
