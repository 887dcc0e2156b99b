import fc from 'fast-check';
import type { Value } from '../../../values.js';
import { type EdgeFamily, crossed, setOf } from './edge-inputs.js';

const BLOCKS = [
  '10.0.0.0/8',
  '10.1.2.3/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '0.0.0.0/0',
  '10.1.2.3/32',
  '10.1.2.0/31',
  '::/0',
  '::1/128',
  '2001:db8::/32',
  '2001:DB8:0:0::/64',
  'fe80::/10',
  '::ffff:10.0.0.0/104',
  '::ffff:0:0/96',
  '::ffff:10.1.2.3/128',
  '::FFFF:0a01:0203/120',
  '::ffff:10.0.0.0/95',
  '::10.1.2.0/120',
  '64:ff9b::10.1.2.3/96',
  '10.0.0.0/08',
  '10.0.0.0/008',
  '2001:db8::/0032',
  '2001:db8::/0000000032',
];
const ADDRESSES_OF_ANY_FORM = [
  '10.1.2.3',
  '10.255.255.255',
  '11.0.0.0',
  '::ffff:10.1.2.3',
  '::FFFF:10.1.2.3',
  '::ffff:0a01:0203',
  '0:0:0:0:0:ffff:10.1.2.3',
  '0:0:0:0:0:FFFF:a01:203',
  '::10.1.2.3',
  '::',
  '::1',
  '2001:db8::1',
  '2001:db8:0:0:1::1',
  '1:2:3:4:5:6:7:8',
  '1:2:3:4:5:6:7::',
  '::2:3:4:5:6:7:8',
];
const BROKEN = [
  '',
  ' ',
  '10.1.2',
  '10.1.2.3.4',
  '10.1.2.256',
  '10.1.2.03',
  '010.1.2.3',
  '10.1.2.3 ',
  ' 10.1.2.3',
  '0x0a.1.2.3',
  '167838211',
  '10.0.0.0/',
  '/8',
  '10.0.0.0/-1',
  '10.0.0.0/+8',
  '10.0.0.0/33',
  '10.0.0.0/8/8',
  '10.0.0.0/8 ',
  '10.0.0.0/ 8',
  '10.0.0.0/0x8',
  '10.0.0.0/１',
  '10.0.0.0/255.0.0.0',
  '10.0.0.0/99999999999999999999',
  '10.0.0/8',
  '::ffff:10.0.0.0/129',
  '2001:db8::/129',
  '2001:db8:::1',
  '2001::db8::1',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7:8::',
  '12345::',
  'g::',
  '::ffff:10.1.2',
  '::ffff:010.1.2.3',
  '::ffff:10.1.2.3.4',
  '10.1.2.3::',
  'fe80::1%eth0',
  'fe80::1%eth0/64',
  'fe80::%/64',
  '::ffff:10.1.2.3%1',
  '[::1]',
  '١٠.1.2.3',
  'localhost',
];
const SMALL_BLOCKS = [
  '10.0.0.0/30',
  '10.0.0.3/30',
  '255.255.255.254/31',
  '10.0.0.1/32',
  '2001:db8::/126',
  '::ffff:10.0.0.0/126',
  '::FFFF:a00:0/127',
  'ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127',
  '10.0.0.0/030',
];

const octet = fc.oneof(fc.constantFrom(0, 1, 10, 127, 128, 172, 192, 224, 255), fc.nat(255));
const dotted = fc.tuple(octet, octet, octet, octet).map((parts) => parts.join('.'));
const group = fc.oneof(
  fc.constantFrom('0', 'ffff', 'FFFF', '0000', 'db8', '1'),
  fc.nat(0xffff).map((value) => value.toString(16)),
);
const long = fc.array(group, { minLength: 8, maxLength: 8 }).map((groups) => groups.join(':'));
const short = fc
  .tuple(fc.array(group, { maxLength: 4 }), fc.array(group, { maxLength: 4 }))
  .map(([before, after]) => `${before.join(':')}::${after.join(':')}`);
const mapped = fc
  .tuple(fc.constantFrom('::ffff:', '::FFFF:', '0:0:0:0:0:ffff:', '::', '::fffe:'), dotted)
  .map((parts) => parts.join(''));
const address = fc.oneof(dotted, dotted, mapped, mapped, long, short);
const mask = fc
  .oneof(fc.nat(32), fc.nat(128), fc.constantFrom(0, 8, 16, 24, 31, 32, 96, 104, 112, 120, 127, 128))
  .chain((length) => fc.constantFrom(String(length), String(length), String(length), `0${length}`));
const block = fc.tuple(address, mask).map((parts) => parts.join('/'));
const near = fc.tuple(
  fc.constantFrom('10.0.0.', '::ffff:10.0.0.', '255.255.255.', '2001:db8::', '::'),
  fc.nat(9),
  fc.constantFrom('', '/32', '/31', '/30', '/128', '/127', '/120'),
);
const either: fc.Arbitrary<string> = fc.oneof(
  address,
  block,
  block,
  near.map((parts) => parts.join('')),
  fc.constantFrom(...BROKEN, ...BLOCKS),
);
const holder: fc.Arbitrary<Value> = fc.oneof(
  either,
  fc.array(either, { maxLength: 4 }),
  fc.array(either, { maxLength: 4 }).map((members) => setOf(...members)),
  fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.oneof(either, fc.tuple(either, fc.constantFrom('x', 1)))),
  fc.array(fc.tuple(either, fc.constantFrom('x', 1)), { maxLength: 3 }),
);
const small = fc.oneof(
  fc.tuple(dotted, fc.integer({ min: 25, max: 32 })).map((parts) => parts.join('/')),
  fc.tuple(fc.oneof(mapped, short, long), fc.integer({ min: 121, max: 128 })).map((parts) => parts.join('/')),
);

