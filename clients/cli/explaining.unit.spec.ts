import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { factsRead } from './explaining/facts-read.js';
import { lineAt, placeOfRule } from './explaining/rule-place.js';
import { codeText } from './explaining/next-steps.js';
import { momentText } from './showing/moments.js';
import { whoIn } from './showing/people.js';
import { shellWord } from './showing/shell-word.js';
import { startedAs } from './started-as.js';

const REGO = `package writ

default decision := {"rule": "none"}

decision := {
	"rule": "read",
} if {
	input.tool in data.read
} else := {"rule": "made-of-parts"} if input.odd

decision := named("x") if input.x

named(part) := {"rule": concat("-", [part, "rule"])}
`;

describe('where a rule is written', () => {
  const modules = { 'policy.rego': REGO, 'other.rego': 'package other\n\nx := "twice"\ny := "twice"\n' };
  const fired = (...rows: number[]) => ({
    fired: rows.map((row) => ({ rule: 'data.writ.decision', file: 'policy.rego', row })),
    failed: [],
  });

  it('is the definition that fired and names it, however many lines it has', () => {
    expect(placeOfRule('read', fired(3, 5), modules)?.row).toBe(5);
    expect(placeOfRule('none', fired(3), modules)?.row).toBe(3);
  });
  it('is the only place that names it, else the only definition that fired, else unknown', () => {
    expect(placeOfRule('made-of-parts', fired(), modules)).toStrictEqual({ file: 'policy.rego', row: 9 });
    expect(placeOfRule('x-rule', fired(11), modules)?.row).toBe(11);
    expect(placeOfRule('x-rule', fired(11, 13), modules)).toBeUndefined();
    expect(placeOfRule('twice', fired(), modules)).toBeUndefined();
    expect(placeOfRule('gone', fired(3), {})?.row).toBe(3);
  });
  it('has a line to show, where the text is known', () => {
    expect(lineAt(modules, { file: 'policy.rego', row: 8 })).toBe('input.tool in data.read');
    for (const at of [
      { file: 'policy.rego', row: 99 },
      { file: '__proto__', row: 1 },
    ])
      expect(lineAt(modules, at)).toBe('');
  });
});

it('what was read is told as a policy writes it, with what was there', () => {
  const input = { tool: 'pay', arguments: { 'a b': [1, { c: 'x'.repeat(200) }] } };
  const reads = {
    input: [['tool'], ['arguments', 'a b', '0'], ['arguments', 'a b', '1'], ['gone']],
    data: [['most'], ['__proto__']],
    missing: { input: [['gone']], data: [] },
  };
  const told = factsRead(reads, input, undefined);
  expect(told.map((line) => line.slice(0, 40).trimEnd())).toStrictEqual([
    'input.tool  "pay"',
    'input.arguments["a b"][0]  1',
    `input.arguments["a b"][1]  {"c":"xxxxxxx`,
    'input.gone  (not there)',
    'data.most',
    'data.__proto__',
  ]);
  expect(factsRead(reads, input, { most: 5 })[4]).toBe('data.most  5');
});

it('names stand beside ids where the server tells them', () => {
  expect(whoIn({ setBy: 'op-1', setByName: 'Ada\u001b' }, 'setBy')).toBe('Ada\ufffd (op-1)');
  for (const name of [undefined, null, '', 7, 'op-1']) expect(whoIn({ setBy: 'op-1', setByName: name }, 'setBy')).toBe('op-1');
  for (const id of [undefined, null, '', 7]) expect(whoIn({ setBy: id }, 'setBy')).toBeUndefined();
});

it('times are to the second', () => {
  expect(momentText('2026-01-02T03:04:05.678901Z')).toBe('2026-01-02 03:04:05Z');
  expect(momentText('2026-01-02T03:04:05+01:00')).toBe('2026-01-02 03:04:05+01:00');
  expect(momentText('soon\u001b')).toBe('soon\ufffd');
});

it('what is shown to be copied stays one word of a shell', () => {
  for (const text of ['refund', 'a.b:c/d@1', 'x=1,2+3%-_']) expect(shellWord(text)).toBe(text);
  expect(shellWord("it's; rm -rf $HOME `x`\n")).toBe(`'it'\\''s; rm -rf $HOME \`x\`\ufffd'`);
  expect(shellWord('')).toBe("''");
});

it('every code has a text, and one of a later server none', () => {
  expect(codeText('KILL_SWITCH')?.next).toMatch(/restore/);
  for (const code of ['NEW_CODE', '__proto__', 'constructor']) expect(codeText(code)).toBeUndefined();
});

it('is started again as it was', () => {
  for (const [script, env, expected] of [
    ['/usr/local/bin/writ', {}, 'writ'],
    ['/usr/lib/node_modules/writ/bin/writ.mjs', { npm_command: 'run-script' }, 'writ'],
    ['/home/node/x/clients/cli/bin/writ.mjs', {}, 'npx writ'],
    [String.raw`C:\x\clients\cli\bin\writ.mjs`, {}, 'npx writ'],
    ['/home/node/x/node_modules/.bin/writ', {}, 'npx writ'],
    ['/usr/local/bin/writ', { npm_command: 'exec' }, 'npx writ'],
    [undefined, {}, 'writ'],
  ] as const)
    expectThat(String(script), startedAs(script, env)).toBe(expected);
});
