import { describe, expect, it } from '@jest/globals';
import { fold } from '#libs/event-sourcing';
import type { ApprovalCommand } from './commands.js';
import { approvals } from './decider.js';
import type { ApprovalEvent } from './events.js';
import {
  given,
  at,
  who,
  requested,
  request,
  give,
  gave,
  granted,
  delegated,
  use,
  used,
  two,
  ann,
  bob,
  cyd,
} from './testing/approval-story.js';
import type { Person } from './workflow.js';

describe('a request for approval', () => {
  it('is opened once for a call, and anew when the one before is over', () => {
    given().when(request()).then(requested());
    given(requested())
      .when(request({ requestedAt: at(1) }))
      .then();
    given(requested(), gave(ann), granted)
      .when(request({ requestedAt: at(1) }))
      .then();
    for (const over of [
      used,
      { type: 'ApprovalExpired', approval: 'a-1' },
      { type: 'ApprovalWithdrawn', approval: 'a-1', by: 'x', reason: 'x' },
    ])
      given(requested(), gave(ann), granted, over as ApprovalEvent)
        .when(request({ approval: 'a-2', requestedAt: at(3) }))
        .then(requested({}, { approval: 'a-2', requestedAt: at(3) }));
    given(requested())
      .when(request({ approval: 'a-2', requestedAt: at(30) }))
      .then(requested({}, { approval: 'a-2', requestedAt: at(30) }));
  });

  it('ends when the same call is asked for under another policy', () => {
    const policy = { id: 'gate', revision: 2, digest: 'p-2' };
    const newer = requested({}, { approval: 'a-2', policy, requestedAt: at(1), supersedes: 'a-1' });
    given(requested())
      .when(request({ approval: 'a-2', policy, requestedAt: at(1) }))
      .then(newer);
    given(requested(), newer).when(give(ann)).refused('APPROVAL_SUPERSEDED');
    given(requested(), newer)
      .when(give(ann, 1, 'a-2'))
      .then({ ...gave(ann), approval: 'a-2' }, { ...granted, approval: 'a-2' });
  });
});

describe('saying yes', () => {
  it('is for those the workflow names, by role or by name, in any spelling', () => {
    given(requested()).when(give(ann)).then(gave(ann), granted);
    given(requested()).when(give(cyd)).refused('NOT_AN_APPROVER');
    given(requested({ steps: [{ people: [' cYD '] }] }))
      .when(give(cyd))
      .then(gave(cyd), granted);
    given(requested({ steps: [{ people: ['id-cyd'] }] }))
      .when(give(cyd))
      .then(gave(cyd), granted);
    given(requested({ steps: [{ people: ['Cyd'] }] }))
      .when(give(ann))
      .refused('NOT_AN_APPROVER');
  });

  it('takes as many different people as are wanted', () => {
    given(requested(two)).when(give(ann)).then(gave(ann));
    given(requested(two), gave(ann)).when(give(ann)).refused('APPROVER_ACTED_ALREADY');
    given(requested(two), gave(ann)).when(give(bob)).then(gave(bob), granted);
  });

  it('is in the order of the steps, or in any order', () => {
    const steps = [{ people: ['Ann'] }, { people: ['Bob'] }];
    given(requested({ steps })).when(give(bob)).refused('NOT_AN_APPROVER');
    given(requested({ steps }), gave(ann)).when(give(bob)).then(gave(bob, 1), granted);
    given(requested({ steps, order: 'parallel' }))
      .when(give(bob))
      .then(gave(bob, 1));
    given(requested({ steps, order: 'parallel' }), gave(bob, 1))
      .when(give(ann))
      .then(gave(ann, 0), granted);
  });

  it('is never for who asked, nor for the owner of the agent that asked', () => {
    for (const requester of [who('Agent-1', 'approval_admin'), who('olga', 'approval_admin')])
      given(requested()).when(give(requester)).refused('APPROVER_IS_REQUESTER');
  });

  it('ends with the time, and with the decision', () => {
    given(requested()).when(give(ann, 30)).refused('APPROVAL_EXPIRED');
    given(requested(), gave(ann), granted).when(give(bob)).refused('APPROVAL_ALREADY_DECIDED');
    given(requested(), { type: 'ApprovalDenied', approval: 'a-1', by: ann, reason: 'x' })
      .when(give(bob))
      .refused('APPROVAL_ALREADY_DECIDED');
    given().when(give(ann)).refused('APPROVAL_NOT_FOUND');
  });
});

