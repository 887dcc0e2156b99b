import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { findOpa } from '#libs/rego-compiler';
import { always, publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { Answer, WritClient } from '#test/support/writ-client';
import { PolicyToolProcesses } from './policy-tool-processes.js';
import { TESTED_MODULES } from '../testing/review-circle.js';

const MANY = 50;
const folder = mkdtempSync(join(tmpdir(), 'writ-adding-revisions-'));
const LOG = join(folder, 'log');

/**
 * The compiler, which tells the log when it begins and ends, and with what priority. The same policy is compiled again and again
 * here: what it said the first time is said again at once, so that this spec is about who waits and not about how long.
 */
const remembering = (opa: string): string => `#!/bin/sh
said=${folder}/$1-$( (echo "$*"; cat ./*) | cksum | cut -d' ' -f1)
echo "begins $$ $1 $(cut -d' ' -f19 /proc/$$/stat)" >> ${LOG}
if [ -e $said.code ]; then
  [ "$1" = build ] && cp $said.bundle ../bundle.tar.gz
else
  ${opa} "$@" > $said.out
  code=$?
  [ "$1" = build ] && cp ../bundle.tar.gz $said.bundle
  echo $code > $said.code
fi
cat $said.out
echo "ends $$ $1" >> ${LOG}
exit $(cat $said.code)
`;

let writ: RunningWrit;
let acme: SeededTenant;
let other: SeededTenant;

before(async () => {
  const script = join(folder, 'opa');
  writeFileSync(script, remembering((await findOpa()).path));
  chmodSync(script, 0o755);
  writ = await RunningWrit.start({ worker: false, env: { OPA_BIN: script } });
  const owner = await writ.owner();
  acme = await writ.seedTenant(owner);
  other = await writ.seedTenant(owner);
  await publishPolicy(other.operator, 'gate', always('ALLOW'));
});
after(async () => {
  await writ.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => writeFileSync(LOG, ''));

const add = (by: WritClient, policy: string): Promise<Answer> =>
  by.send('POST', `/v1/policies/${policy}/revisions`, { modules: TESTED_MODULES, data: { answer: 'ALLOW' }, summary: 'why' });
const logged = (): string[][] =>
  readFileSync(LOG, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
const begun = (): string[][] => logged().filter(([event]) => event === 'begins');
/** Compilers at work at one moment, at most. */
function mostAtOnce(): number {
  let [now, most] = [0, 0];
  for (const [event] of logged()) most = Math.max(most, (now += event === 'begins' ? 1 : -1));
  return most;
}

describe('adding a revision', () => {
  before(() => acme.operator.post('/v1/policies', { id: 'gate', name: 'gate' }));

  it('compiles once: 5 runs of the compiler, one after another, all of them with low priority', async (test) => {
    // The first one of a process also asks the compiler for its version.
    assert.equal((await add(acme.operator, 'gate')).status, 201);
    writeFileSync(LOG, '');
    const { status, body } = await add(acme.operator, 'gate');
    assert.deepEqual([status, (body['quality'] as { score: number }).score], [201, 100]);
    test.diagnostic(`a revision starts ${begun().length} compilers`);
    assert.deepEqual(
      begun().map(([, , command]) => command),
      ['check', 'build', 'test', 'build', 'fmt'],
    );
    assert.equal(mostAtOnce(), 1);
    for (const [, pid, command, nice] of begun()) assert.ok(Number(nice) >= 10, `${command} ${pid} runs with nice ${nice}`);
  });

  it(`of ${MANY} at once succeeds for all, over two APIs, while another tenant's calls are decided and its revision is taken in`, async () => {
    const { processes } = writ.api.app.get(PolicyToolProcesses);
    const second = acme.operator.at((await writ.startSecondApi()).url);
    let pending = MANY;
    let mostProcesses = 0;
    const adding = Array.from({ length: MANY }, async (_, n) => {
      const answer = await add(n % 2 === 0 ? acme.operator : second, 'gate');
      pending -= 1;
      return answer;
    });
    let pendingWhenOthersWas = 0;
    const others = add(other.operator, 'gate').then(({ status }) => {
      pendingWhenOthersWas = pending;
      return status;
    });
    let decided = 0;
    while (pending > 0) {
      assert.equal((await other.agent.decide(`s-${decided}`, 'pay')).verdict, 'ALLOW');
      mostProcesses = Math.max(mostProcesses, processes.alive);
      if (pending > 0) decided += 1;
    }
    const answers = await Promise.all(adding);
    assert.deepEqual(
      answers.map(({ status }) => status),
      Array(MANY).fill(201),
      answers.map(({ body }) => body['code']).join(),
    );
    const revisions = answers.map(({ body }) => body['revision'] as number).toSorted((a, b) => a - b);
    const first = revisions[0] as number;
    assert.deepEqual(
      revisions,
      Array.from({ length: MANY }, (_, n) => first + n),
    );
    assert.equal(await others, 201);
    assert.ok(pendingWhenOthersWas > 0, 'tenants take turns');
    assert.ok(decided > 0, 'calls were decided meanwhile');
    assert.equal(mostProcesses, 1, 'one process of the tools');
    assert.ok(mostAtOnce() <= 4, `${mostAtOnce()} compilers at once over two APIs, of which the first run asks for the version`);
  });
});
