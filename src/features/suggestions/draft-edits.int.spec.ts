import { describe, expect, it } from '@jest/globals';
import assert from 'node:assert/strict';
import { expectThat } from '#libs/testing';
import { carryOut, type WorkingEdit } from './tasks/draft-edits.task.js';
import type { EditOrder } from './writing/edit-order.js';
import { monotonicMs } from '#libs/task-processes';

const ASKED = { verdict: 'REQUIRE_APPROVAL', rule: 'writes', reason: 'somebody is asked' };
const inputOf = (tool: string, given: object = {}) =>
  ({ tool, arguments: given, agent: { id: 'a' }, session: { id: 's' } }) as never;

async function edits(text: string, row: number | undefined, asked: Partial<EditOrder> = {}): Promise<WorkingEdit[]> {
  const order: EditOrder = {
    source: { modules: { 'p.rego': text }, tests: {}, data: {}, entrypoint: 'writ/decision' },
    tool: 'pay',
    fired: row === undefined ? [] : [{ rule: 'data.writ.decision', file: 'p.rego', row }],
    conditions: ['input.tool == "pay"'],
    recorded: ASKED,
    inputs: [inputOf('pay')],
    ...asked,
  };
  const outcome = await carryOut({ asked: order, inputSchema: {} } as never, { until: monotonicMs() + 60_000 } as never);
  assert(outcome.ok);
  return outcome.answer;
}
const strategiesOf = (found: readonly WorkingEdit[]) => found.map(({ strategy }) => strategy);

describe('edits of a candidate', () => {
  it('restore by a rule of its own, and narrow the rule that answered, however it is written', async () => {
    const anyTool = `default decision := {"verdict": "DENY", "rule": "no", "reason": "no rule"}\n`;
    const yes = `{"verdict": "ALLOW", "rule": "yes", "reason": "fine"}`;
    const no = `{"verdict": "DENY", "rule": "none", "reason": "none"}`;
    const written = {
      'without a body': `decision := ${yes}`,
      'with a body on one line': `decision := ${yes} if input.tool != "x"`,
      'with a block': `decision := ${yes} if {\n\tinput.tool != "x"\n}`,
      'with more behind it': `decision := ${yes} if input.tool == "pay"\n\nelse := ${yes} if input.tool == "x"\n\nelse := ${no}`,
      'with something else behind it': `decision := ${yes} if {\n\tinput.tool != "x"\n} else := ${yes} if input.tool == "x"`,
    };
    for (const [how, rule] of Object.entries(written)) {
      const text = `package writ\n\n${anyTool}\n${rule}\n`;
      const found = await edits(text, 5);
      // A rule for these calls alone would be dead if it were not for them.
      const strategies = how === 'with more behind it' ? ['restore'] : ['restore', 'narrow'];
      expectThat(how, strategiesOf(found)).toStrictEqual(strategies);
      expectThat(how, found[0]?.modules[found[0].testFile]).toContain('data.writ.decision.verdict == "REQUIRE_APPROVAL"');
    }
  });

  it('give the rule that answered what was recorded where it was for these calls alone, and leave no rule that never fires', async () => {
    const yes = `{"verdict": "ALLOW", "rule": "yes", "reason": "a = b"}`;
    const other = `decision := {"verdict": "DENY", "rule": "no", "reason": "no"} if input.tool != "pay"`;
    const written = {
      'one rule of its own': `decision := ${yes} if input.tool == "pay"`,
      'with a block': `decision := ${yes} if {\n\tinput.tool == "pay"\n}`,
      'spelled otherwise': `decision = ${yes} if input.tool == "pay"`,
      'with a value that is worked out': `decision := object.union(${yes}, {"reason": "fine"}) if input.tool == "pay"`,
    };
    for (const [how, rule] of Object.entries(written)) {
      const [restore, ...more] = await edits(`package writ\n\n${rule}\n\n${other}\n`, 3);
      expectThat(how, [restore?.strategy, strategiesOf(more)]).toStrictEqual(['restore', []]);
      const text = restore?.modules['p.rego'] ?? '';
      expectThat(how, text).toMatch(/^package writ\n\ndecision :?= \{"verdict": ?"REQUIRE_APPROVAL"[^\n]*\} if/);
      expectThat(how, text).not.toMatch(/suggested_|"ALLOW"/);
    }
  });

  it('are told as a diff, in the text as it is formatted', async () => {
    const text = 'package writ\n\ndecision := {"verdict": "ALLOW", "rule": "yes", "reason": "fine"}\n';
    const [restore] = await edits(text, 3);
    expect(restore?.diff).toBe(`--- a/p.rego
+++ b/p.rego
@@ -1,3 +1,10 @@
 package writ
 
-decision := {"verdict": "ALLOW", "rule": "yes", "reason": "fine"}
+decision := {"verdict": "ALLOW", "rule": "yes", "reason": "fine"} if not suggested_1
+
+# pay is ruled as it was before.
+suggested_1 if {
+	input.tool == "pay"
+}
+
+decision := {"verdict": "REQUIRE_APPROVAL", "rule": "writes", "reason": "somebody is asked"} if suggested_1
`);
  });

  it('give an answer where a candidate has none, as it looks for what is not there', async () => {
    const text = `package writ

decision := {"verdict": "ALLOW", "rule": "small", "reason": "small"} if input.arguments.amount < 100
`;
    const conditions = ['input.tool == "pay"', 'object.get(input, ["arguments","amount"], null) == null'];
    const recorded = { verdict: 'DENY', rule: 'amount', reason: 'which amount?' };
    const [restore, ...more] = await edits(text, undefined, { conditions, recorded });
    expect(more).toStrictEqual([]);
    expect(restore?.modules['p.rego']).toContain('object.get(input, ["arguments", "amount"], null) == null');
  });

  it('are none where the tests of the candidate would fail, or where nothing would be other than it is', async () => {
    const text = 'package writ\n\ndecision := {"verdict": "ALLOW", "rule": "yes", "reason": "fine"}\n';
    const test = 'package writ_test\n\ntest_pay if data.writ.decision.verdict == "ALLOW" with input as {"tool": "pay"}\n';
    const source = { modules: { 'p.rego': text }, tests: { 'own_test.rego': test }, data: {}, entrypoint: 'writ/decision' };
    expect(await edits(text, 3, { source })).toStrictEqual([]);
    const allowed = { verdict: 'ALLOW', rule: 'yes', reason: 'fine' };
    expect(await edits(text, 3, { recorded: allowed })).toStrictEqual([]);
    const parts = 'package writ\n\ndecision.verdict := "ALLOW"\n\ndecision.rule := "yes"\n\ndecision.reason := "fine"\n';
    expectThat('put together of parts', await edits(parts, 3)).toStrictEqual([]);
  });
});
