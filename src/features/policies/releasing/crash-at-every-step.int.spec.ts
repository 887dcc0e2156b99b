import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { CrashStage, POLICY, type Operation } from '../testing/crash-stage.js';
import { onRevision, TESTED_MODULES } from '#test/support/review-circle';

let stage: CrashStage;
beforeAll(async () => {
  stage = await CrashStage.set();
});
afterAll(() => stage.writ.close());

const OPERATIONS: Readonly<Record<string, Operation>> = {
  addRevision: {
    prepare: async () => (of) => {
      const draft = { modules: TESTED_MODULES, data: { answer: 'ALLOW', at: Date.now() }, summary: 'x' };
      return of.author.send('POST', `/v1/policies/${POLICY}/revisions`, draft);
    },
    records: ['PolicyRevisionAdded'],
  },
  addData: {
    prepare: async () => (of) => {
      const draft = { data: { answer: 'ALLOW', at: Date.now() }, summary: 'x' };
      return of.author.send('POST', `/v1/policies/${POLICY}/data`, draft);
    },
    records: ['PolicyDataRevised'],
  },
  submit: {
    prepare: async () => {
      await stage.standAt(3, 'changes_requested');
      return (of) => of.author.send('POST', onRevision(POLICY, 3, 'submit'));
    },
    records: ['PolicyRevisionSubmitted'],
    whenDone: ['POLICY_REVISION_NOT_A_DRAFT'],
  },
  approve: {
    prepare: async () => {
      await stage.standAt(3, 'in_review');
      return (of) => of.reviewer.send('POST', onRevision(POLICY, 3, 'approve'));
    },
    records: ['PolicyRevisionApproved'],
    whenDone: ['POLICY_REVISION_NOT_IN_REVIEW'],
  },
  requestChanges: {
    prepare: async () => {
      await stage.standAt(3, 'approved');
      return (of) => of.reviewer.send('POST', onRevision(POLICY, 3, 'request-changes'), { comment: 'x' });
    },
    records: ['PolicyChangesRequested'],
    whenDone: ['POLICY_REVISION_NOT_IN_REVIEW'],
  },
  sign: {
    prepare: async () => {
      const envelope = await stage.envelopeFor(3);
      return (of) => of.author.send('POST', onRevision(POLICY, 3, 'signatures'), { envelope });
    },
    records: ['PolicyRevisionSigned'],
  },
};

describe('a process that ends at any step', () => {
  for (const [name, operation] of Object.entries(OPERATIONS))
    it(`of ${name} leaves all of it or nothing, and it can be repeated`, () => stage.endAtEveryStep(operation));
});
