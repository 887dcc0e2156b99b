import { describe, expect, it } from '@jest/globals';
import { fold } from '#libs/event-sourcing';
import { expectThat } from '#libs/testing';
import { deciderSpec } from '#libs/event-sourcing/testing';
import { sessions } from './decider.js';
import type { SessionEvent } from './events.js';

const given = deciderSpec(sessions);
const now = '2026-11-20T08:00:00.000Z';
const opened: SessionEvent = { type: 'SessionOpened', session: 's-1', agent: 'a-1', tags: ['vip'], parent: 's-0', openedAt: now };
const closed: SessionEvent = { type: 'SessionClosed', session: 's-1' };
const open = { type: 'OpenSession', session: 's-1', agent: 'a-1', tags: ['vip'], parent: 's-0', lineage: [], now } as const;

describe('opening a session', () => {
  it('gives it to the agent', () => {
    given().when(open).then(opened);
    const state = { is: 'open', id: 's-1', agent: 'a-1', tags: ['vip'], openedAt: now, lineage: [] };
    expect(given().when(open).state()).toStrictEqual(state);
    expect(fold(sessions, [opened, closed])).toStrictEqual({ ...state, is: 'closed' });
    expectThat('a stream cut off before its first event has no session', fold(sessions, [closed])).toStrictEqual({
      is: 'absent',
    });
  });
  it('says what it draws on, when it does', () => {
    const drawing = { ...open, lineage: ['s-0', 's-00'] };
    given()
      .when(drawing)
      .then({ ...opened, lineage: ['s-0', 's-00'] });
    expect(given().when(drawing).state()).toMatchObject({ lineage: ['s-0', 's-00'] });
  });

  it('happens once, whoever asks, also after it was closed', () => {
    given(opened).when(open).refused('SESSION_ALREADY_EXISTS');
    given(opened)
      .when({ ...open, agent: 'a-2' })
      .refused('SESSION_ALREADY_EXISTS');
    given(opened, closed).when(open).refused('SESSION_ALREADY_EXISTS');
  });
});

describe('closing a session', () => {
  it('is for its agent', () => {
    given(opened).when({ type: 'CloseSession', agent: 'a-1' }).then(closed);
    given(opened).when({ type: 'CloseSession', agent: 'a-2' }).refused('TENANT_MISMATCH');
    given(opened, closed).when({ type: 'CloseSession', agent: 'a-2' }).refused('TENANT_MISMATCH');
  });
  it('needs one that is open', () => {
    given().when({ type: 'CloseSession', agent: 'a-1' }).refused('SESSION_NOT_FOUND');
    given(opened, closed).when({ type: 'CloseSession', agent: 'a-1' }).refused('SESSION_CLOSED');
  });
});

describe('a call', () => {
  const call = { type: 'TakeCall', session: 's-1', agent: 'a-1', now } as const;

  it('opens an unknown session for its agent, without tags or parent', () =>
    given()
      .when(call)
      .then({ ...opened, tags: [], parent: null }));

  it('is taken without a word by the open session of its agent alone', () => {
    given(opened).when(call).then();
    given(opened)
      .when({ ...call, agent: 'a-2' })
      .refused('TENANT_MISMATCH');
    given(opened, closed).when(call).refused('SESSION_CLOSED');
    given(opened, closed)
      .when({ ...call, agent: 'a-2' })
      .refused('TENANT_MISMATCH');
  });
});

describe('what became of a call', () => {
  it('is taken from the agent of the session, also after it was closed', () => {
    given(opened).when({ type: 'TakeOutcome', agent: 'a-1' }).then();
    given(opened, closed).when({ type: 'TakeOutcome', agent: 'a-1' }).then();
    given(opened).when({ type: 'TakeOutcome', agent: 'a-2' }).refused('TENANT_MISMATCH');
    given().when({ type: 'TakeOutcome', agent: 'a-1' }).refused('TENANT_MISMATCH');
  });
});
