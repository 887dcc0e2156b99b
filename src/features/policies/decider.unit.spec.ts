import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { fold } from '#libs/event-sourcing';
import { deciderSpec } from '#libs/event-sourcing/testing';
import type { PolicyCommand } from './commands.js';
import { policies, publishedIn } from './decider.js';
import type { PolicyEvent } from './events.js';
import type { PolicyRefusalCode } from './refusals.js';
import type { RevisionStatus } from './revision-rules.js';
import {
  approvedDraft,
  asked,
  AUTHOR,
  RELAXED,
  released,
  REVIEWER,
  signatureNo,
  STRICT,
  TO_STATUS,
  told,
} from './testing/policy-story.js';

const given = deciderSpec(policies);
const statuses = Object.keys(TO_STATUS) as RevisionStatus[];
const statusesOf = (events: readonly PolicyEvent[]) => fold(policies, events).revisions.map(({ status }) => status);
const stackOf = (events: readonly PolicyEvent[]) => fold(policies, events).publications.map(({ revision }) => revision);

describe('a policy', () => {
  it('is created once', () => {
    given().when(asked.create()).then(told.created());
    given(told.created()).when(asked.create()).refused('POLICY_ALREADY_EXISTS');
  });

  it('numbers its revisions from 1, with modules or with data alone, and never changes them', () => {
    given(told.created()).when(asked.add(1)).then(told.added(1));
    given(told.created(), told.added(1)).when(asked.add(2)).then(told.added(2));
    given(told.created(), told.added(1)).when(asked.revise(2, 1)).then(told.revised(2, 1));
    const [first, second] = given(told.created(), told.added(1)).when(asked.revise(2, 1)).state().revisions;
    expect([first?.digest, first?.planDigest, first?.dataDigest]).toStrictEqual(['d1', 'p1', 'x1']);
    expect([second?.digest, second?.planDigest, second?.dataDigest, second?.status]).toStrictEqual(['d2', 'p2', 'x2', 'draft']);
  });
});

describe('each step', () => {
  const steps: readonly [string, (revision: number) => PolicyCommand][] = [
    ['submit', asked.submit],
    ['approve', asked.approve],
    ['requestChanges', asked.requestChanges],
    ['sign', asked.sign],
    ['publish', asked.publish],
  ];
  it('needs the policy and the revision', () => {
    for (const [name, step] of steps) {
      given().when(step(1)).refused('POLICY_NOT_FOUND');
      for (const revision of [0, 2, -1, 1.5, Number.NaN])
        expectThat(
          name,
          given(...TO_STATUS.draft)
            .when(step(revision))
            .refused('POLICY_REVISION_NOT_FOUND'),
        ).toBeUndefined();
    }
    for (const command of [asked.add(1), asked.revise(1, 1), asked.rollBack()]) given().when(command).refused('POLICY_NOT_FOUND');
  });
});

/** Which step is taken from which status; from every other one it is refused with the code. */
const TABLE: readonly {
  readonly step: string;
  readonly command: (status: RevisionStatus) => PolicyCommand;
  readonly event: (status: RevisionStatus) => PolicyEvent;
  readonly from: readonly RevisionStatus[];
  readonly otherwise: PolicyRefusalCode;
}[] = [
  {
    step: 'submit',
    command: () => asked.submit(),
    event: () => told.submitted(1),
    from: ['draft', 'changes_requested', 'superseded', 'rolled_back'],
    otherwise: 'POLICY_REVISION_NOT_A_DRAFT',
  },
  {
    step: 'approve',
    command: () => asked.approve(),
    event: () => told.approved(1),
    from: ['in_review'],
    otherwise: 'POLICY_REVISION_NOT_IN_REVIEW',
  },
  {
    step: 'requestChanges',
    command: () => asked.requestChanges(),
    event: () => told.sentBack(1),
    from: ['in_review', 'approved'],
    otherwise: 'POLICY_REVISION_NOT_IN_REVIEW',
  },
  { step: 'sign', command: () => asked.sign(), event: () => told.signed(1), from: statuses, otherwise: 'POLICY_NOT_FOUND' },
  {
    step: 'publish',
    // Whoever publishes knows what is published: nothing at first, and the other revision in the last two stories.
    command: (status) => asked.publish(1, publishedIn(fold(policies, TO_STATUS[status]))?.revision ?? null, { isActive: false }),
    event: () => told.published(1),
    from: ['approved', 'published'],
    otherwise: 'POLICY_REVISION_NOT_APPROVED',
  },
];

