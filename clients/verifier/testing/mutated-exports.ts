import fc from 'fast-check';
import type { EventEnvelope, RecordedEvent } from '#libs/event-sourcing';
import { canonicalEnvelope, chainOf, digestOf, exportLine, exportTrailer, type TrustedHead } from '#libs/evidence';
import { sampleExport, sampleLedger } from '#libs/evidence/testing';

/** An export that somebody did something to, or nothing, and the head it is held against. */
export interface MutatedExport {
  readonly bytes: Uint8Array;
  readonly head: TrustedHead | undefined;
}

const LEDGERS: readonly RecordedEvent[][] = [
  sampleLedger(12),
  sampleLedger(9, { streams: 1, tenant: 'åcme\u202e"' }),
  sampleLedger(6, { data: (n) => ({ ['__proto__']: n, '\u0000\u2028é😀': [null, true, 1e300, -0.5, ''], deep: [[[[{}]]]] }) }),
  sampleLedger(8, { alter: altered({ at: '2025-01-01T00:00:00.000000Z' }) }),
  sampleLedger(8, { alter: altered({ revision: 7 }) }),
  sampleLedger(8, { alter: altered({ tenant: 'other' }) }),
];

function altered(change: Partial<EventEnvelope>): (event: EventEnvelope, n: number) => EventEnvelope {
  return (event, n) => (n === 4 ? { ...event, ...change } : event);
}

type Mutation = (lines: readonly string[], at: number, how: number) => readonly string[];

const place = (list: readonly unknown[] | string, at: number): number => (list.length === 0 ? 0 : at % list.length);
const edited = (lines: readonly string[], at: number, edit: (line: string) => string): string[] => {
  const where = place(lines, at);
  return lines.map((line, n) => (n === where ? edit(line) : line));
};

/** What stands instead of a value somewhere in a line. */
const VALUES = [
  'null',
  '0',
  '-1',
  '1.0',
  '1e3',
  '9007199254740993',
  '""',
  '"\\ud800"',
  '"\\u0041"',
  '{}',
  '[1,]',
  '"x":1',
  '{"b":1,"a":1}',
];
/** What stands at one place, in the way or instead of what stands there. */
const PIECES = [
  '\n',
  '\r\n',
  ' ',
  '\ufeff',
  '\0',
  '"',
  '\\',
  '{',
  '}',
  ',',
  '[[[',
  'é',
  '\u{10ffff}',
  '{"trailer":',
  '"digest":"',
];

const MUTATIONS: readonly Mutation[] = [
  (lines, at) => lines.toSpliced(place(lines, at), 1),
  (lines, at) => lines.toSpliced(place(lines, at), 0, lines[place(lines, at)] ?? ''),
  (lines, at, how) => lines.toSpliced(place(lines, at), 0, lines[place(lines, how)] ?? ''),
  (lines, at, how) => edited(lines, at, () => lines[place(lines, how)] ?? ''),
  (lines, at, how) => edited(lines, at, (line) => line.slice(0, place(line, how))),
  (lines, at, how) => edited(lines, at, (line) => line.slice(0, place(line, how)) + line.slice(place(line, how) + 1)),
  (lines, at, how) =>
    edited(
      lines,
      at,
      (line) => line.slice(0, place(line, how)) + (PIECES[place(PIECES, how)] ?? '') + line.slice(place(line, how)),
    ),
  (lines, at, how) =>
    edited(lines, at, (line) => replaced(line, /"[^"]*"(?!:)|\d+|null/g, how, () => VALUES[place(VALUES, at)] ?? '')),
  (lines, at, how) =>
    edited(lines, at, (line) => replaced(line, /\d/g, how, (digit) => String((Number(digit) + 1 + (at % 8)) % 10))),
  (lines, at, how) => edited(lines, at, (line) => replaced(line, /"[a-zA-Z]+":/g, how, () => '"odd":')),
  (lines, at, how) =>
    edited(lines, at, (line) => replaced(line, /,"[a-zA-Z]+":("[^"]*"|\d+|null)/g, how, (member) => member + member)),
  (lines, at) => edited(lines, at, (line) => `${'['.repeat(300)}${line}`),
  (lines) => lines.map((line) => line.replace('\n', '\r\n')),
  (lines) => [...lines, ...lines],
  (lines) => lines.slice(0, -1),
  (lines, at, how) => forged(lines, at, how),
];

function replaced(line: string, what: RegExp, how: number, by: (found: string) => string): string {
  const found = [...line.matchAll(what)];
  const match = found[place(found, how)];
  return match ? line.slice(0, match.index) + by(match[0]) + line.slice(match.index + match[0].length) : line;
}

/** Somebody who knows the format alters an event and writes some of what follows anew: digest, chain, later chains, trailer. */
function forged(lines: readonly string[], at: number, how: number): readonly string[] {
  try {
    const events = lines.slice(0, -1).map((line) => JSON.parse(line) as RecordedEvent);
    const from = place(events, at);
    let previous = events[from - 1]?.chain ?? '0'.repeat(64);
    const written = events.map((event, n) => {
      if (n < from || (n > from && how % 3 === 0)) return exportLine(event);
      const changed = n === from ? { ...event, data: { verdict: 'ALLOW', how } } : event;
      const digest = digestOf(canonicalEnvelope(changed));
      previous = how % 5 === 0 ? event.chain : chainOf(previous, digest);
      return exportLine({ ...changed, digest, chain: previous });
    });
    const { trailer } = JSON.parse(lines.at(-1) ?? '') as { trailer: Parameters<typeof exportTrailer>[0] };
    return [...written, how % 2 === 0 ? exportTrailer({ ...trailer, chain: previous }) : (lines.at(-1) ?? '')];
  } catch {
    return lines;
  }
}

/** A byte that is another one, or that comes in between: the rest stays well-formed text, this may not. */
function withByte(bytes: Uint8Array, { at, byte, isAdded }: { at: number; byte: number; isAdded: boolean }): Uint8Array {
  if (bytes.length === 0) return bytes;
  const where = at % bytes.length;
  return Buffer.concat([bytes.subarray(0, where), Buffer.of(byte), bytes.subarray(isAdded ? where : where + 1)]);
}

const natural = fc.nat({ max: 1_000_000 });

export const mutatedExports: fc.Arbitrary<MutatedExport> = fc
  .record({
    ledger: fc.constantFrom(...LEDGERS),
    from: natural,
    size: natural,
    mutations: fc.array(fc.record({ which: fc.constantFrom(...MUTATIONS), at: natural, how: natural }), { maxLength: 3 }),
    byte: fc.oneof(
      { weight: 4, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.record({ at: natural, byte: fc.integer({ min: 0, max: 255 }), isAdded: fc.boolean() }) },
    ),
    head: fc.option(fc.record({ position: natural, isRight: fc.boolean() }), { freq: 1 }),
  })
  .map(({ ledger, from, size, mutations, byte, head }) => {
    const first = 1 + (from % ledger.length);
    // One less than the first is an empty range.
    const last = first - 1 + (size % (ledger.length - first + 2));
    const whole: readonly string[] = sampleExport(ledger, first, last);
    const lines = mutations.reduce((before, { which, at, how }) => which(before, at, how), whole);
    const bytes = Buffer.from(lines.join(''));
    const position = (head?.position ?? 0) % (ledger.length + 2);
    const chain = head?.isRight === false ? digestOf('another') : (ledger[position - 1]?.chain ?? '0'.repeat(64));
    return { bytes: byte ? withByte(bytes, byte) : bytes, head: head ? { position, chain } : undefined };
  });

/** In pieces of this many bytes, as a file or a network gives them. */
export async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
