import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import pg from 'pg';
import { RunningWrit } from '#test/support/running-writ';
import type { WritClient } from '#test/support/writ-client';
import { byGraphql, refusedOnBoth, ROADS, STEPS, type On, type Step } from './testing/both-roads.js';
import {
  approvedOf,
  draftOf,
  onRevision,
  releasedOf,
  startCircle,
  TESTED_MODULES,
  type ReviewCircle,
} from '#test/support/review-circle';

const reason = { reason: 'x' };
const comment = { comment: 'x' };
const draft = { modules: TESTED_MODULES, data: { answer: 'ALLOW' }, summary: 'x' };

let writ: RunningWrit;
let owner: WritClient;
let acme: ReviewCircle;
let client: pg.Client;
beforeAll(async () => {
  writ = await RunningWrit.start();
  owner = await writ.owner();
  acme = await startCircle(writ, owner, 'acme');
  client = new pg.Client({ connectionString: writ.databaseUrl });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await writ.close();
});

const headOf = (tenant = acme.tenant) => writ.store.head(tenant);

/** Refused on both roads with this code, and nothing of it is in the ledger. */
async function refuses(code: string, by: WritClient, name: Step, on: On = {}): Promise<void> {
  const before_ = await headOf();
  expectThat(`${name} ${JSON.stringify(on)}`, await refusedOnBoth(by, name, on)).toBe(code);
  expectThat(`${name} was refused with ${code} and recorded something`, await headOf()).toStrictEqual(before_);
}

