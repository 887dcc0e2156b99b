import assert from 'node:assert/strict';
import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import type { EventEnvelope } from '#libs/event-sourcing';
import {
  exportLine,
  exportTrailer,
  GENESIS_CHAIN,
  type VerificationReason,
  verifyExport,
  type VerifyOptions,
} from '#libs/evidence';
import { sampleExport, sampleLedger } from '#libs/evidence/testing';

const ledger = sampleLedger(9);
const chainAt = (position: number): string => ledger[position - 1]?.chain ?? GENESIS_CHAIN;
const other = sampleLedger(9, { data: (n) => ({ other: n }) });

describe('a good export', () => {
  it('verifies whole, in any range, and empty', async () => {
    for (const [from, to] of [
      [1, 9],
      [1, 1],
      [4, 9],
      [4, 4],
      [3, 6],
      [1, 0],
      [5, 4],
    ] as const) {
      const result = await verify(sampleExport(ledger, from, to));
      expect(result).toStrictEqual({
        ok: true,
        tenant: 'demo',
        from,
        to,
        count: to - from + 1,
        chain: chainAt(to),
        anchoredTo: null,
      });
    }
  });

  it('verifies against a trusted head inside it, at its end, or just before it', async () => {
    for (const position of [3, 4, 6, 8]) {
      const result = await verify(sampleExport(ledger, 4, 8), { head: { position, chain: chainAt(position) } });
      expect(result).toStrictEqual({
        ok: true,
        tenant: 'demo',
        from: 4,
        to: 8,
        count: 5,
        chain: chainAt(8),
        anchoredTo: position,
      });
    }
  });

  it('may hold any characters, and names that mean something to JavaScript', async () => {
    const odd = sampleLedger(2, {
      data: () => ({ ['__proto__']: 1, constructor: '\u0000\u2028é😀', '\n': [null, true, 1e300] }),
    });
    expect((await verify(sampleExport(odd))).ok).toBe(true);
  });

  it('reports progress', async () => {
    const seen: number[] = [];
    await verify(sampleExport(ledger), { onProgress: ({ events }) => seen.push(events) });
    expect(seen.at(-1)).toBe(9);
  });
});

