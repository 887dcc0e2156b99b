import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { findOpa } from '#libs/rego-compiler';
import { always, publishPolicy, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { Answer, WritClient } from '#test/support/writ-client';
import { PolicyToolProcesses } from './policy-tool-processes.js';
import { TESTED_MODULES } from '#test/support/review-circle';

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

beforeAll(async () => {
  const script = join(folder, 'opa');
  writeFileSync(script, remembering((await findOpa()).path));
  chmodSync(script, 0o755);
  writ = await RunningWrit.start({ worker: false, env: { OPA_BIN: script } });
  const owner = await writ.owner();
  acme = await writ.seedTenant(owner);
  other = await writ.seedTenant(owner);
  await publishPolicy(other.operator, 'gate', always('ALLOW'));
});
afterAll(async () => {
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
  beforeAll(() => acme.operator.post('/v1/policies', { id: 'gate', name: 'gate' }));

  it('compiles once: 5 runs of the compiler, one after another, all of them with low priority', async () => {
    // The first one of a process also asks the compiler for its version.
    expect((await add(acme.operator, 'gate')).status).toBe(201);
    writeFileSync(LOG, '');
    const { status, body } = await add(acme.operator, 'gate');
    expect([status, (body['quality'] as { score: number }).score]).toStrictEqual([201, 100]);
    console.info(`a revision starts ${begun().length} compilers`);
    expect(begun().map(([, , command]) => command)).toStrictEqual(['check', 'build', 'test', 'build', 'fmt']);
    expect(mostAtOnce()).toBe(1);
    for (const [, pid, command, nice] of begun())
      expectThat(`${command} ${pid} runs with nice ${nice}`, Number(nice)).toBeGreaterThanOrEqual(10);
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
      expect((await other.agent.decide(`s-${decided}`, 'pay')).verdict).toBe('ALLOW');
      mostProcesses = Math.max(mostProcesses, processes.alive);
      if (pending > 0) decided += 1;
    }
    const answers = await Promise.all(adding);
    expectThat(
      answers.map(({ body }) => body['code']).join(),
      answers.map(({ status }) => status),
    ).toStrictEqual(Array(MANY).fill(201));
    const revisions = answers.map(({ body }) => body['revision'] as number).toSorted((a, b) => a - b);
    const first = revisions[0] as number;
    expect(revisions).toStrictEqual(Array.from({ length: MANY }, (_, n) => first + n));
    expect(await others).toBe(201);
    expectThat('tenants take turns', pendingWhenOthersWas).toBeGreaterThan(0);
    expectThat('calls were decided meanwhile', decided).toBeGreaterThan(0);
    expectThat('one process of the tools', mostProcesses).toBe(1);
    expectThat(
      `${mostAtOnce()} compilers at once over two APIs, of which the first run asks for the version`,
      mostAtOnce(),
    ).toBeLessThanOrEqual(4);
  });
});
