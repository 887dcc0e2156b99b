import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { entriesIn } from './log-batch.js';

const outcome = (text: string) =>
  entriesIn(Buffer.from(text), 1_000).then(
    (entries) => entries,
    (error: unknown) => String(error),
  );
/** What JSON.parse makes of it, when that is an array. */
const reference = (text: string): unknown[] | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
};
async function assertSame(text: string): Promise<void> {
  const [wanted, found] = [reference(text), await outcome(text)];
  if (wanted) assert.deepEqual(found, wanted, text);
  else assert.match(String(found), /INVALID_INPUT/, text);
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
  await assert.rejects(entriesIn(Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]), 10), /INVALID_INPUT/);
  await assert.rejects(entriesIn(Buffer.from('[1,2,3]'), 2), /REPORT_TOO_LARGE/);
  assert.deepEqual(await entriesIn(Buffer.from('[1,2]'), 2), [1, 2]);
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
  assert.equal((await entriesIn(bytes, 100)).length, 50);
  goesOn = false;
  assert.ok(turns >= 10, `${turns} turns`);
});
