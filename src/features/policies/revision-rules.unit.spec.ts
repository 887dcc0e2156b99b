import { describe, expect, it } from '@jest/globals';
import { deciderSpec } from '#libs/event-sourcing/testing';
import { policies } from './decider.js';
import type { ReleaseRules } from './commands.js';
import type { PolicyEvent, Quality } from './events.js';
import {
  approvedDraft,
  asked,
  AUTHOR,
  dossierNo,
  GOOD,
  PUBLISHER,
  RELAXED,
  released,
  REVIEWER,
  signatureNo,
  STRICT,
  TO_STATUS,
  told,
} from './testing/policy-story.js';

const given = deciderSpec(policies);
/** Approved, with these checks, by somebody other than its author. */
const checkedAs = (quality: Quality | null): PolicyEvent[] => [
  told.created(),
  told.added(1, { quality }),
  told.submitted(1),
  told.approved(1),
];
const publishUnder = (rules: Partial<ReleaseRules>) => asked.publish(1, null, { rules: { ...STRICT, ...rules } });

describe('separation of duties', () => {
  const { in_review: inReview, approved } = TO_STATUS;

  it('keeps the author from approving, whoever submitted it', () => {
    given(...inReview)
      .when(asked.approve(1, AUTHOR))
      .refused('REVIEWER_IS_AUTHOR');
    given(told.created(), told.added(1), told.submitted(1, REVIEWER)).when(asked.approve()).then(told.approved(1));
  });

  it('keeps author and reviewer from publishing', () => {
    given(...approved)
      .when(asked.publish(1, null, { by: AUTHOR }))
      .refused('PUBLISHER_IS_AUTHOR');
    given(...approved)
      .when(asked.publish(1, null, { by: REVIEWER }))
      .refused('PUBLISHER_IS_REVIEWER');
    given(...approved)
      .when(asked.publish())
      .then(told.published(1));
  });

  it('counts who approved it last', () => {
    const story = [...approved, told.sentBack(1, 'zoe'), told.submitted(1), told.approved(1, 'zoe')];
    given(...story)
      .when(asked.publish(1, null, { by: 'zoe' }))
      .refused('PUBLISHER_IS_REVIEWER');
    given(...story)
      .when(asked.publish(1, null, { by: REVIEWER }))
      .then(told.published(1, null, { by: REVIEWER }));
  });

  it('holds for the published revision too, when it is to decide again', () => {
    for (const [by, code] of [
      [AUTHOR, 'PUBLISHER_IS_AUTHOR'],
      [REVIEWER, 'PUBLISHER_IS_REVIEWER'],
    ] as const)
      given(...TO_STATUS.published)
        .when(asked.publish(1, 1, { by, isActive: false }))
        .refused(code);
  });

  it('does not hold where it is relaxed, and the event says so', () => {
    given(...inReview)
      .when(asked.approve(1, AUTHOR, RELAXED))
      .then(told.approved(1, AUTHOR, RELAXED));
    for (const by of [AUTHOR, REVIEWER])
      given(...approved)
        .when(asked.publish(1, null, { by, rules: RELAXED }))
        .then(told.published(1, null, { by, rules: RELAXED }));
  });

  it('is not got round by an approval from before it was enforced', () => {
    const own = [...inReview, told.approved(1, AUTHOR, RELAXED)];
    given(...own)
      .when(asked.publish())
      .refused('REVIEWER_IS_AUTHOR');
    given(...own)
      .when(asked.publish(1, null, { rules: RELAXED }))
      .then(told.published(1, null, { rules: RELAXED }));
    const reviewed = [...own, told.sentBack(1), told.submitted(1), told.approved(1)];
    given(...reviewed)
      .when(asked.publish())
      .then(told.published(1));
  });

  it('is not got round by putting data under modules that nobody has reviewed', () => {
    for (const unreviewed of [TO_STATUS.draft, TO_STATUS.in_review, TO_STATUS.changes_requested]) {
      const story = [...unreviewed, told.revised(2, 1, 'zoe'), told.submitted(2, 'zoe')];
      for (const by of [AUTHOR, 'zoe'])
        given(...story)
          .when(asked.approve(2, by))
          .refused('REVIEWER_IS_AUTHOR');
      given(...story)
        .when(asked.approve(2))
        .then(told.approved(2));
      for (const by of [AUTHOR, 'zoe'])
        given(...story, told.approved(2))
          .when(asked.publish(2, null, { by }))
          .refused('PUBLISHER_IS_AUTHOR');
      const third = [...story, told.revised(3, 2, REVIEWER), told.submitted(3)];
      for (const by of [AUTHOR, 'zoe', REVIEWER])
        given(...third)
          .when(asked.approve(3, by))
          .refused('REVIEWER_IS_AUTHOR');
    }
  });

  it('takes modules that were reviewed as nobody’s in a data revision', () => {
    for (const reviewed of [TO_STATUS.approved, TO_STATUS.published, [told.created(), ...released(1), ...approvedDraft(2)]]) {
      const next = reviewed.filter(({ type }) => type === 'PolicyRevisionAdded').length + 1;
      const story = [...reviewed, told.revised(next, 1, 'zoe'), told.submitted(next, 'zoe')];
      given(...story)
        .when(asked.approve(next, AUTHOR))
        .then(told.approved(next, AUTHOR));
      given(...story)
        .when(asked.approve(next, 'zoe'))
        .refused('REVIEWER_IS_AUTHOR');
    }
  });
});

