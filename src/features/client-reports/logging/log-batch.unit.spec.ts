import { expect, it } from '@jest/globals';
import { parseJson } from '#libs/exact-json';
import { expectThat } from '#libs/testing';
import fc from 'fast-check';
import { BATCH_BOUNDS, entriesIn, UnreadEntry } from './log-batch.js';

const outcome = (text: string) =>
  entriesIn(Buffer.from(text)).then(
    (entries) => entries,
    (error: unknown) => String(error),
  );
/** What JSON.parse makes of it, when that is an array. */
const reference = (text: string): unknown[] | undefined => {
  try {
    const value: unknown = parseJson(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
};
async function assertSame(text: string): Promise<void> {
  const [wanted, found] = [reference(text), await outcome(text)];
  if (wanted) {
    expectThat(text, found.length).toBe(wanted.length);
    for (const [index, entry] of wanted.entries()) {
      const read = found[index];
      if (read instanceof UnreadEntry) expectThat(text, read.reason).toMatch(/twice|another one|__proto__|surrogate/);
      else expectThat(text, read).toStrictEqual(entry);
    }
  }
  if (!wanted) expectThat(text, String(found)).toMatch(/INVALID_INPUT/);
}

it('a batch is what JSON says it is', async () => {
  const list = fc.array(fc.jsonValue({ maxDepth: 4 }), { maxLength: 6 });
  const spaced = fc.record({ list, indent: fc.constantFrom('', ' ', '\t', '\r\n') });
  await fc.assert(
    fc.asyncProperty(spaced, ({ list: values, indent }) =>
      assertSame(`${indent}${JSON.stringify(values, null, indent)}${indent}`),
    ),
  );
});

it('anything else is refused, exactly when JSON.parse refuses it', async () => {
  // Texts made of what could mislead somebody who looks for the ends of entries.
  const piece = fc.constantFrom(
    '[',
    ']',
    '{',
    '}',
    ',',
    ':',
    '"',
    '\\',
    '\\"',
    '\\\\',
    ' ',
    '1',
    '-',
    'null',
    '"a"',
    '{"a":[1]}',
    '\n',
    '\0',
    'é',
  );
  const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
  await fc.assert(fc.asyncProperty(text, assertSame), { numRuns: 3_000 });
  await fc.assert(
    fc.asyncProperty(
      text.map((inner) => `[${inner}]`),
      assertSame,
    ),
    { numRuns: 3_000 },
  );
  const damaged = fc.tuple(fc.json({ maxDepth: 3 }), fc.nat(), piece).map(([json, place, other]) => {
    const whole = `[${json},${json}]`;
    const at = place % whole.length;
    return whole.slice(0, at) + other + whole.slice(at + 1);
  });
  await fc.assert(fc.asyncProperty(damaged, assertSame), { numRuns: 2_000 });
  for (const each of [
    '',
    '[',
    ']',
    '[]',
    '[ ]',
    '[,]',
    '[1,]',
    '[1]]',
    '[1}',
    '{}',
    '[]x',
    '"[]"',
    '[1 2]',
    '["]"]',
    '["\\\\"]',
    '["\\"]',
  ])
    await assertSame(each);
});

it('bytes that are no UTF-8 and batches of too many are refused', async () => {
  await expect(entriesIn(Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]))).rejects.toThrow(/INVALID_INPUT/);
  await expect(entriesIn(Buffer.from('[1,2,3]'), { ...BATCH_BOUNDS, entries: 2 })).rejects.toThrow(/REPORT_TOO_LARGE/);
  expect(await entriesIn(Buffer.from('[1,2]'), { ...BATCH_BOUNDS, entries: 2 })).toStrictEqual([1, 2]);
});

it('a large batch is read in turns', async () => {
  const bytes = Buffer.from(JSON.stringify(Array.from({ length: 50 }, () => 'x'.repeat(100_000))));
  let turns = 0;
  let goesOn = true;
  const tick = (): void => {
    turns += 1;
    if (goesOn) setImmediate(tick);
  };
  setImmediate(tick);
  expect(await entriesIn(bytes)).toHaveLength(50);
  goesOn = false;
  expectThat(`${turns} turns`, turns).toBeGreaterThanOrEqual(10);
});

