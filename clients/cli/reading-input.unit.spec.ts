import { describe, expect, it } from '@jest/globals';
import { expectThat, rejectionOf } from '#libs/testing';
import { jsonObject, oneOf, trustedHead, wholeNumber } from './reading/arguments.js';
import { bySession, outcomeOf, type RecordedCall } from './reading/call-file.js';
import { EXIT_FAILED } from './exit.js';
import { isSameServer } from './session/local-credentials.js';

const usage = { code: 'USAGE', exit: EXIT_FAILED };

describe('option values', () => {
  it('are JSON objects', () => {
    expect(jsonObject('{"a":[1]}', '--arguments')).toStrictEqual({ a: [1] });
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
      expectThat(text, () => jsonObject(text, '--arguments')).toThrow(expect.objectContaining(usage));
  });
  it('are whole numbers in a range', () => {
    expect(wholeNumber('0', '--after', 0)).toBe(0);
    expect(wholeNumber('9007199254740991', '--after', 0)).toBe(Number.MAX_SAFE_INTEGER);
    for (const text of ['', '-1', '1.5', '1e3', '0x10', ' 1', '9007199254740992', '99999999999999999']) {
      expectThat(text, () => wholeNumber(text, '--after', 0)).toThrow(expect.objectContaining(usage));
    }
    expect(() => wholeNumber('17', '--parallel', 1, 16)).toThrow(
      expect.objectContaining({ message: '--parallel is not a whole number from 1 to 16' }),
    );
  });
  it('are trusted heads', () => {
    expect(trustedHead(`12:${'AB'.repeat(32)}`)).toStrictEqual({ position: 12, chain: 'ab'.repeat(32) });
    for (const text of [
      '',
      '12',
      `12:${'ab'.repeat(31)}`,
      `x:${'ab'.repeat(32)}`,
      `12:${'gg'.repeat(32)}`,
      `1:2:${'ab'.repeat(32)}`,
    ]) {
      expectThat(text, () => trustedHead(text)).toThrow(expect.objectContaining(usage));
    }
  });
  it('are one of a list', () => {
    expect(oneOf('tool', '--scope', ['tool', 'agent'])).toBe('tool');
    expect(() => oneOf('Tool', '--scope', ['tool', 'agent'])).toThrow(
      expect.objectContaining({ message: '--scope is not one of tool, agent' }),
    );
  });
});

describe('a call file', () => {
  const line = (session: string, seq: number, more = {}): string =>
    JSON.stringify({ session, seq, tool: 't', arguments: {}, ...more });

  it('is grouped by session in order of appearance, and each session sorted by seq', async () => {
    const sessions = await bySession([line('b', 2), '', line('a', 1), line('b', 10), line('b', 1), '  ']);
    expect([...sessions].map(([session, calls]) => [session, calls.map((call) => call.seq)])).toStrictEqual([
      ['b', [1, 2, 10]],
      ['a', [1]],
    ]);
  });
  it('is refused by line', async () => {
    await expect(bySession([line('a', 1), '{'])).rejects.toEqual(
      expect.objectContaining({ ...usage, message: expect.stringMatching(/^line 2 is not JSON: .*; nothing was sent$/) }),
    );
    await expect(bySession([line('a', 1, { arguments: [] })])).rejects.toMatchObject({
      message: expect.stringMatching(/^line 1 is not a recorded call: arguments/),
    });
    await expect(bySession(['{"session":"a","seq":"1"}'])).rejects.toMatchObject({
      message: expect.stringMatching(/^line 1 is not a recorded call: seq/),
    });
    await expect(bySession(['7'])).rejects.toMatchObject({
      message: expect.stringMatching(/^line 1 is not a recorded call: object/),
    });
    await expect(bySession([line('a', 1), line('b', 1), line('a', 1)])).rejects.toMatchObject({
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
    const { message } = (await rejectionOf(bySession(lines))) as Error;
    expect(
      message
        .split('; ')
        .map((part) => /^line \d|^send it|^nothing/.exec(part)?.[0])
        .filter((part) => part !== 'send it'),
    ).toStrictEqual(['line 2', 'line 3', 'line 4', 'line 5', 'line 6', 'line 7', 'nothing']);
    await expect(bySession(Array.from({ length: 30 }, () => '{'))).rejects.toMatchObject({
      message: expect.stringMatching(/; and 10 more lines; nothing was sent$/),
    });
  });
  it('may come from any editor', async () => {
    const one = line('a', 1, { result: '\u2028' });
    for (const lines of [[`\ufeff${one}`], [`${one}\r`, '\r', ''], [Buffer.from(`\ufeff${one}\r`)]])
      expect((await bySession(lines)).get('a')?.[0]?.result).toBe('\u2028');
    await expect(bySession([one, `\ufeff${line('a', 2)}`])).rejects.toMatchObject({
      message: expect.stringMatching(/^line 2 is not JSON: it begins with a byte order mark/),
    });
    await expect(bySession([Buffer.from(`\ufeff${one}`, 'utf16le')])).rejects.toMatchObject({
      message: expect.stringMatching(/^line 1 is UTF-16: save it as UTF-8/),
    });
  });
  it('tells the outcome of a call from its result', () => {
    const call = (more: object): RecordedCall => ({ session: 's', seq: 1, tool: 't', arguments: {}, line: 1, ...more });
    expect(outcomeOf(call({ result: 'Error: no seats' }))).toStrictEqual({ status: 'failed', error: 'Error: no seats' });
    expect(outcomeOf(call({ result: 'No Error' }))).toStrictEqual({ status: 'succeeded', result: 'No Error' });
    expect(outcomeOf(call({ result: { ok: true } }))).toStrictEqual({ status: 'succeeded', result: { ok: true } });
    expect(outcomeOf(call({ result: `Error${'\u{1f600}'.repeat(3000)}` })).error?.length).toStrictEqual(4095);
    expect(outcomeOf(call({ result: `Error${'\u{1f600}'.repeat(3000)}` })).error ?? '').toMatch(/^Error\u{1f600}+$/u);
    expect(outcomeOf(call({}))).toStrictEqual({ status: 'unknown' });
  });
});

it('a secret goes to the very origin it is for', () => {
  expect(isSameServer('http://127.0.0.1:7420/', 'http://127.0.0.1:7420')).toBe(true);
  const others = [
    'https://127.0.0.1:7420',
    'http://127.0.0.1:7421',
    'http://127.0.0.1.evil.test:7420',
    'http://x@evil.test:7420',
    'nonsense',
  ];
  for (const other of others) expectThat(other, isSameServer('http://127.0.0.1:7420', other)).toBe(false);
});
