import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { expectThat, seededChoices } from '#libs/testing';
import { fc, it } from '@fast-check/jest';
import { assertWholePublications } from '#features/policies/testing/whole-publications';
import { assertLedgerIsSound } from '#libs/event-sourcing/testing';
import { addRevision, always, RunningWrit, type ApiProcess, type SeededTenant } from '#test/support/running-writ';
import { checkAcknowledged, checkDecisions } from '#test/support/race-history';
import type { Decision, WritClient } from '#test/support/writ-client';

const CALLERS = 32;
const CALLS_EACH = 40;
const SESSIONS = 6;
const TOOLS = ['pay', 'read', 'book'];
const REFUSALS_OF_SWITCHES = ['CONTROL_ALREADY_SET', 'CONTROL_NOT_SET', 'STREAM_BUSY'];
/** What one operator can be told because of the other. */
const REFUSALS_OF_POLICIES = [
  'POLICY_PUBLISHED_MEANWHILE',
  'POLICY_REVISION_ALREADY_PUBLISHED',
  'POLICY_REVISION_NOT_APPROVED',
  'POLICY_REVISION_NOT_A_DRAFT',
  'POLICY_REVISION_NOT_IN_REVIEW',
  'NOTHING_TO_ROLL_BACK_TO',
  'STREAM_BUSY',
];

/** What the operators do while the agents call, chosen by the property. */
const operation = fc.oneof(
  fc.record({
    verb: fc.constantFrom('kill', 'restore', 'kill', 'restore', 'pause', 'resume'),
    on: fc.oneof(
      fc.constant({ scope: 'tenant' }),
      fc.constantFrom(...TOOLS).map((target) => ({ scope: 'tool', target })),
      fc.nat(1).map((n) => ({ scope: 'agent', target: `racer-${n}` })),
      fc.nat(SESSIONS - 1).map((n) => ({ scope: 'session', target: `s-${n}` })),
      fc.constant({ scope: 'global' }),
    ),
  }),
  // Each is approved before the race; superseded by another, it is reviewed again in the middle of it.
  fc.nat(3).map((revision) => ({ publish: revision + 1 })),
  fc.constant({ rollBack: 'gate' }),
);
type Operation = { verb: string; on: { scope: string; target?: string } } | { publish: number } | { rollBack: string };
const plan = fc.record({ seed: fc.nat(), operations: fc.array(operation, { minLength: 25, maxLength: 40 }) });