const MEBIBYTE = 1_048_576;
const filled = (size: number, part: (index: number) => string): string => {
  const parts: string[] = [];
  for (let length = 0; length < size; length += (parts.at(-1) as string).length + 1) parts.push(part(parts.length));
  return parts.join(',');
};
const names = (size: number) => `{${filled(size, (i) => `"${i.toString(36)}":{"k${i.toString(36)}":0}`)}}`;
const nested = (size: number) => `${'['.repeat(size / 2)}${']'.repeat(size / 2)}`;

/** Milliseconds that this thread worked; what else the machine does is not in it. */
const worked = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
};

/** The most that was worked in one go while something went on, and what became of it. */
async function longestSlice(work: () => Promise<unknown>): Promise<[number, unknown]> {
  let [most, last, goesOn] = [0, worked(), true];
  const round = (): void => {
    const now = worked();
    [most, last] = [Math.max(most, now - last), now];
    if (goesOn) setImmediate(round);
  };
  setImmediate(round);
  const found = await work().catch(String);
  await new Promise((resolve) => setImmediate(resolve));
  goesOn = false;
  return [most, found];
}

it('what is costly to parse is not parsed, and what is read is read in short slices', async () => {
  const unread = 'not read';
  const cases: [string, unknown][] = [
    [`[${nested(15 * MEBIBYTE)},1]`, [unread, 1]],
    [`[${filled(15 * MEBIBYTE, () => `[${'[],'.repeat(12_000)}0]`)}]`, Array.from({ length: 437 }, () => unread)],
    [`[[${filled(15 * MEBIBYTE, () => '{}')}],2]`, [unread, 2]],
    [`["${'x'.repeat(3 * MEBIBYTE)}"]`, [unread]],
    [`[${filled(15 * MEBIBYTE, () => names(48_000))}]`, /REPORT_TOO_LARGE.*lists, objects, names and texts/],
    [' '.repeat(16 * MEBIBYTE), /INVALID_INPUT/],
    [`["${'\\\\'.repeat(8 * MEBIBYTE)}"]`, [unread]],
  ];
  for (const [text, wanted] of cases) {
    const bytes = Buffer.from(text);
    const read = () => entriesIn(bytes, { ...BATCH_BOUNDS, tokens: 20_000_000 * (wanted instanceof RegExp ? 0.05 : 1) });
    let [most, found] = await longestSlice(read);
    // On a busy machine the same work counts for more now and then; what is not cut into slices is long every time.
    for (let again = 0; again < 4 && most >= 60; again += 1) [most, found] = await longestSlice(read);
    if (wanted instanceof RegExp) expect(String(found)).toMatch(wanted);
    else expect((found as unknown[]).map((entry) => (entry instanceof UnreadEntry ? unread : entry))).toStrictEqual(wanted);
    // Parsing it in one go works for a second or more.
    expectThat(`${text.slice(0, 20)}…: ${Math.round(most)} ms in one go`, most).toBeLessThan(60);
  }
});

it('an entry beyond its bounds is not read, and the others are', async () => {
  const bounds = { ...BATCH_BOUNDS, entry: { depth: 2, tokens: 5, bytes: 40 } };
  const entries = await entriesIn(
    Buffer.from(`[[[1]],[[[1]]],["a","b","c","d"],["a","b","c","d","e"],"${'x'.repeat(39)}",{"a":"b"}]`),
    bounds,
  );
  const reasons = entries.map((entry) => (entry instanceof UnreadEntry ? entry.reason : undefined));
  expect(reasons.map((reason) => reason?.replace(/.*(deeper|parts|larger).*/, '$1'))).toStrictEqual([
    undefined,
    'deeper',
    undefined,
    'parts',
    'larger',
    undefined,
  ]);
});