describe('a step is refused by REST and by GraphQL alike', () => {
  it('when there is no such policy or revision', async () => {
    await acme.author.post('/v1/policies', { id: 'empty', name: 'Empty' });
    for (const name of STEPS.filter((each) => each !== 'create'))
      await refuses('POLICY_NOT_FOUND', acme.publisher, name, { policy: 'ghost' });
    for (const name of STEPS.filter((each) => ROADS[each].on === 'revision'))
      await refuses('POLICY_REVISION_NOT_FOUND', acme.publisher, name, { policy: 'empty' });
    await refuses('POLICY_HAS_NO_REVISION', acme.author, 'addData', { policy: 'empty' });
    await refuses('NOTHING_TO_ROLL_BACK_TO', acme.author, 'rollBack', { policy: 'empty' });
    await draftOf(acme, 'one', 'ALLOW');
    await refuses('POLICY_REVISION_NOT_FOUND', acme.author, 'addData', {
      policy: 'one',
      input: { data: {}, summary: 'x', basedOn: 2 },
    });
    await refuses('POLICY_ALREADY_EXISTS', acme.author, 'create', { input: { id: 'one', name: 'Again' } });
  });

  it('when the text is too large or does not compile', async () => {
    const on = (input: object) => ({ policy: 'one', input });
    const large = { data: { text: 'x'.repeat(950_000) }, summary: 'x' };
    await refuses('POLICY_TOO_LARGE', acme.author, 'addRevision', on({ ...draft, ...large }));
    await refuses('POLICY_TOO_LARGE', acme.author, 'addData', on(large));
    const broken = [
      { 'p.rego': 'package writ\n\ndecision := {' },
      { 'p.rego': 'package writ\n\ndecision := http.send({})' },
      { 'p.rego': 'package other\n\nx := 1' },
      { ...TESTED_MODULES, 'more_test.rego': 'package writ_test\n\ntest_x if {' },
      { 'policy_test.rego': TESTED_MODULES['policy_test.rego'] },
      { ...TESTED_MODULES, 'typo.rego': 'package writ\n\nx if input.tol == "pay"' },
    ];
    for (const modules of broken) await refuses('POLICY_INVALID', acme.author, 'addRevision', on({ ...draft, modules }));
  });

  it('when the revision is not at the status the step is taken from', async () => {
    const not = {
      draft: 'POLICY_REVISION_NOT_A_DRAFT',
      review: 'POLICY_REVISION_NOT_IN_REVIEW',
      approved: 'POLICY_REVISION_NOT_APPROVED',
    };
    const policy = 'stages';
    await draftOf(acme, policy, 'ALLOW');
    const expect = async (codes: Partial<Record<Step, string>>) => {
      for (const [name, code] of Object.entries(codes)) await refuses(code, acme.publisher, name as Step, { policy });
    };
    await expect({ approve: not.review, requestChanges: not.review, publish: not.approved });
    await acme.author.post(onRevision(policy, 1, 'submit'));
    await expect({ submit: not.draft, publish: not.approved });
    await acme.reviewer.post(onRevision(policy, 1, 'request-changes'), comment);
    await expect({ approve: not.review, requestChanges: not.review, publish: not.approved });
    await acme.author.post(onRevision(policy, 1, 'submit'));
    await acme.reviewer.post(onRevision(policy, 1, 'approve'));
    await expect({ submit: not.draft, approve: not.review });
    await acme.publisher.post(onRevision(policy, 1, 'publish'));
    const published = 'POLICY_REVISION_ALREADY_PUBLISHED';
    await expect({ submit: not.draft, approve: not.review, requestChanges: not.review, publish: published });
    await releasedOf(acme, policy, 'DENY');
    await expect({ approve: not.review, requestChanges: not.review, publish: not.approved });
    await acme.publisher.post(`/v1/policies/${policy}/rollback`, reason);
    for (const [name, code] of [
      ['approve', not.review],
      ['publish', not.approved],
    ] as const)
      await refuses(code, acme.publisher, name, { policy, revision: 2 });
    await expect({ rollBack: 'NOTHING_TO_ROLL_BACK_TO', publish: published });
  });

  it('when author, reviewer and publisher are not three people', async () => {
    const policy = 'people';
    await draftOf(acme, policy, 'ALLOW');
    await acme.reviewer.post(onRevision(policy, 1, 'submit'));
    await refuses('REVIEWER_IS_AUTHOR', acme.author, 'approve', { policy });
    await acme.reviewer.post(onRevision(policy, 1, 'approve'));
    await refuses('PUBLISHER_IS_AUTHOR', acme.author, 'publish', { policy });
    await refuses('PUBLISHER_IS_REVIEWER', acme.reviewer, 'publish', { policy });
    // Modules nobody has reviewed do not become somebody else's by new data under them.
    await draftOf(acme, policy, 'DENY');
    const data = { data: { answer: 'ALLOW' }, summary: 'x', basedOn: 2 };
    const { revision } = await acme.publisher.post<{ revision: number }>(`/v1/policies/${policy}/data`, data);
    await acme.publisher.post(onRevision(policy, revision, 'submit'));
    for (const by of [acme.author, acme.publisher]) await refuses('REVIEWER_IS_AUTHOR', by, 'approve', { policy, revision });
  });

  it('when the separation was relaxed for an approval and is enforced again', async () => {
    const relax = (separationOfDuties: string) =>
      owner.post('/v1/tenants/acme/policy-governance', { separationOfDuties, ...reason });
    const policy = 'own-review';
    await draftOf(acme, policy, 'ALLOW');
    await acme.author.post(onRevision(policy, 1, 'submit'));
    await relax('relaxed');
    await acme.author.post(onRevision(policy, 1, 'approve'));
    await relax('enforced');
    await refuses('REVIEWER_IS_AUTHOR', acme.publisher, 'publish', { policy });
  });

  it('when tests of the revision fail or its score is too low', async () => {
    const add = async (policy: string, modules: object) => {
      await acme.author.post('/v1/policies', { id: policy, name: policy });
      await acme.author.post(`/v1/policies/${policy}/revisions`, { ...draft, modules });
      await acme.author.post(onRevision(policy, 1, 'submit'));
      await acme.reviewer.post(onRevision(policy, 1, 'approve'));
    };
    const failing = TESTED_MODULES['policy_test.rego']?.replace('==', '!=');
    await add('failing', { ...TESTED_MODULES, 'policy_test.rego': failing });
    await refuses('POLICY_CHECKS_FAILED', acme.publisher, 'publish', { policy: 'failing' });
    await add('untested', { 'policy.rego': TESTED_MODULES['policy.rego'] });
    await refuses('POLICY_QUALITY_TOO_LOW', acme.publisher, 'publish', { policy: 'untested' });
    await acme.admin.post('/v1/policy-governance', { minimumQuality: 30, ...reason });
    await acme.publisher.post(onRevision('untested', 1, 'publish'));
    await acme.admin.post('/v1/policy-governance', { minimumQuality: 70, ...reason });
  });

  it('when what is published is not what whoever acts knew of, or another policy decides', async () => {
    await releasedOf(acme, 'known', 'ALLOW');
    await releasedOf(acme, 'known', 'ALLOW');
    const revision = await approvedOf(acme, 'known', 'DENY');
    for (const supersedes of [1, 3, 9, null])
      await refuses('POLICY_PUBLISHED_MEANWHILE', acme.publisher, 'publish', {
        policy: 'known',
        revision,
        input: { supersedes },
      });
    for (const from of [1, 3])
      await refuses('POLICY_PUBLISHED_MEANWHILE', acme.publisher, 'rollBack', { policy: 'known', input: { from, ...reason } });
    await releasedOf(acme, 'another', 'ALLOW');
    await refuses('POLICY_NOT_ACTIVE', acme.publisher, 'rollBack', { policy: 'known' });
  });

  it('when the revision could not decide, because what it needs is gone', async () => {
    const revision = await approvedOf(acme, 'hollow', 'ALLOW');
    const [added] = (await writ.store.readStream(acme.tenant, 'policy/hollow')).filter(
      ({ type }) => type === 'PolicyRevisionAdded',
    );
    const digest = added?.data['dataDigest'] as string;
    const { rows } = await client.query<{ bytes: Buffer }>(
      'delete from policies_artifacts where tenant = $1 and digest = $2 returning bytes',
      [acme.tenant, digest],
    );
    expect(rows).toHaveLength(1);
    // Every API that has never used this content.
    const fresh = (await writ.startSecondApi()).url;
    await refuses('POLICY_UNUSABLE', acme.publisher.at(fresh), 'publish', { policy: 'hollow', revision });
    await client.query('insert into policies_artifacts (tenant, digest, bytes) values ($1, $2, $3)', [
      acme.tenant,
      digest,
      rows[0]?.bytes,
    ]);
    await acme.publisher.at(fresh).post(onRevision('hollow', revision, 'publish'));
  });

  it('when the compiler cannot be run', async () => {
    const crippled = await writ.startApiProcess({ OPA_BIN: '/nowhere/opa' });
    await refuses('POLICY_COMPILER_UNAVAILABLE', acme.author.at(crippled.url), 'addRevision', { policy: 'one' });
    await refuses('POLICY_COMPILER_UNAVAILABLE', acme.author.at(crippled.url), 'addData', { policy: 'one' });
    await crippled.stop();
  });
});