describe('delegating', () => {
  const delegate = (from: Person, to: string, until: string | null = null): ApprovalCommand => ({
    type: 'DelegateApproval',
    approval: 'a-1',
    from,
    to,
    until,
    comment: null,
    now: at(1),
  });

  it('is for those who have a say themselves, and ends in time', () => {
    given(requested()).when(delegate(ann, 'Cyd')).then(delegated(ann, 'Cyd'));
    given(requested())
      .when(delegate(ann, 'Cyd', at(10)))
      .then(delegated(ann, 'Cyd', 10));
    given(requested()).when(delegate(cyd, 'Ann')).refused('NOT_AN_APPROVER');
    for (const until of [at(1), at(31)])
      given(requested())
        .when(delegate(ann, 'Cyd', until))
        .refused('DELEGATION_ENDS_WRONG');
    given(requested(two), gave(ann)).when(delegate(ann, 'Cyd')).refused('APPROVER_ACTED_ALREADY');
  });

  it('lets somebody else take the place, while it lasts', () => {
    given(requested(), delegated(ann, 'Cyd', 10))
      .when(give(cyd, 9))
      .then(gave(cyd, 0, ann), granted);
    given(requested(), delegated(ann, 'Cyd', 10))
      .when(give(cyd, 10))
      .refused('NOT_AN_APPROVER');
  });

  it('gives nobody a second place', () => {
    given(requested(two), delegated(ann, 'Bob'), gave(bob)).when(give(bob)).refused('APPROVER_ACTED_ALREADY');
    given(requested(two), delegated(ann, 'Cyd'), gave(cyd, 0, ann))
      .when(give(ann))
      .refused('APPROVER_ACTED_ALREADY');
    given(requested(two), delegated(ann, 'Cyd'), gave(ann)).when(give(cyd)).refused('NOT_AN_APPROVER');
    given(requested(two), delegated(ann, 'Cyd'), gave(cyd, 0, ann))
      .when(give(bob))
      .then(gave(bob), granted);
  });
});

describe('an approval that was given', () => {
  const approved = [requested(), gave(ann), granted];

  it('lets one call through', () => {
    given(...approved)
      .when(use())
      .then(used);
    given(...approved, used)
      .when(use('d-3'))
      .refused('APPROVAL_ALREADY_DECIDED');
    given(...approved)
      .when(use('d-2', 30))
      .refused('APPROVAL_EXPIRED');
    given(requested()).when(use()).refused('APPROVAL_ALREADY_DECIDED');
  });

  it('can be taken back until then', () => {
    const withdraw: ApprovalCommand = { type: 'WithdrawApproval', approval: 'a-1', by: 'x', reason: 'a mistake', now: at(2) };
    const withdrawn: ApprovalEvent = { type: 'ApprovalWithdrawn', approval: 'a-1', by: 'x', reason: 'a mistake' };
    given(...approved)
      .when(withdraw)
      .then(withdrawn);
    given(...approved, used)
      .when(withdraw)
      .refused('APPROVAL_ALREADY_DECIDED');
    given(...approved, withdrawn)
      .when(use())
      .refused('APPROVAL_ALREADY_DECIDED');
  });

  it('expires once, when its time is over', () => {
    const expire = (minute: number): ApprovalCommand => ({ type: 'ExpireApproval', approval: 'a-1', now: at(minute) });
    const expired: ApprovalEvent = { type: 'ApprovalExpired', approval: 'a-1' };
    given(...approved)
      .when(expire(29))
      .then();
    given(...approved)
      .when(expire(30))
      .then(expired);
    given(...approved, expired)
      .when(expire(31))
      .then();
    given(...approved, used)
      .when(expire(31))
      .then();
  });
});

it('anybody with a say may say no, out of order too, and nobody else', () => {
  const deny = (by: Person): ApprovalCommand => ({ type: 'DenyApproval', approval: 'a-1', by, reason: 'too much', now: at(1) });
  const steps = [{ people: ['Ann'] }, { people: ['Bob'] }];
  given(requested({ steps })).when(deny(bob)).then({ type: 'ApprovalDenied', approval: 'a-1', by: bob, reason: 'too much' });
  for (const by of [cyd, who('Olga', 'approval_admin')]) given(requested()).when(deny(by)).refused('NOT_AN_APPROVER');
});

