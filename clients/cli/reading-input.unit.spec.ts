import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { jsonObject, oneOf, trustedHead, wholeNumber } from './reading/arguments.js';
import { bySession, outcomeOf, type RecordedCall } from './reading/call-file.js';
import { EXIT_FAILED } from './exit.js';
import { isSameServer } from './session/local-credentials.js';

const usage = { code: 'USAGE', exit: EXIT_FAILED };

describe('option values', () => {
  it('are JSON objects', () => {
    assert.deepEqual(jsonObject('{"a":[1]}', '--arguments'), { a: [1] });
    for (const text of [
      '',
      '[]',
      'null',
      '1',
      '"x"',
      '{a:1}',
      '{"a":1e999}',
      '{"a":1,"a":1}',
      '{"a":NaN}',
      '{"a":-1e-400}',
      '{"a":9007199254740993}',
      '{"__proto__":1}',
      '\ufeff{}',
    ])
      assert.throws(() => jsonObject(text, '--arguments'), usage, text);
  });
  it('are whole numbers in a range', () => {
    assert.equal(wholeNumber('0', '--after', 0), 0);
    assert.equal(wholeNumber('9007199254740991', '--after', 0), Number.MAX_SAFE_INTEGER);
    for (const text of ['', '-1', '1.5', '1e3', '0x10', ' 1', '9007199254740992', '99999999999999999']) {
      assert.throws(() => wholeNumber(text, '--after', 0), usage, text);
    }
    assert.throws(() => wholeNumber('17', '--parallel', 1, 16), { message: '--parallel is not a whole number from 1 to 16' });
  });
  it('are trusted heads', () => {
    assert.deepEqual(trustedHead(`12:${'AB'.repeat(32)}`), { position: 12, chain: 'ab'.repeat(32) });
    for (const text of [
      '',
      '12',
      `12:${'ab'.repeat(31)}`,
      `x:${'ab'.repeat(32)}`,
      `12:${'gg'.repeat(32)}`,
      `1:2:${'ab'.repeat(32)}`,
    ]) {
      assert.throws(() => trustedHead(text), usage, text);
    }
  });
  it('are one of a list', () => {
    assert.equal(oneOf('tool', '--scope', ['tool', 'agent']), 'tool');
    assert.throws(() => oneOf('Tool', '--scope', ['tool', 'agent']), { message: '--scope is not one of tool, agent' });
  });
});

describe('a call file', () => {
  const line = (session: string, seq: number, more = {}): string =>
    JSON.stringify({ session, seq, tool: 't', arguments: {}, ...more });

  it('is grouped by session in order of appearance, and each session sorted by seq', async () => {
    const sessions = await bySession([line('b', 2), '', line('a', 1), line('b', 10), line('b', 1), '  ']);
    assert.deepEqual(
      [...sessions].map(([session, calls]) => [session, calls.map((call) => call.seq)]),
      [
        ['b', [1, 2, 10]],
        ['a', [1]],
      ],
    );
  });
  it('is refused by line', async () => {
    await assert.rejects(bySession([line('a', 1), '{']), { ...usage, message: /^line 2 is not JSON: .*; nothing was sent$/ });
    await assert.rejects(bySession([line('a', 1, { arguments: [] })]), { message: /^line 1 is not a recorded call: arguments/ });
    await assert.rejects(bySession(['{"session":"a","seq":"1"}']), { message: /^line 1 is not a recorded call: seq/ });
    await assert.rejects(bySession(['7']), { message: /^line 1 is not a recorded call: object/ });
    await assert.rejects(bySession([line('a', 1), line('b', 1), line('a', 1)]), {
      message: 'line 3: session a has two calls with seq 1, the other in line 1; nothing was sent',
    });
  });
  it('is refused with every line that readers would take differently', async () => {
    const lines = [
      line('a', 1),
      '{"session":"b","seq":1,"tool":"t","arguments":{"sum":1e999}}',
      '{"session":"c","seq":1,"tool":"t","tool":"u","arguments":{}}',
      '{"session":"d","seq":1,"tool":"t","arguments":{"n":[9007199254740993]}}',
      '{"session":"e","seq":1,"tool":"t","arguments":{"n":1e-400}}',
      '{"session":"f","seq":1,"tool":"t","arguments":{"n":"\\ud800"}}',
      Buffer.from('{"session":"caf\xe9","seq":1,"tool":"t","arguments":{}}', 'latin1'),
    ];
    await assert.rejects(bySession(lines), ({ message }: Error) => {
      assert.deepEqual(
        message
          .split('; ')
          .map((part) => /^line \d|^send it|^nothing/.exec(part)?.[0])
          .filter((part) => part !== 'send it'),
        ['line 2', 'line 3', 'line 4', 'line 5', 'line 6', 'line 7', 'nothing'],
      );
      return true;
    });
    await assert.rejects(bySession(Array.from({ length: 30 }, () => '{')), { message: /; and 10 more lines; nothing was sent$/ });
  });
  it('may come from any editor', async () => {
    const one = line('a', 1, { result: '\u2028' });
    for (const lines of [[`\ufeff${one}`], [`${one}\r`, '\r', ''], [Buffer.from(`\ufeff${one}\r`)]])
      assert.equal((await bySession(lines)).get('a')?.[0]?.result, '\u2028');
    await assert.rejects(bySession([one, `\ufeff${line('a', 2)}`]), {
      message: /^line 2 is not JSON: it begins with a byte order mark/,
    });
    await assert.rejects(bySession([Buffer.from(`\ufeff${one}`, 'utf16le')]), { message: /^line 1 is UTF-16: save it as UTF-8/ });
  });
  it('tells the outcome of a call from its result', () => {
    const call = (more: object): RecordedCall => ({ session: 's', seq: 1, tool: 't', arguments: {}, line: 1, ...more });
    assert.deepEqual(outcomeOf(call({ result: 'Error: no seats' })), { status: 'failed', error: 'Error: no seats' });
    assert.deepEqual(outcomeOf(call({ result: 'No Error' })), { status: 'succeeded', result: 'No Error' });
    assert.deepEqual(outcomeOf(call({ result: { ok: true } })), { status: 'succeeded', result: { ok: true } });
    assert.deepEqual(outcomeOf(call({ result: `Error${'\u{1f600}'.repeat(3000)}` })).error?.length, 4095);
    assert.match(outcomeOf(call({ result: `Error${'\u{1f600}'.repeat(3000)}` })).error ?? '', /^Error\u{1f600}+$/u);
    assert.deepEqual(outcomeOf(call({})), { status: 'unknown' });
  });
});

it('a secret goes to the very origin it is for', () => {
  assert.equal(isSameServer('http://127.0.0.1:7420/', 'http://127.0.0.1:7420'), true);
  const others = [
    'https://127.0.0.1:7420',
    'http://127.0.0.1:7421',
    'http://127.0.0.1.evil.test:7420',
    'http://x@evil.test:7420',
    'nonsense',
  ];
  for (const other of others) assert.equal(isSameServer('http://127.0.0.1:7420', other), false, other);
});
