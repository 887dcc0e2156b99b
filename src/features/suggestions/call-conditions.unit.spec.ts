import { describe, expect, it } from '@jest/globals';
import { conditionsFor } from './writing/call-conditions.js';
import { unifiedDiff } from './writing/unified-diff.js';

const call = (given: object, agent = 'a') => ({ tool: 'pay', arguments: given, agent: { id: agent } }) as never;
const TOOL = 'input.tool == "pay"';

describe('conditions for calls', () => {
  it('name the tool alone where no other call of it is known, or nothing tells them apart', () => {
    expect(conditionsFor([call({ a: 1 })], [], [])).toStrictEqual([TOOL]);
    expect(conditionsFor([call({ a: 1 })], [call({ a: 1 })], [])).toStrictEqual([TOOL]);
    expect(conditionsFor([call({ a: [1] })], [call({ a: [2] })], [])).toStrictEqual([TOOL]);
  });

  it('name what the others have otherwise: a bound, values, an agent', () => {
    expect(conditionsFor([call({ a: 9 }), call({ a: 7 })], [call({ a: 5 })], [])).toStrictEqual([TOOL, 'input.arguments.a > 5']);
    expect(conditionsFor([call({ a: 'x' })], [call({ a: 'y' })], [])).toStrictEqual([TOOL, 'input.arguments.a == "x"']);
    expect(conditionsFor([call({ 'a b': { c: 1 } }), call({ 'a b': { c: 2 } })], [call({ 'a b': { c: 3 } })], [])).toStrictEqual([
      TOOL,
      'input.arguments["a b"].c in {1, 2}',
    ]);
    expect(conditionsFor([call({}, 'b')], [call({}, 'c')], [])).toStrictEqual([TOOL, 'input.agent.id == "b"']);
    const many = Array.from({ length: 6 }, (_, n) => call({ a: `${n}` }));
    expect(conditionsFor(many, [call({ a: 'y' })], [])).toStrictEqual([TOOL]);
  });

  it('name what was looked for and is not there, where the others have it', () => {
    const missing = ['input.arguments.amount', 'input.other[0]'];
    const guard = 'object.get(input, ["arguments","amount"], null) == null';
    expect(conditionsFor([call({})], [call({ amount: 1 })], missing)).toStrictEqual([TOOL, guard]);
    expect(conditionsFor([call({})], [call({})], missing)).toStrictEqual([TOOL]);
  });
});

describe('a diff', () => {
  it('tells what was removed and added, with what stands around it', () => {
    const rows = Array.from({ length: 12 }, (_, n) => `row ${n + 1}`);
    const before = `${rows.join('\n')}\n`;
    const after = before.replace('row 2\n', '').replace('row 11\n', 'row 11\nnew\n');
    expect(unifiedDiff('p.rego', before, before)).toBe('');
    expect(unifiedDiff('p.rego', before, after)).toBe(
      [
        '--- a/p.rego',
        '+++ b/p.rego',
        '@@ -1,5 +1,4 @@',
        ' row 1',
        '-row 2',
        ' row 3',
        ' row 4',
        ' row 5',
        '@@ -9,4 +8,5 @@',
        ' row 9',
        ' row 10',
        ' row 11',
        '+new',
        ' row 12',
        '',
      ].join('\n'),
    );
  });
});
