import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUILTINS } from './builtin-table.js';
import { capabilities } from './capabilities.js';

const FORBIDDEN = /^(http\.send|time\.now_ns|rand\.|uuid\.rfc4122|net\.lookup|opa\.runtime)/;

test('declares every built-in the engine has', () => {
  const declared = new Set(capabilities.document().builtins.map((builtin) => builtin.name));
  assert.deepEqual(
    [...BUILTINS.keys()].filter((name) => !declared.has(name)),
    [],
  );
});

test('declares nothing that reaches out or differs between runs', () => {
  const { builtins, allow_net } = capabilities.document();
  assert.deepEqual(
    builtins.filter((builtin) => FORBIDDEN.test(builtin.name)),
    [],
  );
  assert.deepEqual(allow_net, []);
});

test('reads operators, relations, tuples and objects from a signature', () => {
  const byName = new Map(capabilities.document().builtins.map((builtin) => [builtin.name, builtin]));
  assert.deepEqual(byName.get('plus'), {
    name: 'plus',
    infix: '+',
    decl: { type: 'function', args: [{ type: 'number' }, { type: 'number' }], result: { type: 'number' } },
  });
  assert.deepEqual(byName.get('object.keys')?.decl.args, [
    { type: 'object', dynamic: { key: { type: 'any' }, value: { type: 'any' } } },
  ]);
});
