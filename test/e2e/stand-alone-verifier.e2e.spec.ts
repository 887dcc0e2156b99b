import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { judgementOf, resultLines, verifyExport } from '#libs/evidence';
import { sampleExport, sampleLedger } from '#libs/evidence/testing';
import { expectThat, skipWhen } from '#libs/testing';
import { Chromium, withoutChromium } from '#test/support/chromium';
import { eventually } from '#test/support/conditions';
import { otherNode } from '#test/support/other-nodes';
import { RunningWrit } from '#test/support/running-writ';
import { ranIn, type Ran } from '../../clients/cli/testing/captured-run.js';
import { shown } from '../../clients/contract/shown-text.js';
import { inChunks, mutatedExports, type MutatedExport } from '../../clients/verifier/testing/mutated-exports.js';

const ledger = sampleLedger(40);
const whole = sampleExport(ledger).join('');
const chainAt = (position: number) => ledger[position - 1]?.chain ?? '';

/** Contents of a file, and what is said beside its name. */
const CASES: Readonly<Record<string, readonly [content: string | Buffer, ...args: string[]]>> = {
  'good.ndjson': [whole],
  'good with a head.ndjson': [whole, '--head', `12:${chainAt(12)}`],
  'range.ndjson': [sampleExport(ledger, 7, 20).join('')],
  'nothing in a range.ndjson': [sampleExport(ledger, 7, 6).join('')],
  'as a document.ndjson': [whole, '--json'],
  'altered.ndjson': [whole.replace('ALLOW', 'DENY!')],
  'altered, as a document.ndjson': [whole.replace('ALLOW', 'DENY!'), '--json'],
  'cut.ndjson': [sampleExport(ledger, 1, 30).join(''), '--head', `40:${chainAt(40)}`],
  'another.ndjson': [whole, '--head', `30:${chainAt(29)}`],
  'later.ndjson': [sampleExport(ledger, 20, 30).join(''), '--head', `5:${chainAt(5)}`],
  'steering.ndjson': [sampleExport(sampleLedger(2, { tenant: 'a\u001b[2J\u202e' })).join('')],
  'packed.gz': [gzipSync(whole)],
  empty: [''],
};

const BUILT = 'dist/bundles/verifier/';
const PROGRAM = readFileSync(`${BUILT}writ-verify.mjs`);
const PAGE = readFileSync(`${BUILT}verify.html`, 'utf8');
const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
const nodes = { 'the oldest Node that is told of': otherNode(20), 'this Node': process.execPath };