for (const { step, command, event, from, otherwise } of TABLE)
  describe(step, () => {
    for (const status of statuses)
      it(`${from.includes(status) ? 'is taken' : `is refused with ${otherwise}`} when the revision is ${status}`, () => {
        const story = TO_STATUS[status];
        expectThat('the story ends where it says', statusesOf(story)[0]).toBe(status);
        const outcome = given(...story).when(command(status));
        if (from.includes(status)) return outcome.then(event(status));
        const detail = outcome.refused(otherwise);
        expect(detail).toMatch(new RegExp(`\\bis ${status.replace('_', '[ _]')}\\b`));
      });
  });

describe('publishing', () => {
  it('supersedes the revision that was published, which can be submitted again', () => {
    const story = [...TO_STATUS.published, ...approvedDraft(2)];
    given(...story)
      .when(asked.publish(2, 1))
      .then(told.published(2, 1));
    expect(statusesOf([...story, told.published(2, 1)])).toStrictEqual(['superseded', 'published']);
    const again = [...story, told.published(2, 1), told.submitted(1), told.approved(1)];
    given(...again)
      .when(asked.publish(1, 2))
      .then(told.published(1, 2));
    expectThat('once in the row of publications', stackOf([...again, told.published(1, 2)])).toStrictEqual([2, 1]);
  });

  it('is refused when another revision is published than whoever publishes knew of', () => {
    const story = [...TO_STATUS.published, ...approvedDraft(2)];
    for (const known of [null, 2, 3])
      given(...story)
        .when(asked.publish(2, known))
        .refused('POLICY_PUBLISHED_MEANWHILE');
    given(...TO_STATUS.approved)
      .when(asked.publish(1, 1))
      .refused('POLICY_PUBLISHED_MEANWHILE');
  });

  it('of the published revision does nothing, unless another policy decides or its signature is another', () => {
    given(...TO_STATUS.published)
      .when(asked.publish(1, 1))
      .refused('POLICY_REVISION_ALREADY_PUBLISHED');
    const required = { rules: { ...STRICT, isSignatureRequired: true } };
    given(...TO_STATUS.published)
      .when(asked.publish(1, 1, required))
      .refused('POLICY_NOT_SIGNED');
    given(...TO_STATUS.published)
      .when(asked.publish(1, 1, { isActive: false }))
      .then(told.published(1));
    const signed = [...TO_STATUS.published, told.signed(1)];
    given(...signed)
      .when(asked.publish(1, 1))
      .then(told.published(1, null, { signature: signatureNo(1) }));
    const settled = [...signed, told.published(1, null, { signature: signatureNo(1) })];
    given(...settled)
      .when(asked.publish(1, 1))
      .refused('POLICY_REVISION_ALREADY_PUBLISHED');
    given(...settled, told.signed(1, 2))
      .when(asked.publish(1, 1))
      .then(told.published(1, null, { signature: signatureNo(2) }));
    expect([statusesOf(settled), stackOf(settled)]).toStrictEqual([['published'], [1]]);
  });

  it('of a data revision is publishing of a revision like any other', () => {
    const story = [...TO_STATUS.published, told.revised(2, 1), told.submitted(2)];
    given(...story)
      .when(asked.publish(2, 1))
      .refused('POLICY_REVISION_NOT_APPROVED');
    given(...story, told.approved(2))
      .when(asked.publish(2, 1))
      .then(told.published(2, 1));
  });
});

describe('signing', () => {
  it('with the signature the revision has records nothing, and the latest one counts', () => {
    given(...TO_STATUS.approved, told.signed(1))
      .when(asked.sign())
      .then();
    given(...TO_STATUS.approved, told.signed(1))
      .when(asked.sign(1, 2))
      .then(told.signed(1, 2));
    const cosigned: PolicyCommand = { ...asked.sign(), keyId: 'k2' } as PolicyCommand;
    given(...TO_STATUS.approved, told.signed(1))
      .when(cosigned)
      .then({ ...told.signed(1), keyId: 'k2' } as PolicyEvent);
    const both = [...TO_STATUS.approved, told.signed(1), told.signed(1, 2)];
    given(...both)
      .when(asked.publish())
      .then(told.published(1, null, { signature: signatureNo(2) }));
  });
});

