import type { Draw } from './draw.js';

/** A JSON text by its parts, so that a part can be made wrong without the rest of it. */
export type Part =
  | { kind: 'plain'; text: string; /** In a GraphQL document, where it is spelt otherwise. */ literal?: string }
  | { kind: 'list'; items: Part[] }
  | { kind: 'object'; members: Member[]; /** Whether the route knows all names that may stand here. */ isClosed: boolean };

export interface Member {
  /** As it stands in the text, quotes included. */
  name: string;
  value: Part;
}

export const plain = (value: unknown): Part => ({ kind: 'plain', text: JSON.stringify(value) });

export function textOf(part: Part): string {
  if (part.kind === 'plain') return part.text;
  if (part.kind === 'list') return `[${part.items.map(textOf).join(',')}]`;
  return `{${part.members.map(({ name, value }) => `${name}:${textOf(value)}`).join(',')}}`;
}

/** As a literal of a GraphQL document, where names stand without quotes. */
export function literalOf(part: Part): string {
  if (part.kind === 'plain') return part.literal ?? part.text;
  if (part.kind === 'list') return `[${part.items.map(literalOf).join(', ')}]`;
  return `{${part.members.map(({ name, value }) => `${name.replace(/^"(.*)"$/s, '$1')}: ${literalOf(value)}`).join(', ')}}`;
}

/** What no reader of JSON may take for something else: whoever accepts one has changed it in silence, or was lucky. */
const NEVER = [
  '1e999',
  '-1e999',
  '1e-400',
  '9007199254740993',
  '-9007199254740992',
  '1e16',
  '3.141592653589793238',
  '0.99999999999999999',
  'NaN',
  'Infinity',
  '-Infinity',
  'undefined',
  '0x1',
  '01',
  '+1',
  '.5',
  '1.',
  '"\\ud800"',
  '"a\\udc00b"',
  '"\\x41"',
  '"\u0001"',
  "'x'",
  '{"a":1,"a":2}',
  '{"a":1,"\\u0061":2}',
  '{"__proto__":1}',
  '{"a":{"__proto__":{"admin":true}}}',
  '[1,]',
  '{"a":1,}',
  '/**/1',
  `${'['.repeat(70)}${']'.repeat(70)}`,
];

/** Good JSON that may be wrong where it stands, or must come back as it is. */
const ODD = [
  '-0',
  '0',
  '1.0',
  '1e0',
  '-1',
  '1.5',
  '0.1',
  '0.10000000000000001',
  '9007199254740991',
  '1e-300',
  '2.2250738585072014e-308',
  'true',
  'false',
  'null',
  '[]',
  '{}',
  '""',
  '" "',
  '"\\u0000"',
  '"a\\u0000b"',
  '"\\ufffd"',
  '"\\ufeff"',
  '"\\u202egnp.exe"',
  '"\\u2028\\u2029\\u0085"',
  '"\\ud83d\\ude00"',
  '"e\\u0301\\u00e9"',
  '"constructor"',
  '"__proto__"',
  '{"constructor":{"prototype":{"a":1}}}',
  '{"toString":1,"hasOwnProperty":null,"then":1,"toJSON":1}',
  '{"":1}',
  '{"\\u0000":1}',
  '{"10":1,"9":2,"a":3}',
  '{"$ref":"#"}',
  '[[[[[[[[1]]]]]]]]',
  `${'['.repeat(26)}1${']'.repeat(26)}`,
  '"2025-03-01T00:00:00+15:59"',
  '"2025-03-01T00:00:00+16:00"',
  '"2025-03-01T00:00:00.123456789-23:59"',
  '"2025-12-31T23:59:60Z"',
  '"2025-06-30T23:59:60+00:00"',
  '"0000-01-01T00:00:00Z"',
  '"0001-01-01T00:00:00+15:59"',
  '"9999-12-31T23:59:59-15:59"',
  '"10000-01-01T00:00:00Z"',
  '"2025-02-29T00:00:00Z"',
  '"2025-01-01t00:00:00z"',
  '"2025-01-01"',
  '"2999-01-01T24:00:00Z"',
  `"${'é'.repeat(300)}"`,
  `"${'x'.repeat(5_000)}"`,
  `"${'\\u0001'.repeat(700)}"`,
  `{"${'n'.repeat(3_000)}":1}`,
];

export interface Bent {
  readonly text: string;
  /** Why nothing but a refusal is right; undefined when that depends. */
  readonly never?: string;
}

/** Makes a good text wrong in one way, or leaves it. */
export function bent(draw: Draw, body: Part): Bent {
  const ways = [
    untouched,
    untouched,
    untouched,
    untouched,
    replaced,
    replaced,
    replaced,
    twice,
    unknown,
    renamed,
    without,
    wrapped,
    damaged,
  ];
  return draw.of(ways)(draw, body);
}