describe('the verifier in one file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'writ-alone-'));
  beforeAll(() => {
    writeFileSync(join(folder, 'writ-verify.mjs'), PROGRAM);
    for (const [name, [content]] of Object.entries(CASES)) writeFileSync(join(folder, name), content);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const alone = (node: string, ...args: string[]) =>
    new Promise<Ran>((done) => {
      execFile(node, ['writ-verify.mjs', ...args], { cwd: folder, env: {} }, (error, stdout, stderr) =>
        done({ status: error ? Number(error.code) : 0, stdout, stderr }),
      );
    });

  for (const [title, node = ''] of Object.entries(nodes)) {
    skipWhen(node === '' && 'there is no Node 20', it)(`says on ${title} what writ verify says`, async () => {
      for (const [name, [, ...args]] of Object.entries(CASES)) {
        const { status, stdout } = await ranIn(folder, ['verify', name, ...args]);
        expectThat(name, await alone(node, name, ...args)).toStrictEqual({ status, stdout, stderr: '' });
      }
    });

    skipWhen(node === '' && 'there is no Node 20', it)(`could not verify on ${title} what it was not given`, async () => {
      for (const [args, says] of [
        [[], /^USAGE: which file/],
        [['a', 'b'], /^USAGE: one file/],
        [['good.ndjson', '--head', '1:2'], /^USAGE: --head is not POSITION:CHAIN/],
        [['good.ndjson', '--nope'], /^USAGE: .*--nope/],
        [['absent'], /^FILE_UNREADABLE: cannot read absent: ENOENT/],
        [['.'], /^FILE_UNREADABLE: cannot read \.: EISDIR/],
      ] as const) {
        const { status, stdout, stderr } = await alone(node, ...args);
        expectThat(stderr, [status, stdout, says.test(stderr)]).toStrictEqual([2, '', true]);
        const asJson = await alone(node, ...args, '--json');
        const { error } = JSON.parse(asJson.stdout) as { error: { code: string; detail: string } };
        expect([asJson.status, asJson.stderr, says.test(`${error.code}: ${error.detail}`)]).toStrictEqual([2, '', true]);
      }
      expect((await alone(node, '--help')).status).toBe(0);
    });
  }

  it('needs nothing but what is in Node', () => {
    const imported = [...PROGRAM.toString().matchAll(/\bfrom "([^"]+)"|\bimport\(([^)]*)\)/g)].map(([, name]) => name);
    expect(imported.filter((name) => !name?.startsWith('node:'))).toStrictEqual([]);
    expect(PROGRAM.toString()).not.toMatch(/require\(|fetch\(|node:(net|http|child)/);
  });
});

describe('a server', () => {
  let writ: RunningWrit;
  beforeAll(async () => {
    writ = await RunningWrit.start({ worker: false });
  });
  afterAll(() => writ.close());

  it('gives both to anybody, as they were built and as their digests are told', async () => {
    const page = await fetch(`${writ.url}/verify`);
    const program = await fetch(`${writ.url}/verify/writ-verify.mjs`);
    expect([await page.text(), Buffer.from(await program.arrayBuffer())]).toStrictEqual([PAGE, PROGRAM]);
    const told = readFileSync('docs/reference/verifier.md', 'utf8');
    for (const [answer, digest] of [
      [page, sha256(PAGE)],
      [program, sha256(PROGRAM)],
    ] as const) {
      expect(told).toContain(digest);
      expect(answer.headers.get('etag')).toBe(`"${digest}"`);
      for (const known of [`"${digest}"`, `"x", W/"${digest}"`, '*'])
        expectThat(known, (await fetch(answer.url, { headers: { 'if-none-match': known } })).status).toBe(304);
      expect((await fetch(answer.url, { headers: { 'if-none-match': '"x"' } })).status).toBe(200);
    }
    expect(program.headers.get('content-disposition')).toBe('attachment; filename="writ-verify.mjs"');
    expect(program.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect((await fetch(`${writ.url}/verify/verify.html`)).status).toBe(404);
  });

  it('gives a page in which nothing runs but its own script, and which can reach nothing', async () => {
    const { headers } = await fetch(`${writ.url}/verify`);
    const policy = (headers.get('content-security-policy') ?? '').split('; ');
    expect(policy.map((part) => part.replace(/'sha256-[^']{44}'/, 'DIGEST'))).toStrictEqual([
      "default-src 'none'",
      'script-src DIGEST',
      'style-src DIGEST',
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "frame-ancestors 'none'",
    ]);
    expect(PAGE).toContain(`content="${policy.slice(0, -1).join('; ')}"`);
    expect(PAGE).not.toMatch(/<(?:script|link|img)[^>]*(?:src|href)="(?!data:,")|\bfetch\(|XMLHttpRequest|WebSocket/);
  });

  skipWhen(withoutChromium, describe)('in a browser', () => {
    let browser: Chromium;
    beforeAll(async () => {
      browser = await Chromium.start();
      await browser.open(`${writ.url}/verify`);
      await eventually('the page is there', () => browser.evaluate<boolean>(`!!document.getElementById('file')`));
    });
    afterAll(() => browser.close());

    /** What the page says of each, as if a person had chosen it: whether it is good, and the lines. */
    const saidOf = (exports: readonly MutatedExport[]) => {
      const given = exports.map(({ bytes, head }) => ({
        bytes: Buffer.from(bytes).toString('base64'),
        head: head ? `${head.position}:${head.chain}` : '',
      }));
      return browser.evaluate<{ how: string; lines: string[] }[]>(`(async () => {
        const on = (id) => document.getElementById(id);
        const said = [];
        for (const { bytes, head } of ${JSON.stringify(given)}) {
          const files = new DataTransfer();
          files.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], 'x'));
          on('head').value = head;
          on('file').files = files.files;
          on('file').dispatchEvent(new Event('change'));
          while (on('told').className === 'busy') await new Promise((done) => setTimeout(done));
          said.push({ how: on('told').className, lines: [on('told'), ...on('more').children].map((each) => each.textContent) });
        }
        return said;
      })()`);
    };

    it('the page says what writ verify says', async () => {
      const exports = fc.sample(mutatedExports, { numRuns: 150, seed: 12 });
      const said = await saidOf(exports);
      for (const [n, { bytes, head }] of exports.entries()) {
        const result = await verifyExport(inChunks(bytes, 1000), head ? { head } : {});
        const lines = resultLines('x', result).map(shown);
        expectThat(lines[0] ?? '', said[n]).toStrictEqual({ how: judgementOf(result), lines });
      }
      expect(new Set(said.map(({ how }) => how)).size).toBe(3);
    });

    it('takes a file that is dropped on it, shows how far it is, stops when told to, and sends nothing', async () => {
      const events = 2_000;
      const many = sampleExport(sampleLedger(events, { streams: 50 })).join('');
      await browser.evaluate(`globalThis.many = new File([${JSON.stringify(many)}], 'many.ndjson'); globalThis.drop = () => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(many);
        document.dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }));
      }`);
      // Told of the first progress before the page reads its next slice: the file has three.
      const busy = await browser.evaluate<[boolean, number]>(`new Promise((done) => {
        const on = (id) => document.getElementById(id);
        new MutationObserver((_, observer) => {
          if (on('progress').value === 0) return;
          observer.disconnect();
          const seen = [on('progress').checkVisibility(), on('progress').value];
          on('stop').click();
          done(seen);
        }).observe(on('events'), { childList: true });
        drop();
      })`);
      expect([busy[0], busy[1] > 0 && busy[1] < 1]).toStrictEqual([true, true]);
      expect(await browser.evaluate(`document.getElementById('told').textContent`)).toMatch(/^Stopped/);
      await browser.evaluate('drop()');
      const told = () => browser.evaluate<string>(`document.getElementById('told').textContent`);
      await eventually('it is verified', async () => (await told()).startsWith('good  many.ndjson'), 60_000);
      expect(await told()).toBe(`good  many.ndjson: tenant demo, positions 1 to ${events}, ${events} events`);
      expect(await browser.evaluate(`performance.getEntriesByType('resource').length`)).toBe(0);
      expect(browser.troubles).toStrictEqual([]);
    });
  });
});