describe('agents and operators racing over two API processes', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let apis: ApiProcess[];
  beforeAll(async () => {
    writ = await RunningWrit.start();
    owner = await writ.owner();
    apis = await Promise.all([writ.startApiProcess(), writ.startApiProcess()]);
  });
  afterAll(() => writ.close());

  async function callUntilDone(
    agent: WritClient,
    tenant: SeededTenant,
    choose: (below: number) => number,
    acknowledged: Decision[],
  ): Promise<void> {
    for (let i = 0; i < CALLS_EACH; i += 1) {
      const at = agent.at(apis[choose(2)]?.url ?? '');
      const session = `s-${choose(SESSIONS / 2) * 2 + (agent === tenant.agent ? 0 : 1)}`;
      const decision = await at.decide(
        session,
        TOOLS[choose(TOOLS.length)] ?? '',
        choose(4) === 0 ? { requestId: `q-${choose(20)}-${session}`, tool: 'pay' } : {},
      );
      acknowledged.push(decision);
      if (decision.verdict === 'ALLOW' && choose(3) === 0)
        await at.send('POST', `/v1/decisions/${decision.decisionId}/outcome`, { status: choose(2) ? 'failed' : 'succeeded' });
    }
  }

  /** Whether it took effect; anything but a refusal that another operator can cause fails the race. */
  async function succeeds(by: WritClient, path: string, body: object | undefined, refusals: readonly string[]): Promise<boolean> {
    const answer = await by.send('POST', path, body);
    expectThat(
      `${path}: ${JSON.stringify(answer.body)}`,
      answer.status === 200 || refusals.includes(String(answer.body['code'])),
    ).toBe(true);
    return answer.status === 200;
  }

  async function operate(tenant: SeededTenant, operation: Operation, at: string): Promise<boolean> {
    const operator = tenant.operator.at(at);
    if ('rollBack' in operation)
      return succeeds(operator, '/v1/policies/gate/rollback', { reason: 'race' }, REFUSALS_OF_POLICIES);
    if ('verb' in operation) {
      const by = operation.on.scope === 'global' ? owner.at(at) : operator;
      return succeeds(
        by,
        `/v1/controls/${operation.verb}`,
        { ...operation.on, reason: 'race', forLater: true },
        REFUSALS_OF_SWITCHES,
      );
    }
    const step = (name: string) =>
      succeeds(operator, `/v1/policies/gate/revisions/${operation.publish}/${name}`, undefined, REFUSALS_OF_POLICIES);
    if (await step('publish')) return true;
    await step('submit');
    await step('approve');
    return step('publish');
  }

  /** Two operators, each at an API of their own, who take every other one. Gives back how many took effect. */
  async function operateAll(tenant: SeededTenant, operations: readonly Operation[]): Promise<number> {
    let effective = 0;
    const each = apis.map(async ({ url }, n) => {
      for (const operation of operations.filter((_, i) => i % apis.length === n))
        if (await operate(tenant, operation, url)) effective += 1;
    });
    await Promise.all(each);
    return effective;
  }

  async function race({ seed, operations }: { seed: number; operations: readonly Operation[] }): Promise<void> {
    const tenant = await writ.seedTenant(owner);
    for (const [i, verdict] of ['ALLOW', 'DENY', 'ALLOW', 'REQUIRE_APPROVAL'].entries()) {
      await addRevision(tenant.operator, 'gate', always(verdict));
      for (const step of ['submit', 'approve']) await tenant.operator.post(`/v1/policies/gate/revisions/${i + 1}/${step}`);
    }
    await tenant.operator.post('/v1/policies/gate/revisions/1/publish');
    const agents = await Promise.all([0, 1].map((n) => writ.registerAgent(tenant.operator, `racer-${n}`)));
    const racing: SeededTenant = { ...tenant, agent: agents[0] ?? assert.fail() };
    const acknowledged: Decision[] = [];
    const callers = Array.from({ length: CALLERS }, (_, n) =>
      callUntilDone(agents[n % 2] ?? assert.fail(), racing, seededChoices(seed + n), acknowledged),
    );
    const [effective] = await Promise.all([operateAll(racing, operations), ...callers]);
    // Whatever was set globally must not stop the next run.
    await Promise.all(
      ['restore', 'resume'].map((verb) => owner.send('POST', `/v1/controls/${verb}`, { scope: 'global', reason: 'over' })),
    );
    expect(acknowledged).toHaveLength(CALLERS * CALLS_EACH);
    const events = await assertLedgerIsSound(writ.store, tenant.id);
    checkAcknowledged(events, acknowledged);
    const decided = checkDecisions(events);
    const published = assertWholePublications(events);
    expectThat('nothing was recorded that nobody was told', decided).toBe(
      new Set(acknowledged.map(({ decisionId }) => decisionId)).size,
    );
    const codes = Object.entries(Object.groupBy(acknowledged, ({ code }) => code)).map(
      ([code, list]) => `${code} ${list?.length}`,
    );
    console.info(
      `seed ${seed}: ${decided} decisions, ${effective} of ${operations.length} operations took effect, ${published} publications; ${codes.join(', ')}`,
    );
  }

  it.prop([plan], { numRuns: 3, endOnFailure: true })(
    'never leave a decision in the ledger that something committed before it forbids',
    (given) => race(given),
  );
});