function untouched(draw: Draw, body: Part): Bent {
  const text = textOf(body);
  return { text: draw.once(3) ? ` \r\n\t${text}\n ` : text };
}

function replaced(draw: Draw, body: Part): Bent {
  const isNever = draw.once(2);
  const text = draw.of(isNever ? NEVER : ODD);
  const place = draw.of(places(body));
  if (!place) return { text: isNever ? text : textOf(body), ...(isNever && { never: text }) };
  place({ kind: 'plain', text });
  return { text: textOf(body), ...(isNever && { never: text }) };
}

/** The same name in an object again, as it is or escaped, with another value or the same. */
function twice(draw: Draw, body: Part): Bent {
  const object = draw.of(objects(body).filter(({ members }) => members.length > 0));
  if (!object) return { text: textOf(body) };
  const { name, value } = draw.of(object.members);
  const spelt = draw.once(2) ? name : escaped(name);
  const again = { name: spelt, value: draw.once(2) ? value : plain(draw.of([null, 1, 'x', true])) };
  object.members.splice(draw.below(object.members.length + 1), 0, again);
  return { text: textOf(body), never: `${name} stands twice` };
}

function unknown(draw: Draw, body: Part): Bent {
  const object = draw.of(objects(body));
  if (!object) return { text: textOf(body) };
  const name = draw.of(['unknown', 'Reason', 'constructor', '', 'id ', 'ｉｄ', '$schema', 'toString', '0']);
  const isKnown = object.members.some((member) => member.name === JSON.stringify(name));
  if (isKnown) return { text: textOf(body) };
  object.members.push({ name: JSON.stringify(name), value: { kind: 'plain', text: draw.of(ODD) } });
  return { text: textOf(body), ...(object.isClosed && { never: `nobody knows ${JSON.stringify(name)}` }) };
}

/** In other letters, with a blank, with a letter that only looks the same. */
function renamed(draw: Draw, body: Part): Bent {
  const object = draw.of(objects(body).filter(({ members }) => members.length > 0));
  if (!object) return { text: textOf(body) };
  const member = draw.of(object.members);
  const known = JSON.parse(member.name) as string;
  const name = draw.of([known.toUpperCase(), ` ${known}`, `${known}\u200b`, known.replace('a', '\u0430'), `${known}s`]);
  if (object.members.some((other) => other.name === JSON.stringify(name))) return { text: textOf(body) };
  member.name = JSON.stringify(name);
  return { text: textOf(body), ...(object.isClosed && { never: `nobody knows ${member.name}` }) };
}

function without(draw: Draw, body: Part): Bent {
  const object = draw.of(objects(body).filter(({ members }) => members.length > 0));
  object?.members.splice(draw.below(object.members.length), 1);
  return { text: textOf(body) };
}

function wrapped(draw: Draw, body: Part): Bent {
  const text = textOf(body);
  const ways = [`[${text}]`, `{"body":${text}}`, JSON.stringify(text), 'null', '1', '""', '[]', '{}', ''];
  return { text: draw.of(ways) };
}

function damaged(draw: Draw, body: Part): Bent {
  const text = textOf(body);
  const at = draw.below(Math.max(1, text.length));
  const never = 'it is damaged';
  return draw.of([
    { text: `\ufeff${text}`, never: 'a byte-order mark' },
    { text: `${text}x`, never },
    { text: `${text}${text}`, never },
    { text: text.slice(0, at), ...(at > 0 && /^[[{"]/.test(text) && { never }) },
    { text: `${text}\u0000`, never },
    { text: `//\n${text}`, never },
    { text: `${text};`, never },
    { text: `\u00a0${text}`, never },
    { text: `)]}',\n${text}`, never },
  ]);
}

function escaped(name: string): string {
  const [first = ''] = JSON.parse(name) as string;
  if (first === '') return name;
  return `"\\u${first.charCodeAt(0).toString(16).padStart(4, '0')}${name.slice(name[1] === '\\' ? 3 : 2)}`;
}

type Place = (other: Part) => void;

function places(part: Part): Place[] {
  if (part.kind === 'plain') return [];
  if (part.kind === 'list')
    return part.items.flatMap((item, index) => [(other: Part) => void (part.items[index] = other), ...places(item)]);
  return part.members.flatMap((member) => [(other: Part) => void (member.value = other), ...places(member.value)]);
}

function objects(part: Part): Extract<Part, { kind: 'object' }>[] {
  if (part.kind === 'plain') return [];
  if (part.kind === 'list') return part.items.flatMap(objects);
  return [part, ...part.members.flatMap(({ value }) => objects(value))];
}
