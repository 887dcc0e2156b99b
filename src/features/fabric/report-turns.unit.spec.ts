import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ReportTurns } from './report-turns.js';

/** Work that ends when the test says so. */
function held(limits: { atOnce: number; waiting: number; waitingPerTenant: number }) {
  const turns = new ReportTurns(() => limits);
  const started: string[] = [];
  const finish = new Map<string, (error?: Error) => void>();
  const run = (tenant: string, name: string): Promise<string> =>
    turns.run(tenant, () => {
      started.push(name);
      return new Promise((resolve, reject) => finish.set(name, (error) => (error ? reject(error) : resolve(name))));
    });
  const end = async (name: string, error?: Error): Promise<void> => {
    finish.get(name)?.(error);
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  return { run, started, end };
}

it('only so many reports are opened at once, and tenants take turns', async () => {
  const { run, started, end } = held({ atOnce: 2, waiting: 10, waitingPerTenant: 10 });
  const all = ['a1', 'a2', 'a3', 'a4', 'a5', 'b1', 'c1', 'b2'].map((name) => run(name.slice(0, 1), name));
  assert.deepEqual(started, ['a1', 'a2']);
  for (const name of ['a1', 'a2', 'a3', 'b1', 'c1', 'a4', 'b2', 'a5']) await end(name);
  assert.deepEqual(started, ['a1', 'a2', 'a3', 'b1', 'c1', 'a4', 'b2', 'a5']);
  assert.deepEqual(await Promise.all(all), ['a1', 'a2', 'a3', 'a4', 'a5', 'b1', 'c1', 'b2']);
});

it('a report that fails makes room, too', async () => {
  const { run, started, end } = held({ atOnce: 1, waiting: 1, waitingPerTenant: 1 });
  const failing = run('a', 'a1');
  const next = run('a', 'a2');
  const rejected = assert.rejects(failing, /broken/);
  await end('a1', new Error('broken'));
  await rejected;
  assert.deepEqual(started, ['a1', 'a2']);
  await end('a2');
  assert.equal(await next, 'a2');
  const after = run('a', 'a3');
  await end('a3');
  assert.equal(await after, 'a3');
});

it('too many that wait are refused, of one tenant or of all', async () => {
  const { run, end } = held({ atOnce: 1, waiting: 3, waitingPerTenant: 2 });
  const kept = [run('a', 'a1'), run('a', 'a2'), run('a', 'a3')];
  await assert.rejects(run('a', 'a4'), /OVERLOADED/);
  kept.push(run('b', 'b1'));
  await assert.rejects(run('c', 'c1'), /OVERLOADED/);
  for (const name of ['a1', 'a2', 'b1', 'a3']) await end(name);
  assert.deepEqual(await Promise.all(kept), ['a1', 'a2', 'a3', 'b1']);
});
