import { describe, expect, it } from '@jest/globals';
import { exportTrailer, GENESIS_CHAIN, verifyExport, type VerifyOptions } from '#libs/evidence';
import { sampleExport, sampleLedger } from '#libs/evidence/testing';

const ledger = sampleLedger(9);
const other = sampleLedger(9, { data: (n) => ({ other: n }) });
const chainAt = (position: number): string => ledger[position - 1]?.chain ?? GENESIS_CHAIN;
const lines = sampleExport(ledger);
const part = sampleExport(ledger, 4, 9);
const edit = (line: number, from: string | RegExp, to: string, source = lines): string[] =>
  source.map((text, n) => (n + 1 === line ? text.replace(from, to) : text));
const trailer = (change: object) =>
  exportTrailer({ tenant: 'demo', from: 1, to: 9, count: 9, previousChain: GENESIS_CHAIN, chain: chainAt(9), ...change });
const ending = (change: object, events = lines.slice(0, 9)) => [...events, trailer(change)];
const breaking = (change: object): string[] =>
  sampleExport(sampleLedger(9, { alter: (event, at) => (at === 4 ? { ...event, ...change } : event) }));

/** What is said of a file: its line, the position when it is known, the reason and the detail. */
async function said(file: readonly string[] | Uint8Array, options?: VerifyOptions): Promise<string> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield file instanceof Uint8Array ? file : Buffer.from(file.join(''));
  }
  const result = await verifyExport(chunks(), options);
  return result.ok ? 'good' : `${result.line} ${result.position ?? '-'} ${result.reason}: ${result.detail}`;
}

type Case = readonly [file: readonly string[] | Uint8Array, options?: VerifyOptions];
const bytesOf = (file: readonly string[]) => Buffer.from(file.join(''));
const spoilt = (line: number) => {
  const bytes = bytesOf(lines);
  bytes[lines.slice(0, line - 1).join('').length + 2] = 0xff;
  return bytes;
};

