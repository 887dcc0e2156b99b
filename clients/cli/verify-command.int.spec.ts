import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { gzipSync } from 'node:zlib';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { sampleExport, sampleLedger } from '#libs/evidence/testing';

const folder = mkdtempSync(join(tmpdir(), 'writ-verify-'));
after(() => rmSync(folder, { recursive: true }));

const ledger = sampleLedger(40);
const lines = sampleExport(ledger);
const chainAt = (position: number): string => ledger[position - 1]?.chain ?? assert.fail();

/** The real command, as `npx writ` starts it, away from the repository so that nothing local is picked up. */
function writ(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const env = { PATH: process.env['PATH'], HOME: folder };
  return spawnSync(process.execPath, [join(process.cwd(), 'clients/cli/bin/writ.mjs'), ...args], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
}

function file(name: string, content: string | Buffer): string {
  writeFileSync(join(folder, name), content);
  return name;
}

describe('writ verify', () => {
  it('exits 0 for a good export and says what that does not prove', () => {
    const { status, stdout, stderr } = writ('verify', file('good.ndjson', lines.join('')));
    assert.equal(status, 0);
    assert.deepEqual(stdout.split('\n').slice(0, 2), [
      'good  good.ndjson: tenant demo, positions 1 to 40, 40 events',
      `head  40:${chainAt(40)}`,
    ]);
    assert.match(stdout, /only --head can show/);
    assert.equal(stderr, '');
  });

  it('exits 1 for an altered byte and names line, position and reason', () => {
    const altered = lines.with(16, (lines[16] ?? '').replace('ALLOW', 'ALLOV'));
    const name = file('altered.ndjson', altered.join(''));
    const human = writ('verify', name);
    assert.equal(human.status, 1);
    assert.match(human.stdout, /^BAD {2}altered\.ndjson: line 17, position 17: digest-mismatch: /);
    const machine = writ('verify', name, '--json');
    assert.equal(machine.status, 1);
    const { detail, ...rest } = JSON.parse(machine.stdout) as Record<string, unknown>;
    assert.deepEqual(rest, { file: name, ok: false, line: 17, position: 17, reason: 'digest-mismatch' });
    assert.equal(typeof detail, 'string');
  });

  it('exits 1 when the file was cut, or is not the ledger of the trusted head', () => {
    const cut = file('cut.ndjson', sampleExport(ledger, 1, 30).join(''));
    assert.equal(writ('verify', cut).status, 0);
    assert.equal(writ('verify', cut, '--head', `30:${chainAt(30)}`).status, 0);
    assert.match(writ('verify', cut, '--head', `40:${chainAt(40)}`).stdout, /line 31, position 31: tail-cut/);
    const forked = writ('verify', cut, '--head', `30:${chainAt(29)}`);
    assert.equal(forked.status, 1);
    assert.match(forked.stdout, /line 30, position 30: forked/);
  });

  it('exits 1 for a file that was converted, and for two in one', () => {
    const whole = lines.join('');
    for (const [name, content, says] of [
      ['crlf', whole.replaceAll('\n', '\r\n'), /line 1, position 1: not-canonical: the line ends with CR LF/],
      ['marked', `\ufeff${whole}`, /line 1: not-json: the line begins with a byte order mark/],
      ['twice', whole + whole, /line 42, position 1: after-trailer: .*of several exports in one file verify each/],
      ['unfinished', whole.slice(0, -1), /line 41: truncated/],
      ['names', whole.replace(/("at":"[^"]*",)/, '$1$1'), /line 1, position 1: not-canonical/],
    ] as const) {
      const { status, stdout } = writ('verify', file(name, content));
      assert.deepEqual([status, says.test(stdout)], [1, true], stdout);
    }
  });

  it('exits 2 when there is nothing to judge', () => {
    assert.equal(writ('verify', 'absent.ndjson').status, 2);
    assert.match(writ('verify', '.').stderr, /^FILE_UNREADABLE: /);
    assert.match(writ('verify', file('other.json', '{"a":1}\n')).stdout, /^not verified {2}other\.json: line 1: not-an-export/);
    assert.equal(writ('verify', 'other.json').status, 2);
    for (const [name, content, says] of [
      ['empty', '', /^not verified {2}empty: line 1: trailer-missing: the file is empty/],
      ['blank', '\n\n', /line 1: not-an-export/],
      ['packed.gz', gzipSync(lines.join('')), /line 1: not-an-export: this is gzip/],
      ['wide', Buffer.from(`\ufeff${lines.join('')}`, 'utf16le'), /line 1: not-an-export: this is UTF-16/],
    ] as const) {
      const { status, stdout } = writ('verify', file(name, content));
      assert.deepEqual([status, says.test(stdout)], [2, true], stdout);
    }
    const later = file('later.ndjson', sampleExport(ledger, 20, 30).join(''));
    assert.equal(writ('verify', later, '--head', `5:${chainAt(5)}`).status, 2);
  });

  it('exits 2 for wrong usage, 0 for help', () => {
    for (const args of [
      ['verify'],
      ['verify', 'a', 'b'],
      ['verify', 'good.ndjson', '--head', 'x'],
      ['verify', '--nope', 'a'],
      ['nope'],
      [],
    ]) {
      assert.equal(writ(...args).status, 2, args.join(' '));
    }
    assert.equal(writ('--help').status, 0);
    assert.match(writ('verify', '--help').stdout, /--head <position:chain>/);
  });
});
