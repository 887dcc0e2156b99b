import { expect, test } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { PlanError, type Plan, compilePlan } from './index.js';
import type { Statement } from './compiling/plan.js';

/** A plan whose only entrypoint runs these statements and answers with local 2. */
function planOf(stmts: unknown[], extra: Partial<Plan['static']> = {}): Plan {
  const answer = [
    { type: 'MakeObjectStmt', stmt: { target: 90 } },
    {
      type: 'ObjectInsertStmt',
      stmt: { key: { type: 'string_index', value: 0 }, value: { type: 'local', value: 2 }, object: 90 },
    },
    { type: 'ResultSetAddStmt', stmt: { value: 90 } },
  ];
  return {
    static: { strings: [{ value: 'result' }, { value: '1' }], files: [], ...extra },
    plans: { plans: [{ name: 'x', blocks: [{ stmts: [...stmts, ...answer] as Statement[] }] }] },
    funcs: { funcs: [] },
  };
}

test('refuses statements, built-ins, operands and shapes it does not know', () => {
  const refused: unknown[][] = [
    [{ type: 'FutureStmt', stmt: {} }],
    [{ type: 'constructor', stmt: {} }],
    [{ type: 'CallStmt', stmt: { func: 'http.send', args: [], result: 2 } }],
    [{ type: 'CallStmt', stmt: { func: 'toString', args: [], result: 2 } }],
    [{ type: 'AssignVarStmt', stmt: { source: { type: 'future', value: 0 }, target: 2 } }],
    [{ type: 'AssignVarStmt', stmt: { source: { type: 'string_index', value: 9 }, target: 2 } }],
    [{ type: 'AssignVarStmt', stmt: { source: { type: 'local', value: '0;process.exit()' }, target: 2 } }],
    [{ type: 'AssignVarStmt', stmt: { source: { type: 'local', value: 0 }, target: -1 } }],
    [{ type: 'BreakStmt', stmt: { index: 7 } }],
    [{ type: 'MakeNumberIntStmt', stmt: { value: 'process.exit()', target: 2 } }],
    [{ type: 'AssignIntStmt', stmt: { value: 1.5, target: 2 } }],
    [{ type: 'MakeNumberRefStmt', stmt: { Index: 0, target: 2 } }],
  ];
  for (const stmts of refused) expectThat(JSON.stringify(stmts), () => compilePlan(planOf(stmts), {})).toThrow(PlanError);
  for (const shape of [null, 1, {}, { static: {}, plans: {} }, { static: {}, plans: { plans: [] }, funcs: { funcs: 1 } }]) {
    expectThat(JSON.stringify(shape), () => compilePlan(shape as unknown as Plan, {})).toThrow(PlanError);
  }
});

test('policy text never becomes code', () => {
  const hostile = '"];globalThis.hit=1;//\u2028`${globalThis.hit=1}`';
  const stmts = [{ type: 'AssignVarStmt', stmt: { source: { type: 'string_index', value: 1 }, target: 2 } }];
  const plan = planOf(stmts, { strings: [{ value: 'result' }, { value: hostile }], files: [{ value: hostile }] });
  expect(compilePlan(plan, {}).evaluate('x', {}).result).toBe(hostile);
  expect((globalThis as { hit?: number }).hit).toBeUndefined();
});

test('a built-in that is asked about what is no text cannot answer, at the same price everywhere', () => {
  for (const func of ['regex.match', 'startswith', 'endswith', 'contains']) {
    const args = [
      { type: 'string_index', value: 1 },
      { type: 'local', value: 0 },
    ];
    const plan = planOf([{ type: 'CallStmt', stmt: { func, args, result: 2 } }]);
    const [usual, strict] = [compilePlan(plan, {}), compilePlan(plan, {}, { strictBuiltinErrors: true })];
    expectThat(func, usual.evaluate('x', 'a 1').result).toBe(func === 'regex.match');
    expectThat(func, usual.evaluate('x', 1, { fuel: 454 }).result).toBeUndefined();
    expectThat(func, usual.evaluate('x', 1, { fuel: 454, reads: true }).result).toBeUndefined();
    expectThat(func, () => usual.evaluate('x', 1, { fuel: 453 })).toThrow('evaluation budget');
    expectThat(func, () => strict.evaluate('x', 1)).toThrow('operand 2 must be string but got number');
  }
});
