import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import pg from 'pg';
import { assertLedgerIsSound } from '#libs/event-sourcing/testing';
import { eventually } from '#test/support/conditions';
import { holdLedger } from '#test/support/held-ledger';
import { RunningWrit } from '#test/support/running-writ';
import { problemIn, type Answer, type WritClient } from '#test/support/writ-client';
import { approvedOf, onRevision, releasedOf, review, startCircle, type ReviewCircle } from '#test/support/review-circle';
import { assertWholePublications } from '../testing/whole-publications.js';

const ROUNDS = 10;
/** Everything that may be told to whoever comes second. */
const LOST = ['POLICY_PUBLISHED_MEANWHILE', 'POLICY_REVISION_ALREADY_PUBLISHED', 'POLICY_REVISION_NOT_APPROVED', 'STREAM_BUSY'];

describe('of publications at the same moment over two APIs', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let urls: string[];
  let watcher: pg.Client;
  let tenants = 0;
  beforeAll(async () => {
    writ = await RunningWrit.start({ worker: false });
    owner = await writ.owner();
    watcher = new pg.Client({ connectionString: writ.databaseUrl });
    await watcher.connect();
    urls = [writ.url, (await writ.startSecondApi()).url];
  });
  afterAll(async () => {
    await watcher.end();
    await writ.close();
  });

  const newCircle = () => startCircle(writ, owner, `acme-${(tenants += 1)}`);
  const active = async ({ agent }: ReviewCircle) => {
    const told = await Promise.all(urls.map((url) => agent.at(url).decide(`s-${url.slice(-5)}`, 'pay')));
    const policies = told.map(({ policy }) => `${policy?.id} ${policy?.revision}`);
    expectThat('both APIs decide by the same', policies[0]).toBe(policies[1]);
    return policies[0];
  };
  const publications = async ({ tenant }: ReviewCircle) => assertWholePublications(await assertLedgerIsSound(writ.store, tenant));

  /** Sends these, two at two APIs, so that both have looked before either is recorded; exactly one is carried out. Gives back its place. */
  async function onlyOneOfTwo({ tenant }: ReviewCircle, send: () => readonly Promise<Answer>[]): Promise<number> {
    const release = await holdLedger(writ.databaseUrl, tenant);
    const sent = send();
    await eventually('both APIs wait for the ledger', async () => {
      const { rows } = await watcher.query(
        `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
      );
      return rows.length === 2;
    });
    await release();
    return onlyOneOf(sent);
  }
  async function onlyOneOf(sent: readonly Promise<Answer>[]): Promise<number> {
    const answers = await Promise.all(sent);
    const codes = answers.map((answer) => (answer.status === 200 ? 200 : problemIn(answer).code));
    expectThat(
      codes.join(', '),
      codes.filter((code) => code === 200),
    ).toHaveLength(1);
    for (const answer of answers)
      if (answer.status !== 200)
        expectThat(JSON.stringify(answer.body), answer.status === 409 && LOST.includes(String(answer.body['code']))).toBe(true);
    return codes.indexOf(200);
  }
  const publish = ({ publisher }: ReviewCircle, api: number, policy: string, revision: number) =>
    publisher.at(urls[api % 2] ?? '').send('POST', onRevision(policy, revision, 'publish'));

  it('of two revisions of one policy exactly one is published, and the ledger has one publication', async () => {
    const acme = await newCircle();
    await releasedOf(acme, 'gate', 'DENY');
    const pair = [await approvedOf(acme, 'gate', 'ALLOW'), await approvedOf(acme, 'gate', 'DEFER')] as const;
    const wins = [0, 0];
    for (let round = 1; round <= ROUNDS; round += 1) {
      const won = await onlyOneOfTwo(acme, () => pair.map((revision, i) => publish(acme, i + round, 'gate', revision)));
      wins[won] = (wins[won] ?? 0) + 1;
      expect(await active(acme)).toBe(`gate ${pair[won]}`);
      expect(await publications(acme)).toBe(round * 2);
      // What won is superseded by the first, and reviewed again for the next round.
      await review(acme, 'gate', 1);
      expect((await publish(acme, 0, 'gate', 1)).status).toBe(200);
      await review(acme, 'gate', pair[won] ?? 0);
    }
    console.info(`the first won ${wins[0]} times, the second ${wins[1]} times`);
  });

  it('of one revision sent many times exactly one is carried out', async () => {
    const acme = await newCircle();
    for (let round = 1; round <= 3; round += 1) {
      const revision = await approvedOf(acme, 'gate', 'ALLOW');
      await onlyOneOf(Array.from({ length: 6 }, (_, api) => publish(acme, api, 'gate', revision)));
      expect(await publications(acme)).toBe(round);
      expect(await active(acme)).toBe(`gate ${revision}`);
    }
  });

  it('of two policies exactly one becomes the active one', async () => {
    const acme = await newCircle();
    await releasedOf(acme, 'start', 'DENY');
    const policies = ['left', 'right'];
    for (const policy of policies) await approvedOf(acme, policy, 'ALLOW');
    for (let round = 1; round <= ROUNDS; round += 1) {
      const won = await onlyOneOfTwo(acme, () => policies.map((policy, i) => publish(acme, i + round, policy, 1)));
      expect(await active(acme)).toBe(`${policies[won]} 1`);
      expect(await publications(acme)).toBe(round * 2);
      // Once published, a policy's revision is published again whenever another policy decides.
      expect((await publish(acme, round, 'start', 1)).status).toBe(200);
    }
  });

  it('and a rollback, exactly one is carried out', async () => {
    const acme = await newCircle();
    const stack = [await releasedOf(acme, 'gate', 'DENY'), await releasedOf(acme, 'gate', 'ALLOW')];
    for (let round = 1; round <= ROUNDS / 2; round += 1) {
      const next = await approvedOf(acme, 'gate', 'DEFER');
      const rollBack = (api: number) =>
        acme.author.at(urls[api % 2] ?? '').send('POST', '/v1/policies/gate/rollback', { reason: 'x' });
      const won = await onlyOneOfTwo(acme, () => [rollBack(round), publish(acme, round + 1, 'gate', next)]);
      if (won === 0) stack.pop();
      else stack.push(next);
      expect(await active(acme)).toBe(`gate ${stack.at(-1)}`);
      if (stack.length < 2) stack.push(await releasedOf(acme, 'gate', 'ALLOW'));
    }
    await publications(acme);
  });

  it('that say what they supersede, exactly one is published however they meet', async () => {
    const acme = await newCircle();
    for (const answer of ['DENY', 'ALLOW', 'DEFER']) await approvedOf(acme, 'gate', answer);
    const send = (revision: number) =>
      acme.publisher.at(urls[revision % 2] ?? '').send('POST', onRevision('gate', revision, 'publish'), { supersedes: null });
    await onlyOneOf([1, 2, 3].map(send));
    expect(await publications(acme)).toBe(1);
  });

  it('and of governance made stricter, none is published under rules that no longer hold', async () => {
    const acme = await newCircle();
    const reason = 'x';
    for (let round = 1; round <= ROUNDS / 2; round += 1) {
      await acme.admin.post('/v1/policy-governance', { minimumQuality: 70, reason });
      const revision = await approvedOf(acme, `gate-${round}`, 'ALLOW');
      expect(revision).toBe(1);
      await acme.admin.post('/v1/policy-governance', { minimumQuality: 80, reason });
      const separation = { separationOfDuties: round % 2 ? 'relaxed' : 'enforced', reason };
      const [published] = await Promise.all([
        publish(acme, round, `gate-${round}`, 1),
        owner.at(urls[(round + 1) % 2] ?? '').post(`/v1/tenants/${acme.tenant}/policy-governance`, separation),
      ]);
      expectThat(JSON.stringify(published.body), published.status === 200 || LOST.includes(String(published.body['code']))).toBe(
        true,
      );
    }
    let separation = 'enforced';
    for (const { type, data } of await assertLedgerIsSound(writ.store, acme.tenant)) {
      if (type === 'SeparationOfDutiesSet') separation = data['separationOfDuties'] as string;
      if (type === 'PolicyPublished') expectThat('as it was where it was recorded', data['separationOfDuties']).toBe(separation);
    }
  });
});
