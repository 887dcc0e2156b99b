import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { EventStore } from '#libs/event-sourcing';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { addRevision, always, RunningWrit, type SeededTenant } from '#test/support/running-writ';
import type { WritClient } from '#test/support/writ-client';
import { onRevision } from '#test/support/review-circle';

/** What a step rests on is read, then changes before the step is appended: the step is taken by what is so now. */
describe('when what a step rests on changes between reading and appending', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  let acme: SeededTenant;
  /** The other API, through which the change is made. */
  let elsewhere: WritClient;
  let meanwhile: (() => Promise<unknown>) | undefined;
  beforeAll(async () => {
    writ = await RunningWrit.start({ worker: false });
    owner = await writ.owner();
    const store = writ.api.app.get<EventStore>(EVENT_STORE);
    const append = store.append.bind(store);
    store.append = async (request) => {
      const change = request.writes.some(({ stream }) => /^(policy\/|controls\/)/.test(stream)) ? meanwhile : undefined;
      if (change) {
        meanwhile = undefined;
        await change();
      }
      return append(request);
    };
    const other = (await writ.startSecondApi()).url;
    owner = owner.at(other);
    elsewhere = owner;
  });
  afterAll(() => writ.close());
  beforeEach(async () => {
    acme = await writ.seedTenant(owner.at(writ.url));
    elsewhere = acme.operator.at(owner.url);
    await addRevision(acme.operator, 'gate', always('ALLOW'));
  });

  const enforce = () =>
    owner.post(`/v1/tenants/${acme.id}/policy-governance`, { separationOfDuties: 'enforced', reason: 'grown up' });
  const lowerMinimum = () => elsewhere.post('/v1/policy-governance', { minimumQuality: 1, reason: 'a little' });
  const step = async (name: string) => {
    const { status, body } = await acme.operator.send('POST', onRevision('gate', 1, name));
    return status === 200 ? 'done' : body['code'];
  };
  const approve = async () => {
    await step('submit');
    await step('approve');
  };
  const pin = async () => {
    const { status, body } = await acme.operator.send('POST', '/v1/pins', {
      policy: 'gate',
      revision: 1,
      selector: { agent: 'agent-1' },
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
      reason: 'try it',
    });
    return status === 201 ? 'done' : body['code'];
  };
  const separationIn = async (type: string) =>
    (await writ.store.readStream(acme.id, 'policy/gate')).find((event) => event.type === type)?.data['separationOfDuties'];

  it('a revision is published by the rules of now', async () => {
    await approve();
    meanwhile = enforce;
    expect(await step('publish')).toBe('PUBLISHER_IS_AUTHOR');
  });

  it('a change that does not matter does not keep a revision from being published', async () => {
    await approve();
    meanwhile = lowerMinimum;
    expect(await step('publish')).toBe('done');
  });

  it('a revision is approved by the rules of now', async () => {
    await step('submit');
    meanwhile = enforce;
    expect(await step('approve')).toBe('REVIEWER_IS_AUTHOR');
    expect(await separationIn('PolicyRevisionApproved')).toBeUndefined();
  });

  it('a pin is set by the rules of now', async () => {
    await approve();
    meanwhile = enforce;
    expect(await pin()).toBe('PUBLISHER_IS_AUTHOR');
  });

  it('a pin is set when its revision is still fit, whatever else became of its policy', async () => {
    await approve();
    meanwhile = () => addRevision(elsewhere, 'gate', always('DENY'));
    expect(await pin()).toBe('done');
  });

  it('a pin is not set on a revision that was sent back', async () => {
    await approve();
    meanwhile = () => elsewhere.post(onRevision('gate', 1, 'request-changes'), { comment: 'no' });
    expect(await pin()).toBe('POLICY_REVISION_NOT_APPROVED');
  });
});
