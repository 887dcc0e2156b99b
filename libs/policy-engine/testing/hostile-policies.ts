import { HOSTILE } from './hostile-expressions.js';
import type { Json } from '../values.js';
import { rolls } from './disturbance.js';

/** One policy with every expression: `input.case` chooses. */
export function hostileModule(): string {
  const cases = Object.entries(HOSTILE).map(([name, expression], i) => {
    const loops = 'some a in input.xs; some b in input.xs; some c in input.xs; x := ';
    return `case_${i} := count([x | ${loops}${expression}; a + b + c < 0])\n\ndecision := case_${i} if input.case == ${JSON.stringify(name)}`;
  });
  return `${HEAD}\n${cases.join('\n\n')}\n`;
}

const HEAD = `package writ

number_set := {x | some x in input.list}

other_set := {x | some y in input.list; x := y + 5000}

text_set := {x | some x in input.words}

list_graph := {x: [x] | some x in input.lists}

huge := to_number(input.digits)

huge_half := to_number(input.half_digits)

looked_up := input.object.k2

sum_of_list := sum(input.xs)

twice(x) := x + x

all_small if {
	every x in input.list { x < 100000 }
}
`;

const LONG = 100_000;
const range = <T>(count: number, item: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => item(i));

/** Documents of about a megabyte; the same each time. */
export function hostileInput(): { [name: string]: Json } {
  const record = <T>(count: number, item: (i: number) => T): Record<string, T> =>
    Object.fromEntries(range(count, (i) => [`k${i}`, item(i)]));
  return {
    ...texts(),
    ...encoded(),
    xs: range(100, (i) => i),
    list: range(10_000, (i) => (i * 7_919) % 10_000),
    list_copy: range(10_000, (i) => (i * 7_919) % 10_000),
    fractions: range(1_000, (i) => 1 + i / 1_000),
    lists: range(1_000, (i) => [i % 7, [i % 3, i], 'x']),
    objects: range(1_000, (i) => ({ k: i, name: `object ${i}` })),
    words: range(5_000, (i) => `word-${(i * 7_919) % 5_000}`),
    long_texts: range(100, (i) => 'a'.repeat(2_000) + i),
    other_texts: range(100, (i) => `${'a'.repeat(1_900)}b${i}`),
    keys: range(100, (i) => `k${i}`),
    object: record(2_000, (i) => ({ n: i, a: [i, 'text'] })),
    object_copy: record(2_000, (i) => ({ n: i, a: [i, 'text'] })),
    texts: record(2_000, (i) => `value & ${i}`),
    deep: range(500, (i) => i).reduce<Json>((inner) => ({ a: inner }), {}),
    deep_path: range(499, () => 'a'),
    patches: range(50, (i) => ({ op: 'add', path: `/x${i}`, value: 1 })),
    graph: Object.fromEntries(range(60, (i) => [`n${i}`, range(60, (j) => `n${j}`)])),
    chain: Object.fromEntries(range(400, (i) => [`n${i}`, [`n${i + 1}`]])),
    schema: range(30, (i) => i).reduce<Json>(
      (inner) => ({ anyOf: [inner, { type: 'string' }], additionalProperties: { type: 'object' } }),
      {},
    ),
    zones: range(100, (i) => ['Europe/Berlin', 'Asia/Tokyo', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia'][i % 5]!),
    addresses: range(200, (i) => `10.${i}.0.0/${16 + (i % 9)}`),
  };
}

function texts(): Record<string, Json> {
  return {
    text: 'a'.repeat(LONG),
    text_copy: `${'a'.repeat(LONG - 1)}a`.slice(0),
    text_with_b: `${'a'.repeat(LONG)}b`,
    long_part: `${'a'.repeat(2_500)}b${'a'.repeat(2_500)}`,
    short_text: 'a'.repeat(1_000),
    nearly: `${'a'.repeat(1_000)}b`,
    marked: `${'a'.repeat(LONG)}!`,
    mixed: mixedText(),
    short_mixed: mixedText().slice(0, 2_000),
    points: '\u{1f600}a'.repeat(LONG / 4),
    sharp: 'stra\u00dfe'.repeat(LONG / 20),
    upper: 'A'.repeat(LONG),
    spaces: `x${' '.repeat(LONG)}x`,
    escapes: '<\u2028"\n'.repeat(LONG / 4),
    stars: 'a*'.repeat(2_000),
    slashes: '/a'.repeat(LONG / 2),
    dots: '1.'.repeat(LONG / 2),
    digits: '9'.repeat(9_000),
    half_digits: '7'.repeat(4_500),
    ones: '1'.repeat(40),
    ones_text: `${'1'.repeat(60)}x`,
    fraction: `0.${'3'.repeat(LONG)}`,
    version: `1.2.3-${'9'.repeat(LONG)}`,
    durations: '1h1m1s'.repeat(5_000),
    long_time: `2024-05-06T07:08:09.${'1'.repeat(LONG)}Z`,
    format: '%d '.repeat(5_000),
    glob_a: 'a*b*c*'.repeat(50),
    glob_b: 'a+.*c*'.repeat(50),
  };
}

/** Letters without a pattern. */
function mixedText(): string {
  const roll = rolls(1);
  return range(LONG, () => (roll(2) === 0 ? 'a' : 'b')).join('');
}

function encoded(): Record<string, Json> {
  const base64url = (text: string): string => Buffer.from(text).toString('base64url');
  const token = (payload: Json): string =>
    `${base64url('{"alg":"HS256"}')}.${base64url(JSON.stringify(payload))}.${'A'.repeat(43)}`;
  const bytes = (count: number, filled = 1): string => Buffer.alloc(count, filled).toString('base64url');
  const unsigned = `${base64url('{"alg":"ES256"}')}.${base64url('{}')}`;
  const rsa = { kty: 'RSA', n: `0${'v'.repeat(340)}Q`, e: 'AQAB' };
  return {
    hex: '61'.repeat(LONG / 2),
    hex_bytes: 'ff'.repeat(LONG / 2),
    base64: Buffer.from('a'.repeat(LONG)).toString('base64'),
    base64_bytes: Buffer.alloc(LONG, 255).toString('base64'),
    percents: '%61'.repeat(LONG / 3),
    query: range(5_000, (i) => `k${i}=v`).join('&'),
    query_same: range(5_000, () => 'k=v').join('&'),
    json: JSON.stringify(range(2_000, (i) => ({ n: i, a: [i, 'text'] }))),
    json_numbers: JSON.stringify(range(5_000, (i) => i / 7)).replace('[', '[12345678901234567890,'),
    json_bad: `${'['.repeat(5_000)}x`,
    token: token({ sub: 'a' }),
    long_token: token({ sub: 'a'.repeat(LONG) }),
    token_64: `${unsigned}.${bytes(64)}`,
    token_96: `${unsigned}.${bytes(96)}`,
    token_132: `${unsigned}.${'A'}${bytes(132).slice(1)}`,
    token_512: `${unsigned}.${bytes(512)}`,
    key_256: JSON.stringify({
      kty: 'EC',
      crv: 'P-256',
      x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
      y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
    }),
    key_384: JSON.stringify({
      kty: 'EC',
      crv: 'P-384',
      x: 'xZSkLssW62vnr29pc5RWhnf-sUHxWR2r5eXWHRuaQdQBQTdX7krsd_WZaFIgYxK0',
      y: 'EuqN5gp93LBGvrleukhecaMgEjIsZ5GpM0-gVklhPTYlm352g_Kv2tQD-bYkyrTP',
    }),
    key_521: JSON.stringify({
      kty: 'EC',
      crv: 'P-521',
      x: 'AfehMT3g2wPQlKJzcj-MXDGAmr6NccsIXkDZH0_cv_dUrh08BH89-53BVIdz9Oryz2hvbm_yj1GAeluIBQvf9JzK',
      y: 'ALEi9vNY4J0c7IgKJkxs46mRdmScL6GsUl2lApYIeKCuOPU6b6RQvls-jkKs4wc5DZGKHstQKyGGHEGH7xydTZqb',
    }),
    key_ed: JSON.stringify({ kty: 'OKP', crv: 'Ed25519', x: 'oAagOGeAZgw8hV0Lyvxvoy1BId5n4Xi4vulO6f6XoLY' }),
    key_rsa: JSON.stringify({ kty: 'RSA', n: bytes(512, 191), e: 'AQAB' }),
    key_exponent: JSON.stringify({ kty: 'RSA', n: bytes(384, 191), e: bytes(384, 63) }),
    key_set: JSON.stringify({ keys: range(20, () => rsa) }),
  };
}
