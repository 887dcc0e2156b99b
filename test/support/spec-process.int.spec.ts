import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { isRunning } from '#libs/process-lock';

interface SpecResult {
  readonly passed: number;
  readonly failures: readonly { readonly title: string; readonly error: string }[];
  readonly skipped: readonly { readonly title: string; readonly reason: string }[];
  readonly notes: readonly string[];
  readonly output: string;
}

const repository = new URL('../../../', import.meta.url);
const runner = (await import(new URL('scripts/lib/spec-process.mjs', repository).href)) as {
  runSpec(file: string, options: { env: NodeJS.ProcessEnv; timeoutMs: number }): Promise<SpecResult>;
};

function run(fixture: string, timeoutMs = 20_000): Promise<SpecResult> {
  const file = fileURLToPath(new URL(`test/support/fixtures/${fixture}.mjs`, repository));
  return runner.runSpec(file, { env: { NODE_TEST_CONTEXT: undefined }, timeoutMs });
}

const failureOfFile = (result: SpecResult): string => {
  assert.deepEqual(
    result.failures.map(({ title }) => title),
    ['the file itself'],
  );
  return result.failures[0]?.error ?? '';
};

// The files that never end are given time enough to start on a busy machine; they wait side by side.
describe('the test command', { concurrency: true }, () => {
  it('counts tests, not what holds them, and gives reasons', async () => {
    const result = await run('outcomes');
    assert.equal(result.passed, 2);
    assert.deepEqual(
      result.skipped.map(({ title, reason }) => [title, reason]),
      [['a suite › is skipped', 'for a reason']],
    );
    assert.deepEqual(
      result.failures.map(({ title }) => title),
      ['a suite › fails'],
    );
    assert.match(result.failures[0]?.error ?? '', /one is not two[^]*outcomes\.mjs/);
    assert.deepEqual(result.notes, ['12/13']);
  });

  it('fails a file that hangs, says what it was doing and ends what it started', async () => {
    const result = await run('hangs', 5_000);
    assert.match(failureOfFile(result), /did not finish within 5 s[^]*running: waits for ever[^]*Timeout/);
    const started = Number(/started (\d+)/.exec(result.output)?.[1]);
    for (const deadline = performance.now() + 10_000; isRunning(started); await delay(20)) {
      assert.ok(performance.now() < deadline, 'what the file started is still running');
    }
  });

  it('fails a file that never gives control back', async () => {
    assert.match(failureOfFile(await run('blocks', 5_000)), /did not finish within 5 s and was stopped \(it no longer reacted\)/);
  });

  it('fails a file that keeps its process alive after its tests', async () => {
    const result = await run('leaves', 5_000);
    assert.equal(result.passed, 1);
    assert.match(failureOfFile(result), /running: no test[^]*Timeout/);
  });

  it('fails a file that breaks before its first test', async () => {
    const result = await run('breaks');
    assert.match(failureOfFile(result), /exit code 1/);
    assert.match(result.output, /broken before the first test/);
  });

  it('fails a file that ends its process with success in the middle', async () => {
    assert.match(failureOfFile(await run('exits')), /exit code 0\) before its tests did/);
  });

  it('fails a file whose tests pass but leave an error behind', async () => {
    const result = await run('late');
    assert.equal(result.passed, 1);
    assert.match(failureOfFile(result), /failed outside its tests/);
    assert.match(result.notes.join(), /after the end/);
  });
});
