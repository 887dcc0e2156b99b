import { describe, expect, it } from '@jest/globals';
import { fold, fromRecorded, type JsonObject, type RecordedEvent } from '#libs/event-sourcing';
import type { ApprovalCommand } from '../commands.js';
import { approvals } from '../decider.js';
import { approvalEvents, type ApprovalEvent, type ApprovalRequested } from '../events.js';
import { given, at, workflow, requested, gave, granted, used, ann } from '../testing/approval-story.js';
import { workflowOf } from '../workflow.js';

describe('a reminder', () => {
  const twice = { remindAfterSeconds: [600, 1200] };
  const remind = (due: number, now = due, approval = 'a-1'): ApprovalCommand => ({
    type: 'RemindOfApproval',
    approval,
    due: at(due),
    now: at(now),
  });
  const reminded = (due: number, next: number | null): ApprovalEvent => ({
    type: 'ApprovalReminded',
    approval: 'a-1',
    due: at(due),
    next: next === null ? null : at(next),
  });

  it('is given once for each of its times, one after the other, late too', () => {
    given(requested(twice)).when(remind(10)).then(reminded(10, 20));
    given(requested(twice)).when(remind(10, 9)).then();
    given(requested(twice)).when(remind(20)).then();
    given(requested(twice)).when(remind(11)).then();
    given(requested(twice), reminded(10, 20)).when(remind(10, 25)).then();
    given(requested(twice), reminded(10, 20)).when(remind(20, 25)).then(reminded(20, null));
    given(requested(twice), reminded(10, 20), reminded(20, null)).when(remind(20, 25)).then();
    given(requested({ remindAfterSeconds: [] }))
      .when(remind(10))
      .then();
  });

  it('is given of nothing that was decided, taken back or is over', () => {
    const over: ApprovalEvent[][] = [
      [gave(ann), granted],
      [gave(ann), granted, used],
      [{ type: 'ApprovalDenied', approval: 'a-1', by: ann, reason: 'x' }],
      [{ type: 'ApprovalWithdrawn', approval: 'a-1', by: 'x', reason: 'x' }],
      [{ type: 'ApprovalExpired', approval: 'a-1' }],
      [requested({}, { approval: 'a-2', supersedes: 'a-1' })],
    ];
    for (const events of over)
      given(requested(twice), ...events)
        .when(remind(10))
        .then();
    given(requested(twice)).when(remind(10, 30)).then();
    given(requested(twice))
      .when(remind(10, 10, 'a-7'))
      .then();
    given().when(remind(10)).then();
    given(requested({ ...twice, steps: [{ required: 2 }] }), gave(ann))
      .when(remind(10))
      .then(reminded(10, 20));
  });

  it('comes when half of the time has passed, unless the policy says when', () => {
    const after = (obligation: object) => workflow(obligation).remindAfterSeconds;
    expect([{}, { expiresInSeconds: 61 }, { expiresInSeconds: 59 }].map(after)).toStrictEqual([[1_800], [30], []]);
    expect(after({ remindAfterSeconds: [] })).toStrictEqual([]);
    expect(after({ remindAfterSeconds: [900, 60, 900] })).toStrictEqual([60, 900]);
    for (const remindAfterSeconds of [[0], [1.5], [3_600], ['60'], 60, Array.from({ length: 9 }, (_, n) => n + 1)])
      expect(JSON.stringify(workflowOf([{ type: 'approval', remindAfterSeconds }]))).toMatch(/wrong.*remindAfterSeconds/);
  });
});

it('a request from before there were reminders has none', () => {
  const { type, workflow: now, ...more } = requested();
  const { remindAfterSeconds: _, ...before } = now;
  const recorded = { type, schema: 1, data: { ...more, workflow: before } as unknown as JsonObject } as RecordedEvent;
  const event = fromRecorded(approvalEvents, recorded) as ApprovalRequested;
  expect(event).toStrictEqual(requested({ remindAfterSeconds: [] }));
  expect(fold(approvals, [event]).last?.reminders).toStrictEqual([]);
});