describe('rolling back', () => {
  const three = [told.created(), ...released(1), ...released(2, 1), ...released(3, 2)];
  it('brings back the revision published before, again and again, until there is none', () => {
    given(...three)
      .when(asked.rollBack(3))
      .then(told.rolledBack(2, 3));
    const once = [...three, told.rolledBack(2, 3)];
    expect([statusesOf(once), stackOf(once)]).toStrictEqual([
      ['superseded', 'published', 'rolled_back'],
      [1, 2],
    ]);
    given(...once)
      .when(asked.rollBack(2))
      .then(told.rolledBack(1, 2));
    const twice = [...once, told.rolledBack(1, 2)];
    expect([statusesOf(twice), stackOf(twice)]).toStrictEqual([['published', 'rolled_back', 'rolled_back'], [1]]);
    given(...twice)
      .when(asked.rollBack(1))
      .refused('NOTHING_TO_ROLL_BACK_TO');
  });

  it('is refused when another revision is published than the one to be rolled back', () => {
    given(...three)
      .when(asked.rollBack(2))
      .refused('POLICY_PUBLISHED_MEANWHILE');
    given(...TO_STATUS.approved)
      .when(asked.rollBack())
      .refused('POLICY_PUBLISHED_MEANWHILE');
    given(...three, told.rolledBack(2, 3))
      .when(asked.rollBack(3))
      .refused('POLICY_PUBLISHED_MEANWHILE');
  });

  it('leads past a revision that was rolled back, and to it when it was published again', () => {
    const over = [...three, told.rolledBack(2, 3), told.submitted(3), told.approved(3), told.published(3, 2)];
    expect(stackOf(over)).toStrictEqual([1, 2, 3]);
    given(...over)
      .when(asked.rollBack(3))
      .then(told.rolledBack(2, 3));
    const past = [...three, told.rolledBack(2, 3), ...released(4, 2)];
    given(...past)
      .when(asked.rollBack(4))
      .then(told.rolledBack(2, 4));
    const republished = [...three, told.submitted(1), told.approved(1), told.published(1, 3)];
    expect(stackOf(republished)).toStrictEqual([2, 3, 1]);
    given(...republished)
      .when(asked.rollBack(1))
      .then(told.rolledBack(3, 1));
    const back = [...republished, told.rolledBack(3, 1)];
    given(...back)
      .when(asked.rollBack(3))
      .then(told.rolledBack(2, 3));
  });

  it('publishes with the latest signature, also one made since, and whatever the review of it came to meanwhile', () => {
    given(...three, told.signed(2))
      .when(asked.rollBack(3))
      .then(told.rolledBack(2, 3, signatureNo(1)));
    const reviewed = [...three, told.submitted(2), told.sentBack(2), told.rolledBack(2, 3)];
    expect(statusesOf(reviewed)).toStrictEqual(['superseded', 'published', 'rolled_back']);
  });
});

describe('duties', () => {
  const based = [told.created(), told.added(1), told.revised(2, 1, 'dan'), told.submitted(2)];
  const approving = (by: string, rules = STRICT) => ({ ...asked.approve(2), by, rules }) as PolicyCommand;
  const publishing = (by: string, rules = STRICT) => ({ ...asked.publish(2), by, rules }) as PolicyCommand;

  it('are apart: nobody approves or publishes what they wrote, alone or with others', () => {
    for (const author of [AUTHOR, 'dan']) {
      given(...based)
        .when(approving(author))
        .refused('REVIEWER_IS_AUTHOR');
      given(...based, told.approved(2))
        .when(publishing(author))
        .refused('PUBLISHER_IS_AUTHOR');
    }
    given(...based, told.approved(2))
      .when(publishing(REVIEWER))
      .refused('PUBLISHER_IS_REVIEWER');
  });

  it('are one where the tenant says so', () => {
    given(...based)
      .when(approving(AUTHOR, RELAXED))
      .then(told.approved(2, AUTHOR, RELAXED));
    given(...based, told.approved(2))
      .when(publishing(AUTHOR, RELAXED))
      .then(told.published(2, null, { by: AUTHOR, rules: RELAXED }));
  });

  it('are those of the author alone where what data was revised on is not there', () => {
    given(told.created(), told.revised(1, 7, 'dan'), told.submitted(1))
      .when({ ...asked.approve(1), by: 'dan', rules: STRICT } as PolicyCommand)
      .refused('REVIEWER_IS_AUTHOR');
  });
});