describe('a step is taken by GraphQL as it is by REST', () => {
  it('from the first revision to the rollback', async () => {
    const policy = 'graph';
    const take = async (by: WritClient, name: Step, revision: number, input?: object) => {
      const { data, errors } = await byGraphql(by, name, { policy, revision, ...(input && { input }) });
      expectThat(`${name}: ${JSON.stringify(errors)}`, errors).toBeUndefined();
      return Object.values(data ?? {})[0]?.revision;
    };
    await take(acme.author, 'create', 0, { id: policy, name: 'Graph' });
    expect(await take(acme.author, 'addRevision', 0)).toBe(1);
    for (const revision of [1, 2]) {
      if (revision === 2) expect(await take(acme.author, 'addData', 0, { data: { answer: 'DENY' }, summary: 'x' })).toBe(2);
      await take(acme.author, 'submit', revision);
      await take(acme.reviewer, 'requestChanges', revision);
      await take(acme.author, 'submit', revision);
      await take(acme.reviewer, 'approve', revision);
      await take(acme.publisher, 'publish', revision);
      expect((await acme.agent.decide('s-1', 'pay')).policy?.revision).toBe(revision);
    }
    expect(await take(acme.publisher, 'rollBack', 0)).toBe(1);
    expect((await acme.agent.decide('s-1', 'pay')).policy?.revision).toBe(1);
  });
});
