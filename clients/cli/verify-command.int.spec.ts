import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { gzipSync } from 'node:zlib';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { sampleExport, sampleLedger } from '#libs/evidence/testing';
import { ranIn, startedIn } from './testing/captured-run.js';

const folder = mkdtempSync(join(tmpdir(), 'writ-verify-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ledger = sampleLedger(40);
const lines = sampleExport(ledger);
const chainAt = (position: number): string => ledger[position - 1]?.chain ?? assert.fail();

/** Away from the repository, so that nothing local is picked up. */
const writ = (...args: string[]) => ranIn(folder, args);

function file(name: string, content: string | Buffer): string {
  writeFileSync(join(folder, name), content);
  return name;
}

describe('writ verify', () => {
  it('exits 0 for a good export and says what that does not prove', async () => {
    const { status, stdout, stderr } = await startedIn(folder, ['verify', file('good.ndjson', lines.join(''))]);
    expect(status).toBe(0);
    expect(stdout.split('\n').slice(0, 2)).toStrictEqual([
      'good  good.ndjson: tenant demo, positions 1 to 40, 40 events',
      `head  40:${chainAt(40)}`,
    ]);
    expect(stdout).toMatch(/only --head can show/);
    expect(stderr).toBe('');
  });

  it('exits 1 for an altered byte and names line, position and reason', async () => {
    const altered = lines.with(16, (lines[16] ?? '').replace('ALLOW', 'ALLOV'));
    const name = file('altered.ndjson', altered.join(''));
    const human = await writ('verify', name);
    expect(human.status).toBe(1);
    expect(human.stdout).toMatch(/^BAD {2}altered\.ndjson: line 17, position 17: digest-mismatch: /);
    const machine = await writ('verify', name, '--json');
    expect(machine.status).toBe(1);
    const { detail, ...rest } = JSON.parse(machine.stdout) as Record<string, unknown>;
    expect(rest).toStrictEqual({ file: name, ok: false, line: 17, position: 17, reason: 'digest-mismatch' });
    expect(typeof detail).toBe('string');
  });

  it('exits 1 when the file was cut, or is not the ledger of the trusted head', async () => {
    const cut = file('cut.ndjson', sampleExport(ledger, 1, 30).join(''));
    expect((await writ('verify', cut)).status).toBe(0);
    expect((await writ('verify', cut, '--head', `30:${chainAt(30)}`)).status).toBe(0);
    expect((await writ('verify', cut, '--head', `40:${chainAt(40)}`)).stdout).toMatch(/line 31, position 31: tail-cut/);
    const forked = await writ('verify', cut, '--head', `30:${chainAt(29)}`);
    expect(forked.status).toBe(1);
    expect(forked.stdout).toMatch(/line 30, position 30: forked/);
  });

  it('exits 1 for a file that was converted, and for two in one', async () => {
    const whole = lines.join('');
    for (const [name, content, says] of [
      ['crlf', whole.replaceAll('\n', '\r\n'), /line 1, position 1: not-canonical: the line ends with CR LF/],
      ['marked', `\ufeff${whole}`, /line 1: not-json: the line begins with a byte order mark/],
      ['twice', whole + whole, /line 42, position 1: after-trailer: .*of several exports in one file verify each/],
      ['unfinished', whole.slice(0, -1), /line 41: truncated/],
      ['names', whole.replace(/("at":"[^"]*",)/, '$1$1'), /line 1, position 1: not-canonical/],
    ] as const) {
      const { status, stdout } = await writ('verify', file(name, content));
      expectThat(stdout, [status, says.test(stdout)]).toStrictEqual([1, true]);
    }
  });

  it('exits 2 when there is nothing to judge', async () => {
    expect((await writ('verify', 'absent.ndjson')).status).toBe(2);
    expect((await writ('verify', '.')).stderr).toMatch(/^FILE_UNREADABLE: /);
    expect((await writ('verify', file('other.json', '{"a":1}\n'))).stdout).toMatch(
      /^not verified {2}other\.json: line 1: not-an-export/,
    );
    expect((await writ('verify', 'other.json')).status).toBe(2);
    for (const [name, content, says] of [
      ['empty', '', /^not verified {2}empty: line 1: trailer-missing: the file is empty/],
      ['blank', '\n\n', /line 1: not-an-export/],
      ['packed.gz', gzipSync(lines.join('')), /line 1: not-an-export: this is gzip/],
      ['wide', Buffer.from(`\ufeff${lines.join('')}`, 'utf16le'), /line 1: not-an-export: this is UTF-16/],
    ] as const) {
      const { status, stdout } = await writ('verify', file(name, content));
      expectThat(stdout, [status, says.test(stdout)]).toStrictEqual([2, true]);
    }
    const later = file('later.ndjson', sampleExport(ledger, 20, 30).join(''));
    expect((await writ('verify', later, '--head', `5:${chainAt(5)}`)).status).toBe(2);
  });

  it('exits 2 for wrong usage, 0 for help', async () => {
    for (const args of [
      ['verify'],
      ['verify', 'a', 'b'],
      ['verify', 'good.ndjson', '--head', 'x'],
      ['verify', '--nope', 'a'],
      ['nope'],
      [],
    ]) {
      expectThat(args.join(' '), (await writ(...args)).status).toBe(2);
    }
    expect((await writ('--help')).status).toBe(0);
    expect((await writ('verify', '--help')).stdout).toMatch(/--head <position:chain>/);
  });
});