describe('the checks of a revision', () => {
  it('must have passed, and must have been kept', () => {
    given(...checkedAs({ ...GOOD, testsFailed: 1 }))
      .when(asked.publish())
      .refused('POLICY_CHECKS_FAILED');
    given(...checkedAs(null))
      .when(asked.publish())
      .refused('POLICY_CHECKS_FAILED');
    given(...checkedAs(null))
      .when(publishUnder({ minimumQuality: 0 }))
      .refused('POLICY_CHECKS_FAILED');
  });

  it('must come to the minimum of the tenant, and to no more', () => {
    given(...checkedAs({ ...GOOD, score: 69.9 }))
      .when(asked.publish())
      .refused('POLICY_QUALITY_TOO_LOW');
    given(...checkedAs({ ...GOOD, score: 70 }))
      .when(asked.publish())
      .then(told.published(1));
    given(...checkedAs({ ...GOOD, score: 0 }))
      .when(publishUnder({ minimumQuality: 0 }))
      .then(told.published(1));
    given(...checkedAs({ ...GOOD, score: 99 }))
      .when(publishUnder({ minimumQuality: 100 }))
      .refused('POLICY_QUALITY_TOO_LOW');
  });
});

describe('a signature', () => {
  it('must be there when the deployment requires it', () => {
    const required = publishUnder({ isSignatureRequired: true });
    given(...TO_STATUS.approved)
      .when(required)
      .refused('POLICY_NOT_SIGNED');
    const signature = signatureNo(1);
    given(...TO_STATUS.approved, told.signed(1))
      .when(required)
      .then(told.published(1, null, { signature }));
    given(...TO_STATUS.draft, told.signed(1), told.submitted(1), told.approved(1))
      .when(required)
      .then(told.published(1, null, { signature }));
  });
});

describe('what is wrong with a revision', () => {
  it('is told people first, then checks, then the signature', () => {
    const rules = { ...STRICT, isSignatureRequired: true };
    const publish = (by: string) => asked.publish(1, null, { by, rules });
    given(...checkedAs({ ...GOOD, score: 1 }))
      .when(publish(AUTHOR))
      .refused('PUBLISHER_IS_AUTHOR');
    given(...checkedAs({ ...GOOD, score: 1 }))
      .when(publish(PUBLISHER))
      .refused('POLICY_QUALITY_TOO_LOW');
    given(...checkedAs(GOOD))
      .when(publish(PUBLISHER))
      .refused('POLICY_NOT_SIGNED');
  });
});

describe('a change dossier', () => {
  const { approved } = TO_STATUS;
  const WANTED = { isDossierRequired: true };

  it('is attached once, and is told in the publication whether or not it is wanted', () => {
    const attached = told.withDossier(1, dossierNo(1, null));
    given(...approved)
      .when(asked.attach(1, dossierNo(1, null)))
      .then(attached);
    given(...approved, attached)
      .when(asked.attach(1, dossierNo(1, null)))
      .then();
    const twin = { ...dossierNo(1, null), envelopeDigest: 'v2' };
    given(...approved, attached)
      .when(asked.attach(1, twin))
      .then(told.withDossier(1, twin));
    const objecting = dossierNo(1, null, 'unknown tools are allowed', 'and more');
    given(...approved)
      .when(asked.attach(1, objecting))
      .then(told.withDossier(1, objecting));
    for (const rules of [{}, WANTED])
      given(...approved, attached)
        .when(publishUnder(rules))
        .then(told.published(1, null, { dossier: 'f1' }));
  });

  it('that is wanted has to be there, to compare with what is published, and to object to nothing', () => {
    given(...approved)
      .when(publishUnder(WANTED))
      .refused('POLICY_DOSSIER_MISSING');
    given(...approved, told.withDossier(1, dossierNo(1, 7)))
      .when(publishUnder(WANTED))
      .refused('POLICY_DOSSIER_STALE');
    const objecting = told.withDossier(1, dossierNo(1, null, 'unknown tools are allowed', 'and more'));
    const detail = given(...approved, objecting)
      .when(publishUnder(WANTED))
      .refused('POLICY_DOSSIER_OBJECTS');
    expect(detail).toBe('unknown tools are allowed, and 1 more');
    // The latest one counts.
    given(...approved, objecting, told.withDossier(1, dossierNo(2, null)))
      .when(publishUnder(WANTED))
      .then(told.published(1, null, { dossier: 'f2' }));
  });

  it('compares with another revision as soon as that one is published', () => {
    const story = [...TO_STATUS.published, ...approvedDraft(2), told.withDossier(2, dossierNo(1, null))];
    const publish = asked.publish(2, 1, { rules: { ...STRICT, ...WANTED } });
    given(...story)
      .when(publish)
      .refused('POLICY_DOSSIER_STALE');
    given(...story, told.withDossier(2, dossierNo(2, 1)))
      .when(publish)
      .then(told.published(2, 1, { dossier: 'f2' }));
  });
});
