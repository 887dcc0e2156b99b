import { expect, test } from '@jest/globals';
import { BUILTINS } from './builtin-table.js';
import { capabilities } from './capabilities.js';

const FORBIDDEN = /^(http\.send|time\.now_ns|rand\.|uuid\.rfc4122|net\.lookup|opa\.runtime)/;

test('declares every built-in the engine has', () => {
  const declared = new Set(capabilities.document().builtins.map((builtin) => builtin.name));
  expect([...BUILTINS.keys()].filter((name) => !declared.has(name))).toStrictEqual([]);
});

test('declares nothing that reaches out or differs between runs', () => {
  const { builtins, allow_net } = capabilities.document();
  expect(builtins.filter((builtin) => FORBIDDEN.test(builtin.name))).toStrictEqual([]);
  expect(allow_net).toStrictEqual([]);
});

test('reads operators, relations, tuples and objects from a signature', () => {
  const byName = new Map(capabilities.document().builtins.map((builtin) => [builtin.name, builtin]));
  expect(byName.get('plus')).toStrictEqual({
    name: 'plus',
    infix: '+',
    decl: { type: 'function', args: [{ type: 'number' }, { type: 'number' }], result: { type: 'number' } },
  });
  expect(byName.get('object.keys')?.decl.args).toStrictEqual([
    { type: 'object', dynamic: { key: { type: 'any' }, value: { type: 'any' } } },
  ]);
});
