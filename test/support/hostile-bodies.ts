const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

/** Bodies that no route takes. */
export const HOSTILE: readonly (readonly [string, string | Uint8Array])[] = [
  ['nothing', ''],
  ['half a document', '{"a":'],
  ['a trailing comma', '{"a":1,}'],
  ['null', 'null'],
  ['a number', '5'],
  ['a text', '"x"'],
  ['an empty list', '[]'],
  ['a list of lists', '[[],[]]'],
  ['a byte order mark', '\ufeff{}'],
  ['two documents', '{}{}'],
  ['__proto__', '{"__proto__":{"isAdmin":true}}'],
  ['nested __proto__', '{"a":{"b":[{"__proto__":1}]}}'],
  ['half a surrogate pair', '{"a":"\\ud800"}'],
  ['a number beyond double', '{"a":1e999}'],
  ['a number beyond 2^53', '{"a":9007199254740993}'],
  ['33 levels', `{"a":${nested(33)}}`],
  ['200,000 levels', `{"a":${nested(200_000)}}`],
  ['no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
  ['overlong UTF-8', Buffer.from([0x7b, 0x22, 0xc0, 0x80, 0x22, 0x3a, 0x31, 0x7d])],
  ['NUL', '\0'],
  ['50,000 unknown members', `{${Array.from({ length: 50_000 }, (_, i) => `"k${i}":1`).join(',')}}`],
];
/** Values that are wrong in nearly every place. */
export const WRONG: readonly unknown[] = [null, 5, -1.5, true, '', '\0', 'x'.repeat(600_000), [], [[]], {}, { $ne: 1 }, [null]];
