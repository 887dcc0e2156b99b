import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { canonicalJson, digestOf } from '#libs/evidence';
import type { JsonObject, NewEvent } from '#libs/event-sourcing';
import { compileRego } from '#libs/rego-compiler';
import { Metrics } from '#platform/telemetry/metrics';
import { eventually } from '#test/support/conditions';
import { RunningWrit } from '#test/support/running-writ';
import type { WritClient } from '#test/support/writ-client';
import type { PolicyView } from '../answers.js';
import { PolicyTexts } from '../taking-in/policy-texts.js';
import { releasedOf, startCircle, type ReviewCircle } from '#test/support/review-circle';
import { LookThroughPlans } from './look-through-plans.job.js';

/** What OPA 0.70 and 1.22 alike compile to a plan that never finds the closed depot. */
const MODULES = {
  'policy.rego': `package writ

default decision := {"verdict": "ALLOW", "rule": "open", "reason": "nothing closes it"}

decision := {"verdict": "DENY", "rule": "closed", "reason": "it is closed"} if {
	site := input.session.id
	data[site].stop.all
}
`,
  'plant.rego': 'package plant\n\nstop[line] if line := "all"\n',
  'depot.rego': 'package depot\n\nstop.all := true\n',
};

describe('revisions that decide since before plans were compared with OPA', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let circle: ReviewCircle;
  beforeAll(async () => {
    writ = await RunningWrit.start({ worker: false });
    owner = await writ.owner();
    circle = await startCircle(writ, owner, 'acme');
    await releasedOf(circle, 'good', 'ALLOW');
    await publishedThen();
  });
  afterAll(() => writ.close());

  /** As it was recorded before: nobody asked what OPA itself says. */
  async function publishedThen(): Promise<void> {
    const compiled = await compileRego({ modules: MODULES, entrypoint: 'writ/decision' });
    assert(compiled.ok);
    const text = { modules: MODULES, data: {}, entrypoint: 'writ/decision' };
    const [data, source] = [canonicalJson({}), canonicalJson(text)];
    await writ.api.app.get(PolicyTexts).store(circle.tenant, [compiled.planBytes, Buffer.from(data), Buffer.from(source)]);
    const content = {
      digest: digestOf(source),
      planDigest: compiled.digest,
      dataDigest: digestOf(data),
      entrypoint: 'writ/decision',
    };
    const on = { policy: 'former', revision: 1 };
    const added = {
      ...on,
      ...content,
      summary: 'why',
      compiler: 'opa 0.70.0',
      modules: MODULES,
      tests: {},
      data: {},
      quality: null,
      by: '',
    };
    const published = {
      ...on,
      digest: content.digest,
      supersedes: null,
      by: '',
      comment: null,
      separationOfDuties: 'relaxed',
      signature: null,
    };
    await writ.store.append({
      tenant: circle.tenant,
      writes: [
        {
          stream: 'policy/former',
          expect: 'any',
          events: [
            event('PolicyCreated', 1, { policy: 'former', name: 'Former' }),
            event('PolicyRevisionAdded', 2, added),
            event('PolicyPublished', 2, published),
          ],
        },
        {
          stream: 'controls/tenant',
          expect: 'any',
          events: [event('PolicyActivated', 1, { policy: { id: 'former', revision: 1, ...content } })],
        },
      ],
    });
  }

  const event = (type: string, schema: number, data: JsonObject): NewEvent => ({
    id: randomUUID(),
    type,
    schema,
    actor: { kind: 'user', id: 'somebody-then' },
    correlation: null,
    causation: null,
    trace: null,
    data,
    sealed: null,
  });
  const verdicts = async () => {
    const { items } = await circle.viewer.get<{ items: PolicyView[] }>('/v1/policies');
    return Object.fromEntries(items.map(({ id, publishedPlan }) => [id, publishedPlan]));
  };

  const due = () => writ.api.app.get(LookThroughPlans).due();
  const metrics = () => writ.api.app.get(Metrics).registry.metrics();

  it('are looked at once when a worker starts, and told in the list of policies and in the metrics', async () => {
    await writ.startWorker();
    await eventually('both are known', async () => (await verdicts())['former'] === 'disagrees', 60_000);
    expect(await verdicts()).toStrictEqual({ good: 'agrees', former: 'disagrees' });
    expectThat('and not again', await due()).toStrictEqual([]);
    expect(await metrics()).toMatch(/^writ_policies_plan_disagrees\{[^}]*\} 1$/m);
    expectThat('it decides as it did until somebody acts', (await circle.agent.decide('depot', 'load')).verdict).toBe('ALLOW');
  });

  it('are no longer counted when another revision decides', async () => {
    await releasedOf(circle, 'good', 'DENY');
    expectThat('what was added now was compared when it was added', await due()).toStrictEqual([]);
    expect(await metrics()).toMatch(/^writ_policies_plan_disagrees\{[^}]*\} 0$/m);
  });
});
