import { it } from '@jest/globals';
import { projectionSpec, recordedEvent } from '#libs/event-sourcing/testing';
import { sessionsProjection } from './sessions.projection.js';

const TABLE = 'sessions_sessions';
const given = projectionSpec(sessionsProjection);
const stream = 'session/s:1';
const opened = recordedEvent({
  type: 'SessionOpened',
  stream,
  data: { session: 's:1', agent: 'a-1', tags: ['vip'], parent: null, openedAt: 'any' },
});
const decided = (verdict: string, at: string) => recordedEvent({ type: 'DecisionRecorded', stream, data: { verdict }, at });
const later = (second: number) => `2026-11-20T08:00:0${second}.000000Z`;
const row = {
  id: 's:1',
  agent: 'a-1',
  tags: ['vip'],
  opened_at: opened.at,
  last_at: opened.at,
  decisions: 0,
  allowed: 0,
  position: opened.position,
};

it('shows an opened session', () => given().when(opened).then(TABLE, [row]));

it('counts decisions and the allowed ones among them', () => {
  given(opened)
    .when(
      decided('ALLOW', later(1)),
      decided('DENY', later(2)),
      decided('MODIFY', later(3)),
      decided('REQUIRE_APPROVAL', later(4)),
      decided('DEFER', later(5)),
    )
    .then(TABLE, [{ ...row, last_at: later(5), decisions: 5, allowed: 2 }]);
});

it('shows when it was closed, and leaves the counts alone', () => {
  const closed = recordedEvent({ type: 'SessionClosed', stream, data: { session: 's:1' }, at: later(7) });
  given(opened, decided('ALLOW', later(1)))
    .when(closed)
    .then(TABLE, [{ ...row, last_at: later(1), decisions: 1, allowed: 1, closed_at: later(7) }]);
});