const SOME_BLOCKS = ['10.0.0.0/8', '0.0.0.0/0', '::/0', '::ffff:10.0.0.0/104', '10.0.0.0/08'];

export const ADDRESSES: EdgeFamily = {
  name: 'addresses',
  picked: {
    'net.cidr_contains': [
      ...crossed(BLOCKS, [
        '10.1.2.3',
        '::ffff:10.1.2.3',
        '::1',
        '10.1.2.0/24',
        '::ffff:10.1.2.0/120',
        '0.0.0.0/0',
        '::/0',
        '2001:db8::1',
      ]),
      ...crossed(['10.0.0.0/8', '::/0', '0.0.0.0/0'], [...ADDRESSES_OF_ANY_FORM, ...BROKEN]),
      ...crossed(BROKEN, ['10.1.2.3']),
    ],
    'net.cidr_overlap': crossed(SOME_BLOCKS, ['10.1.2.3', '::ffff:10.1.2.3', '10.1.2.0/24', '']),
    'net.cidr_intersects': [
      ...crossed(BLOCKS, [...SOME_BLOCKS, '10.1.2.3', '192.168.1.0/24', '::ffff:192.168.0.0/112']),
      ...crossed(BROKEN, ['10.0.0.0/8']),
    ],
    'net.cidr_contains_matches': [
      ['10.0.0.0/8', '::ffff:10.1.2.3'],
      [
        ['10.0.0.0/8', '0.0.0.0/0', '::/0'],
        ['10.1.2.3', '::ffff:10.1.2.3', '::1', '10.1.2.0/024'],
      ],
      [
        { a: '10.0.0.0/8', b: ['::/0', 1, 2] },
        { x: '10.1.2.3', y: ['::1'] },
      ],
      [setOf('10.0.0.0/8', ['10.1.0.0/16', 'note']), setOf(['10.1.2.3', 'k'], '::ffff:10.1.2.3')],
      [['10.0.0.0/8', 1], ['10.1.2.3']],
      [[[]], ['10.1.2.3']],
      [['10.0.0.0/8'], [[1]]],
      [['10.0.0.0/8', 'x'], ['10.1.2.3']],
      [['10.0.0.0/8'], ['11.0.0.0', 'x']],
      [[], []],
      [{}, setOf()],
      [1, '10.0.0.0'],
    ],
    'net.cidr_expand': [...crossed(SMALL_BLOCKS), ...crossed(BROKEN), ['10.0.0.1'], ['::1']],
    'net.cidr_merge': [
      [['10.0.0.0/9', '10.128.0.0/9']],
      [['::ffff:192.168.0.0/113', '192.168.128.0/17']],
      [['::ffff:10.0.0.1', '10.0.0.0']],
      [['10.0.0.1', '11.0.0.1', '128.1.1.1', '192.1.1.1', '224.0.0.1', '255.0.0.1', '0.0.0.0', '127.0.0.1']],
      [['::ffff:0:0/96', '10.0.0.0/8']],
      [['::/0', '10.0.0.0/8']],
      [['::1']],
      [['0.0.0.0/8', '::ffff:77.0.0.0/120']],
      [['0.0.0.0/1', '::ffff:10.0.0.0/104']],
      [['0.0.0.0/0', '::ffff:10.0.0.0/104']],
      [['::/0', '::ffff:10.0.0.0/104']],
      [['::1/128', '::/128', '10.0.0.0/31', '10.0.0.2/31']],
      [['0.0.0.0/1', '128.0.0.0/1']],
      [['0.0.0.0/0', '0.0.0.0/1', '128.0.0.0/1', '10.0.0.0/8']],
      [['255.255.255.255/32', '255.255.255.254/32']],
      [['255.255.255.255/32', '::/128']],
      [['::ffff:255.255.255.255/128', '::1:0:0:0/128']],
      [['10.0.0.0/8', '10.0.0.0/8']],
      [['10.0.0.1/8', '10.0.0.2/8']],
      [['10.0.0.0/008', '11.0.0.0/8']],
      [['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/128']],
      [['::/1', '8000::/1']],
      [setOf('10.0.0.0/25', '10.0.0.128/25', '10.0.1.0/24')],
      [[]],
      [setOf()],
      ...BROKEN.map((text): Value[] => [[text]]),
      ...ADDRESSES_OF_ANY_FORM.map((text): Value[] => [[text]]),
    ],
    'net.cidr_is_valid': crossed([...BLOCKS, ...SMALL_BLOCKS, ...ADDRESSES_OF_ANY_FORM, ...BROKEN]),
  },
  generated: {
    'net.cidr_contains': fc.tuple(either, either),
    'net.cidr_overlap': fc.tuple(either, either),
    'net.cidr_intersects': fc.tuple(either, either),
    'net.cidr_contains_matches': fc.tuple(holder, holder),
    'net.cidr_expand': fc.tuple(fc.oneof(small, small, fc.constantFrom(...BROKEN))),
    'net.cidr_merge': fc.tuple(fc.array(either, { maxLength: 6 })),
    'net.cidr_is_valid': fc.tuple(either),
  },
};