const CASES: Readonly<Record<string, Case>> = {
  '3 3 digest-mismatch: the event does not hash to its digest': [edit(3, '"verdict":"ALLOW"', '"verdict":"DENY"')],
  '3 3 chain-mismatch: the chain does not follow from the event before': [edit(3, chainAt(3), chainAt(4))],
  '11 9 after-trailer: an event follows the trailer; of several exports in one file verify each': [[...lines, lines[8] ?? '']],
  '11 - after-trailer: a second trailer': [[...lines, lines[9] ?? '']],
  '11 - after-trailer: bytes follow the trailer': [[...lines, ' ']],
  '11 - after-trailer: a line follows the trailer': [[...lines, '{"a":1}\n']],
  '5 5 wrong-tenant: the event is of another tenant': [breaking({ tenant: 'acme' })],
  '5 5 time-backwards: the event is older than the one before': [breaking({ at: '2025-01-01T00:00:00.000000Z' })],
  '5 5 revision-gap: expected revision 1 of the stream, found 2': [breaking({ revision: 2 })],
  '5 4 position-gap: expected position 5, found 4': [breaking({ position: 4 })],
  '4 5 position-gap: expected position 4, found 5': [[...lines.slice(0, 3), ...lines.slice(4)]],
  '10 10 trailer-missing: the file ends without its trailer line': [lines.slice(0, 9)],
  '1 - trailer-missing: the file is empty': [[]],
  '1 1 head-cut: events before the first line are missing': [lines.slice(1)],
  '8 8 tail-cut: events before the trailer are missing': [[...lines.slice(0, 7), lines[9] ?? '']],
  '10 - trailer-mismatch: count, from and to do not agree': [ending({ count: 8 })],
  '10 - trailer-mismatch: the trailer is of another tenant': [ending({ tenant: 'acme' })],
  '10 - trailer-mismatch: the trailer starts after the first event': [ending({ from: 2, count: 8 })],
  '10 - trailer-mismatch: the trailer ends before the last event': [ending({ to: 8, count: 8 })],
  "10 - trailer-mismatch: the trailer's chain is not that of the last event": [ending({ chain: chainAt(8) })],
  '10 - trailer-mismatch: a ledger starts from 64 zeros': [ending({ previousChain: chainAt(1) })],
  '7 - trailer-mismatch: previousChain does not lead to the first event': [edit(7, chainAt(3), chainAt(1), part)],
  '1 4 chain-mismatch: the chain does not lead to the next one': [edit(1, chainAt(4), chainAt(1), part)],
  '2 5 chain-mismatch: the chain does not follow from the event before': [edit(2, chainAt(5), chainAt(1), part)],
  '9 9 forked: the chain at this position is not the trusted one': [
    sampleExport(other),
    { head: { position: 9, chain: chainAt(9) } },
  ],
  '1 4 forked: the chain before the first event is not the trusted one': [
    sampleExport(other, 4, 9),
    { head: { position: 3, chain: chainAt(3) } },
  ],
  '8 8 tail-cut: the trusted head is at position 9': [sampleExport(ledger, 1, 7), { head: { position: 9, chain: chainAt(9) } }],
  '6 - head-not-covered: the file starts after the position to compare': [
    sampleExport(ledger, 5, 9),
    { head: { position: 2, chain: chainAt(2) } },
  ],
  '3 3 too-many-streams: more than 2 streams: verify smaller ranges': [lines, { maxStreams: 2 }],
  '3 - line-too-long: the line is longer than 4194304 bytes': [edit(3, '"n":2', `"n":"${'x'.repeat(5_000_000)}"`)],
  '10 - truncated: the line ends without a line break': [edit(10, '\n', '')],
  '1 - invalid-utf8: the line is not UTF-8': [spoilt(1)],
  '5 - invalid-utf8: the line is not UTF-8': [spoilt(5)],
  '1 - not-an-export: this is gzip, not the export itself: verify what it was made from': [Buffer.from([0x1f, 0x8b, 0xff, 0x0a])],
  '1 - not-an-export: this is zip, not the export itself: verify what it was made from': [Buffer.from('PK\u0003\u0004\n')],
  '1 - not-an-export: this is zstd, not the export itself: verify what it was made from': [
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x0a]),
  ],
  '1 - not-an-export: this is xz, not the export itself: verify what it was made from': [
    Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x0a]),
  ],
  '1 - not-an-export: this is bzip2, not the export itself: verify what it was made from': [Buffer.from('BZh9\n')],
  '1 - not-an-export: the first line is neither an event nor a trailer of a writ-export/1 file': [
    Buffer.from('hello\n', 'utf16le'),
  ],
  '1 - not-an-export: this is UTF-16, not the export itself: verify what it was made from': [Buffer.from([0xff, 0xfe, 0x0a])],
  '3 3 not-canonical: the line is not in its one canonical form: expected a string': [edit(3, '"at":', '"at": ')],
  '3 3 not-canonical: the line ends with CR LF: the file was converted, and is no longer the one that was written': [
    edit(3, '\n', '\r\n'),
  ],
  '3 - not-json: the line is not JSON': [edit(3, /^/, '\n')],
  '1 - not-json: the line begins with a byte order mark, which no export has': [edit(1, /^/, '\ufeff')],
  '3 3 not-canonical: the line is not in its one canonical form: expected ,"sealed":': [
    edit(3, '"schema":1', '"schema":1,"schema":1'),
  ],
  '3 3 unknown-field: unknown member "a"': [edit(3, /^\{/, '{"a":1,')],
  '3 3 unknown-field: unknown member "actor.k"': [edit(3, '"kind":', '"k":1,"kind":')],
  '10 - unknown-field: unknown member "trailer.t"': [edit(10, '"tenant":', '"t":1,"tenant":')],
  '3 3 missing-field: member "sealed" is missing': [edit(3, '"sealed":null,', '')],
  '3 3 missing-field: member "digest" is missing': [edit(3, /"digest":"[0-9a-f]+",/, '')],
  '3 3 bad-field: at is malformed': [edit(3, '2026-01-02T', '2026-13-02T')],
  '1 0 bad-field: positions start at 1': [edit(1, '"position":1', '"position":0')],
  '3 9007199254740992 not-canonical: the line is not in its one canonical form: expected a number in its shortest form': [
    edit(3, '"position":3', '"position":9007199254740993'),
  ],
  '3 3 bad-field: actor.kind is not agent, user or system': [edit(3, '"kind":"agent"', '"kind":"root"')],
  '3 - too-deep: nested deeper than 256': [edit(3, '"n":2', `"n":${'['.repeat(300)}${']'.repeat(300)}`)],
  '10 - not-canonical: the line is not in its one canonical form: expected ,"format":"writ-export/1","from":': [
    edit(10, 'writ-export/1', 'writ-export/2'),
  ],
  '3 3 not-canonical: the line is not in its one canonical form: expected a number in its shortest form': [
    edit(3, '"price":1.5', '"price":1.50'),
  ],
};

describe('what is said of an export that is not good', () => {
  for (const [words, [file, options]] of Object.entries(CASES))
    it(words, async () => expect(await said(file, options)).toBe(words));
});

it('only the first line tells that a file is no export at all, and it takes the whole of a mark to know another form', async () => {
  const none = '1 - not-an-export: the first line is neither an event nor a trailer of a writ-export/1 file';
  const utf16 = '1 - not-an-export: this is UTF-16, not the export itself: verify what it was made from';
  const first = lines[0] ?? '';
  const files: [string[] | Uint8Array, string][] = [
    [Buffer.from([0xfe, 0xff, 0x0a]), utf16],
    [Buffer.from('PX\n'), none],
    [Buffer.from([0xfe, 0x00, 0x0a]), none],
    [['garbage'], none],
    [[first.slice(0, -1)], '1 - truncated: the line ends without a line break'],
    [[...lines.slice(0, 3), 'garbage'], '4 - truncated: the line ends without a line break'],
    [Buffer.concat([bytesOf(lines.slice(0, 4)), Buffer.from([0xff, 0x0a])]), '5 - invalid-utf8: the line is not UTF-8'],
  ];
  for (const [file, words] of files) expect(await said(file)).toBe(words);
});

it('progress tells the bytes that were read so far', async () => {
  const seen: number[] = [];
  expect(await said(lines, { onProgress: ({ bytes }) => seen.push(bytes) })).toBe('good');
  expect(seen.at(-1)).toBe(bytesOf(lines).length);
});

it('nothing is said against members that are sealed, or that are the first of their kind', async () => {
  const sealed = sampleExport(sampleLedger(3, { alter: (event) => ({ ...event, sealed: { name: 'Zoë' }, trace: '00-a-b-01' }) }));
  expect(await said(sealed)).toBe('good');
});