describe('what is over', () => {
  const again = (n: number, minute: number) =>
    requested({}, { approval: `a-${n}`, requestedAt: at(minute), expiresAt: at(minute + 30) });
  const withdrawn: ApprovalEvent = { type: 'ApprovalWithdrawn', approval: 'a-1', by: 'x', reason: 'x' };
  const expired: ApprovalEvent = { type: 'ApprovalExpired', approval: 'a-1' };

  it('is told as what it was, whatever was asked since', () => {
    given(requested(), gave(ann), granted, used, again(2, 3)).when(give(bob, 4)).refused('APPROVAL_ALREADY_DECIDED');
    expect(given(requested(), withdrawn, again(2, 3)).when(give(bob, 4)).refused('APPROVAL_ALREADY_DECIDED')).toBe(
      'it is withdrawn',
    );
    given(requested(), expired, again(2, 31)).when(give(bob, 32)).refused('APPROVAL_EXPIRED');
    given(requested(), again(2, 31)).when(give(bob, 32)).refused('APPROVAL_EXPIRED');
    given(requested(), again(2, 31))
      .when(give(bob, 32, 'a-9'))
      .refused('APPROVAL_NOT_FOUND');
    given(requested())
      .when(give(bob, 1, 'a-9'))
      .refused('APPROVAL_NOT_FOUND');
  });

  it('is kept by how it ended, and requests are counted', () => {
    const denied: ApprovalEvent = { type: 'ApprovalDenied', approval: 'a-1', by: ann, reason: 'x' };
    const ends: [ApprovalEvent[], string][] = [
      [[denied], 'denied'],
      [[withdrawn], 'withdrawn'],
      [[expired], 'expired'],
      [[gave(ann), granted, used], 'used'],
    ];
    for (const [events, status] of ends) {
      const { asked, last, earlier } = fold(approvals, [requested(), ...events, again(2, 31)]);
      expect([asked, last?.id, last?.status, earlier]).toStrictEqual([2, 'a-2', 'pending', [{ id: 'a-1', status, comments: 0 }]]);
    }
    expect(fold(approvals, [requested(), ...Array.from({ length: 60 }, (_, i) => again(i + 2, 31))]).earlier).toHaveLength(50);
  });

  it('is changed by nothing that is about another one', () => {
    const about = fold(approvals, [requested(), { ...granted, approval: 'a-7' }, { ...used, approval: 'a-7' }]);
    expect(about.last?.status).toBe('pending');
    given(requested())
      .when({ type: 'ExpireApproval', approval: 'a-7', now: at(40) })
      .then();
    given()
      .when({ type: 'ExpireApproval', approval: 'a-1', now: at(40) })
      .then();
    expect(fold(approvals, [granted])).toStrictEqual(approvals.initial);
    const said = { type: 'ApprovalCommented', approval: 'a-1', by: cyd, comment: 'look' } as const;
    expect(fold(approvals, [said])).toStrictEqual(approvals.initial);
    const { last, earlier } = fold(approvals, [requested(), again(2, 31), again(3, 40), said]);
    expect([last, ...earlier].map((each) => [each?.id, each?.comments])).toStrictEqual([
      ['a-3', 0],
      ['a-2', 0],
      ['a-1', 1],
    ]);
    const lost = given(requested()).when({ type: 'CommentOnApproval', approval: 'a-7', by: cyd, comment: 'look' });
    expect(lost.refused('APPROVAL_ALREADY_DECIDED')).toBe('it is long over');
  });
});

it('a request can be taken back while it waits, delegated until its very end, and talked about', () => {
  const withdraw: ApprovalCommand = { type: 'WithdrawApproval', approval: 'a-1', by: 'x', reason: 'x', now: at(2) };
  given(requested()).when(withdraw).then({ type: 'ApprovalWithdrawn', approval: 'a-1', by: 'x', reason: 'x' });
  const delegate: ApprovalCommand = {
    type: 'DelegateApproval',
    approval: 'a-1',
    from: ann,
    to: 'Cyd',
    until: at(30),
    comment: 'x',
    now: at(1),
  };
  given(requested())
    .when(delegate)
    .then({ ...delegated(ann, 'Cyd'), comment: 'x' } as ApprovalEvent);
  const said = { type: 'ApprovalCommented', approval: 'a-1', by: cyd, comment: 'look' } as const;
  given(requested()).when({ type: 'CommentOnApproval', approval: 'a-1', by: cyd, comment: 'look' }).then(said);
  expect(fold(approvals, [])).toStrictEqual({ asked: 0, last: undefined, earlier: [] });
  expect(fold(approvals, [requested()])).toMatchObject({ asked: 1, earlier: [] });
  expect(fold(approvals, [requested(), said]).last).toStrictEqual({ ...fold(approvals, [requested()]).last, comments: 1 });
});

it('of a request no more is kept than people read', () => {
  const say = (approval = 'a-1'): ApprovalCommand => ({ type: 'CommentOnApproval', approval, by: cyd, comment: 'look' });
  const said = { type: 'ApprovalCommented', approval: 'a-1', by: cyd, comment: 'look' } as const;
  const times = <E>(many: number, event: E): E[] => Array.from({ length: many }, () => event);
  given(requested(), ...times(199, said))
    .when(say())
    .then(said);
  given(requested(), ...times(200, said))
    .when(say())
    .refused('TOO_MANY_COMMENTS');
  const next = requested({}, { approval: 'a-2', requestedAt: at(31), expiresAt: at(59) });
  given(requested(), ...times(150, said), next, ...times(50, said))
    .when(say())
    .refused('TOO_MANY_COMMENTS');
  given(requested(), ...times(200, said), next)
    .when(say('a-2'))
    .then({ ...said, approval: 'a-2' });
  given(requested(), ...times(51, next))
    .when(say())
    .refused('APPROVAL_ALREADY_DECIDED');
  given().when(say()).refused('APPROVAL_NOT_FOUND');
  const delegate = {
    type: 'DelegateApproval',
    approval: 'a-1',
    from: ann,
    to: 'Cyd',
    until: null,
    comment: null,
    now: at(1),
  } as const;
  given(requested(), ...times(49, delegated(ann, 'Cyd')))
    .when(delegate)
    .then(delegated(ann, 'Cyd'));
  given(requested(), ...times(50, delegated(ann, 'Cyd')))
    .when(delegate)
    .refused('TOO_MANY_DELEGATIONS');
});
