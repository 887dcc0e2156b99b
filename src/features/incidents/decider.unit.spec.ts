import { describe, expect, it } from '@jest/globals';
import { fold } from '#libs/event-sourcing';
import { deciderSpec } from '#libs/event-sourcing/testing';
import type { IncidentCommand } from './commands.js';
import { subjects } from './decider.js';
import type { IncidentEvent, Led } from './events.js';

const given = deciderSpec(subjects);
const now = '2026-11-29T10:00:00.000Z';
const by = { id: 'op-1', name: 'Ada' };
const facts = (decision: string, incident: string) =>
  ({ incident, subject: 'session', subjectId: 's-1', agent: 'a-1', session: 's-1', decision }) as const;
const score = (decision: string, points: number, incident = 'i-1', threshold = 6): IncidentCommand => ({
  type: 'Score',
  points,
  threshold,
  ...facts(decision, incident),
  now,
});
const scored = (decision: string, points: number, reached: number): IncidentEvent => ({
  type: 'QuarantineScored',
  decision,
  points,
  score: reached,
});
const led = (decision: string, points: number): Led => ({ decision, points });
const byScore = (reached: number, threshold = 6) =>
  ({ kind: 'score', trigger: null, on: null, reached, threshold, windowSeconds: null }) as const;
const opened = (decision: string, reached: number, decisions: Led[], incident = 'i-1', threshold = 6): IncidentEvent => ({
  type: 'IncidentOpened',
  ...facts(decision, incident),
  cause: byScore(reached, threshold),
  decisions,
  at: now,
});
const tripped: readonly IncidentEvent[] = [
  scored('d-1', 4, 4),
  scored('d-2', 2, 6),
  opened('d-2', 6, [led('d-1', 4), led('d-2', 2)]),
];
const release = (incident = 'i-1'): IncidentCommand => ({ type: 'ReleaseIncident', incident, reason: 'seen', by });
const released = (incident = 'i-1'): IncidentEvent => ({ type: 'IncidentReleased', incident, reason: 'seen', by });
const reopen = (incident = 'i-1'): IncidentCommand => ({ type: 'ReopenIncident', incident, reason: 'again', by });
const reopened = (incident = 'i-1'): IncidentEvent => ({ type: 'IncidentReopened', incident, reason: 'again', by });
const comment = (incident = 'i-1'): IncidentCommand => ({ type: 'CommentOnIncident', incident, comment: 'hm', by });
const commented = (incident = 'i-1'): IncidentEvent => ({ type: 'IncidentCommented', incident, comment: 'hm', by });
const assign = (to: string): IncidentCommand => ({ type: 'AssignIncident', incident: 'i-1', to, by });
const assigned = (to: string): IncidentEvent => ({ type: 'IncidentAssigned', incident: 'i-1', to, by });
const second = opened('d-9', 8, [led('d-8', 4), led('d-9', 4)], 'i-2');

