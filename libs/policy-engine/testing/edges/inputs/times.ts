import fc from 'fast-check';
import type { Value } from '../../../values.js';
import { type EdgeFamily, crossed } from './edge-inputs.js';
import { ZONES, NO_ZONES, MOMENTS, NO_MOMENTS, NAMES, LAYOUTS, PAIRS, RFC3339, DURATIONS } from './time-texts.js';

const zone = fc.constantFrom(...ZONES, ...ZONES, ...NO_ZONES);
const moment = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.integer({ min: -3_000_000_000, max: 6_000_000_000 }).map((seconds) => BigInt(seconds) * 1_000_000_000n),
  fc.constantFrom(...MOMENTS),
);
const token = fc.constantFrom(
  'January',
  'Jan',
  'Monday',
  'Mon',
  'MST',
  '01',
  '02',
  '03',
  '04',
  '05',
  '06',
  '002',
  '1',
  '15',
  '2',
  '2006',
  '_2',
  '__2',
  '3',
  '4',
  '5',
  'PM',
  'pm',
  '-07',
  '-0700',
  '-07:00',
  '-070000',
  '-07:00:00',
  'Z07',
  'Z0700',
  'Z07:00',
  'Z070000',
  'Z07:00:00',
  '.000',
  '.999',
  ',0',
  '.999999999',
  ' ',
  '-',
  ':',
  'T',
  'x',
  '_',
  '0',
);
const layout = fc.oneof(
  fc.array(token, { maxLength: 8 }).map((tokens) => tokens.join('')),
  fc.array(token, { maxLength: 6 }).map((tokens) => tokens.join(' ')),
  fc.constantFrom(...NAMES, ...LAYOUTS),
);
const zoned: fc.Arbitrary<Value> = fc.oneof(
  fc.tuple(moment, zone),
  fc.tuple(moment, zone, layout),
  moment,
  fc.constantFrom(...NO_MOMENTS),
);
/** Texts that a layout may well take: each part as it could look. */
const PART_TEXTS: Record<string, string[]> = {
  January: ['January', 'may', 'SEPTEMBER'],
  Jan: ['Jan', 'may', 'DEC'],
  Monday: ['Monday', 'friday'],
  Mon: ['Mon', 'fri'],
  MST: ['UTC', 'CET', 'GMT+3', '+03', 'PST'],
  2006: ['2024', '1999', '0001'],
  '06': ['24', '70'],
  PM: ['PM', 'AM', 'pm'],
  pm: ['pm', 'am', 'PM'],
  '002': ['060', '366', '001'],
  __2: [' 60', '  1', '366'],
  '.000': ['.123', ',123'],
  '.999': ['.1', '', '.123456789'],
  ',0': [',1', '.2'],
  '.999999999': ['.5', ''],
};
const readable = fc.array(token, { maxLength: 7 }).chain((tokens) => {
  const texts = tokens.map((each) =>
    fc.constantFrom(
      ...(PART_TEXTS[each] ??
        (/07/.test(each)
          ? [each.replace('Z', '+'), each.replace('Z', '-'), 'Z', '+24:00', '-01']
          : /\d/.test(each)
            ? ['1', '01', '12', '05', '29', '31', '60', ' 3']
            : [each])),
    ),
  );
  return fc.tuple(
    fc.constant(tokens.join(' ')),
    fc.tuple(...texts).map((parts) => parts.join(' ')),
  );
});
const stamp = fc
  .tuple(
    fc.constantFrom('2024-02-29', '2023-02-29', '1999-12-31', '2262-04-11', '1677-09-21'),
    fc.constantFrom('T', 't', ' '),
    fc.constantFrom('00:00:00', '23:59:59', '24:00:00', '7:08:09', '12:30:60'),
    fc.constantFrom('', '.5', ',5', '.', '.123456789', '.9999999999'),
    fc.constantFrom('Z', 'z', '+02:00', '-23:59', '+24:00', '+00:60', '+0100', ''),
  )
  .map((parts) => parts.join(''));
