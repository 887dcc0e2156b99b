import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import type { Causes } from './explaining/causes.js';
import type { ExplainedDecision } from './explaining/explained-decision.js';
import { factsRead } from './explaining/facts-read.js';
import { lineAt, linesAt, placeOfRule } from './explaining/rule-place.js';
import { adviceFor, codeText, nextCommands, saysOf } from './explaining/next-steps.js';
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
  it('is told up to where its brackets are closed, and no further', () => {
    const at = (row: number, most = 16) => linesAt(modules, { file: 'policy.rego', row }, most);
    expect(at(3)).toStrictEqual(['default decision := {"rule": "none"}']);
    expect(at(5)).toStrictEqual([
      'decision := {',
      '    "rule": "read",',
      '} if {',
      '    input.tool in data.read',
      '} else := {"rule": "made-of-parts"} if input.odd',
    ]);
    expect(at(5, 3)).toStrictEqual(['decision := {', '    "rule": "read",', '…']);
    const odd = { 'p.rego': 'x := "{[(" if { # }\n\ty == `{`\n}\n\nz := 1\n' };
    expect(linesAt(odd, { file: 'p.rego', row: 1 }, 9)).toStrictEqual(['x := "{[(" if { # }', '    y == `{`', '}']);
    expect(linesAt({}, { file: 'p.rego', row: 1 }, 9)).toStrictEqual([]);
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

describe('what is said and advised', () => {
  const decision = { code: 'KILL_SWITCH', rule: 'writ.kill-switch.tool', agent: 'a-1', tool: 'pay\u001b', sessionId: 's-1' };
  const of = (more: object) => ({ ...decision, ...more }) as ExplainedDecision;
  it('names what was stopped', () => {
    for (const [more, says] of [
      [{}, 'A person killed the tool pay\ufffd.'],
      [{ rule: 'writ.kill-switch.agent' }, 'A person killed the agent a-1.'],
      [{ rule: 'writ.kill-switch.global' }, 'A person killed everything.'],
      [{ code: 'PAUSED', rule: 'writ.pause.session' }, 'A person paused the session s-1.'],
      [{ code: 'PAUSED', rule: 'writ.pause.tenant' }, 'A person paused the whole tenant.'],
      [{ rule: 'writ.kill-switch.__proto__' }, codeText('KILL_SWITCH')?.says],
      [{ code: 'POLICY_DENIED', rule: 'x.tool' }, codeText('POLICY_DENIED')?.says],
    ] as const)
      expect(saysOf(of(more))).toBe(says);
  });
  it('goes by what became of the request for approval since then', () => {
    const advice = (state: string) => adviceFor(of({ code: 'APPROVAL_REQUIRED' }), { approval: { state } as Causes['approval'] });
    expect(advice('pending')).toBe(codeText('APPROVAL_REQUIRED')?.next);
    for (const state of ['approved', 'denied', 'used', 'withdrawn', 'expired', 'superseded'])
      expectThat(state, advice(state)).not.toBe(codeText('APPROVAL_REQUIRED')?.next);
    expect(advice('used')).toMatch(/^The approval was used .*: ask for the call again/);
    expect(advice('constructor')).toBe(codeText('APPROVAL_REQUIRED')?.next);
    expect(adviceFor(of({}), { control: null })).toMatch(/^Ask again/);
  });
  it('says of an exception that it takes a second person', () => {
    const [command] = nextCommands(of({ code: 'POLICY_DENIED', rule: 'no', policy: null, verdict: 'DENY' }), {});
    expect(command).toMatch(/exceptions request --rule no .* # somebody else has to agree before it lets anything pass$/);
  });
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