describe('a session or an agent', () => {
  it('collects points, and is contained at the threshold by the call that reaches it', () => {
    given()
      .when(score('d-1', 4))
      .then(scored('d-1', 4, 4));
    given(scored('d-1', 4, 4))
      .when(score('d-2', 1))
      .then(scored('d-2', 1, 5));
    given(scored('d-1', 4, 4))
      .when(score('d-2', 2))
      .then(...tripped.slice(1));
    given()
      .when(score('d-1', 4, 'i-1', 4))
      .then(scored('d-1', 4, 4), opened('d-1', 4, [led('d-1', 4)], 'i-1', 4));
    given().when(score('d-1', 0)).then();
  });

  it('has one active incident: whoever is contained scores no more, and trips nothing', () => {
    given(...tripped)
      .when(score('d-3', 4, 'i-2'))
      .then();
    const cause = { kind: 'trigger', trigger: 't', on: 'denials', reached: 3, threshold: 3, windowSeconds: 60 } as const;
    const recorded = { ...facts('d-3', 'i-2'), cause, decisions: [{ decision: 'd-3', points: null }] };
    const open: IncidentCommand = { type: 'OpenIncident', ...recorded, now };
    given(...tripped)
      .when(open)
      .then();
    given(...tripped, released())
      .when(open)
      .then({ type: 'IncidentOpened', ...recorded, at: now });
  });

  it('is shown the last 50 calls that led to it', () => {
    const calls = Array.from({ length: 59 }, (_, i) => scored(`d-${i}`, 1, i + 1));
    const last = Array.from({ length: 49 }, (_, i) => led(`d-${i + 10}`, 1));
    given(...calls)
      .when(score('d-59', 1, 'i-1', 60))
      .then(scored('d-59', 1, 60), opened('d-59', 60, [...last, led('d-59', 1)], 'i-1', 60));
  });

  it('begins with nothing when it is released, once, and is contained again when that was wrong', () => {
    given(...tripped)
      .when(release())
      .then(released());
    given(...tripped, released())
      .when(release())
      .refused('INCIDENT_ALREADY_RELEASED');
    given(...tripped, released())
      .when(score('d-8', 4, 'i-2'))
      .then(scored('d-8', 4, 4));
    given(...tripped, released())
      .when(reopen())
      .then(reopened());
    given(...tripped)
      .when(reopen())
      .refused('INCIDENT_ALREADY_OPEN');
    given(...tripped, released(), reopened())
      .when(score('d-8', 4, 'i-2'))
      .then();
    given(...tripped, released(), reopened())
      .when(release())
      .then(released());
    given(...tripped, released(), second)
      .when(reopen())
      .refused('SUBJECT_HAS_OPEN_INCIDENT');
    given(...tripped, released(), second, released('i-2'))
      .when(reopen())
      .then(reopened());
    expect(fold(subjects, [...tripped, released(), reopened(), released()])).toMatchObject({ score: 0, scored: [], releases: 2 });
  });

  it('is looked after by somebody while its incident is open; it is talked about at any time', () => {
    given(...tripped)
      .when(assign('Grace'))
      .then(assigned('Grace'));
    given(...tripped, assigned('Grace'))
      .when(assign('Grace'))
      .then();
    given(...tripped, released())
      .when(assign('Grace'))
      .refused('INCIDENT_ALREADY_RELEASED');
    given(...tripped, released())
      .when(comment())
      .then(commented());
    for (const command of [assign('Grace'), comment(), release(), reopen()]) given().when(command).refused('INCIDENT_NOT_FOUND');
  });

  it('has what is noted of one incident told of that one alone, also when it is reopened', () => {
    const nothing = { score: 0, scored: [], active: undefined, earlier: [], releases: 0 };
    expect(fold(subjects, [])).toStrictEqual(nothing);
    const noted = [...tripped, commented(), assigned('Grace'), released(), second, commented('i-2')];
    const first = { id: 'i-1', status: 'released', assignedTo: 'Grace', notes: 2 } as const;
    expect(
      given(...noted)
        .when(comment('i-2'))
        .state(),
    ).toStrictEqual({
      ...nothing,
      active: { id: 'i-2', status: 'open', assignedTo: null, notes: 2 },
      earlier: [first],
      releases: 1,
    });
    const again = given(...noted, released('i-2'))
      .when(reopen())
      .state();
    expect(again).toStrictEqual({
      ...nothing,
      active: { ...first, status: 'open', notes: 3 },
      earlier: [{ id: 'i-2', status: 'released', assignedTo: null, notes: 1 }],
      releases: 2,
    });
    expect(fold(subjects, [reopened('i-2')], again)).toMatchObject({ active: { id: 'i-2' }, earlier: [] });
    expect(fold(subjects, [reopened('i-9')], again)).toStrictEqual(again);
  });

  it('takes 200 notes to one incident, and can always be released', () => {
    const many = Array.from({ length: 199 }, () => commented());
    given(...tripped, ...many)
      .when(comment())
      .then(commented());
    given(...tripped, assigned('Grace'), ...many)
      .when(comment())
      .refused('TOO_MANY_INCIDENT_NOTES');
    given(...tripped, assigned('Grace'), ...many)
      .when(assign('Ada'))
      .refused('TOO_MANY_INCIDENT_NOTES');
    given(...tripped, assigned('Grace'), ...many)
      .when(release())
      .then(released());
    given(...tripped, assigned('Grace'), ...many, released())
      .when(reopen())
      .refused('TOO_MANY_INCIDENT_NOTES');
  });

  it('remembers its last 50 incidents', () => {
    const later = Array.from({ length: 50 }, (_, i) => [opened(`d-${i}`, 6, [], `later-${i}`), released(`later-${i}`)]).flat();
    given(...tripped, released(), ...later.slice(2))
      .when(comment())
      .then(commented());
    given(...tripped, released(), ...later)
      .when(comment())
      .refused('INCIDENT_TOO_OLD');
  });
});