const duration = fc
  .tuple(
    fc.constantFrom('', '', '-', '+'),
    fc.array(
      fc
        .tuple(
          fc.constantFrom('1', '0', '1.5', '.25', '3.', '999999', '0.1', '1234567890', ''),
          fc.constantFrom('h', 'm', 's', 'ms', 'us', 'µs', 'ns', 'd', 'w', 'y', '', 'x'),
        )
        .map((parts) => parts.join('')),
      { maxLength: 4 },
    ),
  )
  .map(([sign, parts]) => sign + parts.join(''));
const count = fc.oneof(
  fc.integer({ min: -30, max: 30 }),
  fc.integer({ min: -4000, max: 4000 }),
  fc.constantFrom<Value[]>(1.5, '1', null, 2n ** 63n, 1_000_000),
);

const one = (value: Value): Value[] => [value];

export const TIMES: EdgeFamily = {
  name: 'times',
  picked: {
    'time.format': [
      ...crossed(MOMENTS, ZONES.slice(0, 8)).map(one),
      ...crossed(
        [1_700_000_000_000_000_000n, 1_720_000_000_000_000_000n, -2_000_000_000_000_000_000n],
        [...ZONES, ...NO_ZONES],
        ['RFC1123', 'MST -0700 -07:00:00'],
      ).map(one),
      ...crossed([1_704_164_645_012_345_678n, 1_720_000_000_000_000_000n], ['Europe/Berlin'], [...NAMES, ...LAYOUTS]).map(one),
      ...NO_MOMENTS.map(one),
    ],
    'time.date': [...MOMENTS, ...NO_MOMENTS, ...crossed([0, -1], ZONES)].map(one),
    'time.clock': [
      [[0, 'Local']],
      [[-1_176_055_201_000_000_000n, 'EST5EDT']],
      ...[...MOMENTS, ...NO_MOMENTS, ...crossed([1_700_000_000_000_000_000n], [...ZONES, ...NO_ZONES])].map(one),
    ],
    'time.weekday': [...MOMENTS, ...NO_MOMENTS, ...crossed([0], ZONES)].map(one),
    'time.add_date': [
      ...crossed(MOMENTS, [0, 1], [0, 13], [-1, 31]),
      ...crossed(
        [
          [1_711_846_800_000_000_000n, 'Europe/Berlin'],
          [1_711_760_400_000_000_000n, 'Europe/Berlin'],
          [1_729_908_000_000_000_000n, 'Europe/Berlin'],
        ],
        [0],
        [0],
        [0, 1, 2],
      ),
      [0, 1.5, 0, 0],
      [0, 0, 0, 2n ** 63n],
      [0, 300, 0, 0],
      [0, '1', 0, 0],
      [1_709_164_800_000_000_000n, 1, 0, 0],
    ],
    'time.diff': [
      ...crossed(MOMENTS.slice(0, 5), MOMENTS),
      ...crossed(
        [[0, 'Europe/Berlin'], [0, 'Nowhere'], 0],
        [[1_720_000_000_000_000_000n, 'America/New_York'], [1, 'Nowhere'], [1], []],
      ),
    ],
    'time.parse_ns': [...PAIRS, ...NAMES.map((name) => [name, '2024-05-06T07:08:09Z'])],
    'time.parse_rfc3339_ns': RFC3339.map(one),
    'time.parse_duration_ns': DURATIONS.map(one),
  },
  generated: {
    'time.format': fc.tuple(zoned),
    'time.date': fc.tuple(zoned),
    'time.clock': fc.tuple(zoned),
    'time.weekday': fc.tuple(zoned),
    'time.add_date': fc.tuple(zoned, count, count, count),
    'time.diff': fc.tuple(zoned, zoned),
    'time.parse_ns': fc.oneof(readable, readable, fc.tuple(layout, fc.constantFrom('2024-05-06T07:08:09Z', '5:00pm', ''))),
    'time.parse_rfc3339_ns': fc.tuple(fc.oneof(stamp, fc.constantFrom(...RFC3339))),
    'time.parse_duration_ns': fc.tuple(fc.oneof(duration, fc.constantFrom(...DURATIONS))),
  },
};