describe('an export that was changed', () => {
  const lines = sampleExport(ledger);
  const without = (...gone: number[]): string[] => lines.filter((_, n) => !gone.includes(n + 1));
  const edit = (line: number, from: string | RegExp, to: string, source = lines): string[] =>
    source.map((text, n) => (n + 1 === line ? changed(text, from, to) : text));
  const cases: [what: string, lines: string[], line: number, reason: VerificationReason][] = [
    ['a field', edit(3, '"verdict":"ALLOW"', '"verdict":"DENY"'), 3, 'digest-mismatch'],
    ['an older schema', edit(3, '"schema":1', '"schema":2'), 3, 'digest-mismatch'],
    ['another digest', edit(3, /"digest":"../, '"digest":"zz'), 3, 'bad-field'],
    ['a swapped digest', edit(3, ledger[2]?.digest ?? '', ledger[3]?.digest ?? ''), 3, 'digest-mismatch'],
    ['a swapped chain', edit(3, chainAt(3), chainAt(4)), 3, 'chain-mismatch'],
    ['white space', edit(3, '"at":', '"at": '), 3, 'not-canonical'],
    ['white space at the end', edit(3, '\n', ' \n'), 3, 'not-canonical'],
    ['a carriage return', edit(3, '\n', '\r\n'), 3, 'not-canonical'],
    ['an empty line', edit(3, /^/, '\n'), 3, 'not-json'],
    ['a byte order mark', edit(1, /^/, '\ufeff'), 1, 'not-json'],
    ['key order', edit(3, /("position":\d+),("revision":\d+)/, '$2,$1'), 3, 'not-canonical'],
    ['a duplicate key', edit(3, '"schema":1', '"schema":1,"schema":1'), 3, 'not-canonical'],
    ['a duplicate key in data', edit(3, '"n":2', '"n":2,"n":2'), 3, 'not-canonical'],
    ['another spelling of a number', edit(3, '"price":1.5', '"price":1.50'), 3, 'not-canonical'],
    ['an extra field', edit(3, /^\{/, '{"a":1,'), 3, 'unknown-field'],
    ['an extra field of the actor', edit(3, '"kind":', '"k":1,"kind":'), 3, 'unknown-field'],
    ['an extra field of the trailer', edit(10, '"tenant":', '"t":1,"tenant":'), 10, 'unknown-field'],
    ['a missing field', edit(3, '"sealed":null,', ''), 3, 'missing-field'],
    ['a missing digest', edit(3, /"digest":"[0-9a-f]+",/, ''), 3, 'missing-field'],
    ['an impossible date', edit(3, '2026-01-02T', '2026-13-02T'), 3, 'bad-field'],
    ['a position of zero', edit(1, '"position":1', '"position":0'), 1, 'bad-field'],
    ['a position beyond 2^53', edit(3, '"position":3', '"position":9007199254740993'), 3, 'not-canonical'],
    ['an unknown kind of actor', edit(3, '"kind":"agent"', '"kind":"root"'), 3, 'bad-field'],
    ['too deep', edit(3, '"n":2', `"n":${'['.repeat(300)}${']'.repeat(300)}`), 3, 'too-deep'],
    ['head cut', without(1, 2), 1, 'head-cut'],
    ['everything cut', without(1, 2, 3, 4, 5, 6, 7, 8, 9), 1, 'head-cut'],
    ['tail cut', without(8, 9), 8, 'tail-cut'],
    ['trailer cut', without(10), 10, 'trailer-missing'],
    ['middle delete', without(4), 4, 'position-gap'],
    ['swap', [...lines.slice(0, 3), lines[4] ?? '', lines[3] ?? '', ...lines.slice(5)], 4, 'position-gap'],
    ['insert', [...lines.slice(0, 3), lines[2] ?? '', ...lines.slice(3)], 4, 'position-gap'],
    ['two trailers', [...lines, lines[9] ?? ''], 11, 'after-trailer'],
    ['events after the trailer', [...lines, lines[8] ?? ''], 11, 'after-trailer'],
    ['bytes after the trailer', [...lines, ' '], 11, 'after-trailer'],
    ['the last line break', edit(10, '\n', ''), 10, 'truncated'],
    ['another format', edit(10, 'writ-export/1', 'writ-export/2'), 10, 'not-canonical'],
    ['the trailer count', edit(10, '"count":9', '"count":8'), 10, 'trailer-mismatch'],
    ['the trailer tenant', edit(10, '"demo"', '"acme"'), 10, 'trailer-mismatch'],
    ['the trailer chain', edit(10, chainAt(9), chainAt(8)), 10, 'trailer-mismatch'],
    ['the chain before it', edit(10, GENESIS_CHAIN, chainAt(1)), 10, 'trailer-mismatch'],
    ['the end of another ledger', [...lines.slice(0, 5), ...sampleExport(other, 6)], 6, 'chain-mismatch'],
    ['a file of something else', ['{"session":"s","seq":1}\n'], 1, 'not-an-export'],
    ['an empty file', [], 1, 'trailer-missing'],
  ];
  for (const [what, changedLines, line, reason] of cases) {
    it(`${what}: line ${line}, ${reason}`, async () => expectFailure(changedLines, line, reason));
  }

  it('finds bytes that are not UTF-8 at their line, after judging the lines before it', async () => {
    const bytes = Buffer.from(lines.join(''));
    bytes[bytes.indexOf('"verdict"', lines.slice(0, 4).join('').length) + 3] = 0xff;
    const result = await verifyExport(once(bytes));
    expect({ ...result, detail: '' }).toStrictEqual({ ok: false, line: 5, reason: 'invalid-utf8', detail: '' });
    bytes[bytes.indexOf('"verdict"')] = 0x20;
    const earlier = await verifyExport(once(bytes));
    expect(!earlier.ok && earlier.line).toBe(1);
  });

  it('says not-an-export for binary files and too-long lines without the look of one', async () => {
    for (const bytes of [Buffer.from([0x1f, 0x8b, 0xff, 0x0a]), Buffer.alloc(5_000_000, 0x61), Buffer.from('hello')]) {
      const result = await verifyExport(once(bytes));
      expect(!result.ok && result.reason).toBe('not-an-export');
    }
  });

  it('tells the first chain value of a later range from the second', async () => {
    const part = sampleExport(ledger, 4, 9);
    await expectFailure(edit(1, chainAt(4), chainAt(1), part), 1, 'chain-mismatch');
    await expectFailure(edit(2, chainAt(5), chainAt(1), part), 2, 'chain-mismatch');
    await expectFailure(edit(7, chainAt(3), chainAt(1), part), 7, 'trailer-mismatch');
    await expectFailure(edit(1, chainAt(4), chainAt(1), sampleExport(ledger, 4, 4)), 1, 'chain-mismatch');
    await expectFailure(edit(2, chainAt(3), chainAt(1), sampleExport(ledger, 4, 4)), 2, 'trailer-mismatch');
    await expectFailure(edit(1, chainAt(4), chainAt(1), sampleExport(ledger, 4, 5)), 1, 'chain-mismatch');
    await expectFailure(edit(2, chainAt(5), chainAt(1), sampleExport(ledger, 4, 5)), 2, 'chain-mismatch');
  });
});

describe('a ledger whose writer broke the rules, every hash right', () => {
  const broken = (n: number, change: Partial<EventEnvelope>): string[] =>
    sampleExport(sampleLedger(9, { alter: (event, at) => (at === n ? { ...event, ...change } : event) }));

  it('is refused where time goes backwards', () =>
    expectFailure(broken(4, { at: '2025-01-01T00:00:00.000000Z' }), 5, 'time-backwards'));
  it('is refused where another tenant appears', () => expectFailure(broken(4, { tenant: 'acme' }), 5, 'wrong-tenant'));
  it('is refused where a stream skips a revision', () => expectFailure(broken(4, { revision: 2 }), 5, 'revision-gap'));
  it('is refused where a stream repeats a revision', () => expectFailure(broken(4, { revision: 0 }), 5, 'revision-gap'));
  it('is refused where a new stream does not start at 0', () =>
    expectFailure(broken(4, { stream: 'session/new' }), 5, 'revision-gap'));
  it('is refused where a position repeats', () => expectFailure(broken(4, { position: 4 }), 5, 'position-gap'));

  it('lets streams start anywhere in a later range, but not skip there', async () => {
    const skipping = sampleLedger(9, { alter: (event, at) => (at >= 6 ? { ...event, revision: event.revision + 1 } : event) });
    await expectFailure(sampleExport(skipping, 4, 9), 4, 'revision-gap');
  });
});

describe('a file rewritten as a whole', () => {
  const head = { position: 9, chain: chainAt(9) };

  it('is a fork of the trusted ledger, told at the trusted position', async () => {
    expectThat('without a head nothing can be known', (await verify(sampleExport(other))).ok).toBe(true);
    await expectFailure(sampleExport(other), 9, 'forked', { head });
    await expectFailure(sampleExport(other, 4, 9), 1, 'forked', { head: { position: 3, chain: chainAt(3) } });
  });

  it('is caught when it ends before the trusted head, or starts after it', async () => {
    await expectFailure(sampleExport(ledger, 1, 7), 8, 'tail-cut', { head });
    await expectFailure(sampleExport(ledger, 1, 0), 1, 'tail-cut', { head });
    await expectFailure(sampleExport(ledger, 5, 9), 6, 'head-not-covered', { head: { position: 2, chain: chainAt(2) } });
  });

  it('cannot make up an empty range with a history of its own', async () => {
    const trailer = { tenant: 'demo', from: 1, to: 0, count: 0, previousChain: chainAt(1), chain: chainAt(1) };
    await expectFailure([exportTrailer(trailer)], 1, 'trailer-mismatch');
    await expectFailure([exportTrailer({ ...trailer, from: 2, to: 1, chain: chainAt(2) })], 1, 'trailer-mismatch');
  });
});

it('gives up on more streams than it may remember', async () => {
  await expectFailure(sampleExport(ledger), 3, 'too-many-streams', { maxStreams: 2 });
  expect((await verify(sampleExport(ledger), { maxStreams: 3 })).ok).toBe(true);
});

it('rejects when its source does', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(exportLine(ledger[0] ?? assert.fail()));
    throw new Error('disk gone');
  }
  await expect(verifyExport(broken())).rejects.toThrow(/disk gone/);
});

function changed(text: string, from: string | RegExp, to: string): string {
  const result = text.replace(from, to);
  expectThat(`nothing to change: ${String(from)}`, result).not.toBe(text);
  return result;
}

async function verify(lines: string[], options?: VerifyOptions): ReturnType<typeof verifyExport> {
  return verifyExport(once(Buffer.from(lines.join(''))), options);
}

async function expectFailure(lines: string[], line: number, reason: VerificationReason, options?: VerifyOptions): Promise<void> {
  const result = await verify(lines, options);
  expect(result.ok ? result : { line: result.line, reason: result.reason }).toStrictEqual({ line, reason });
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
