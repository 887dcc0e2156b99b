import { describe, expect, it } from '@jest/globals';
import { recordedEvent } from '#libs/event-sourcing/testing';
import { checkAcknowledged, checkDecisions } from './race-history.js';
import type { Decision } from './writ-client.js';

const control = (type: string, data: object) => recordedEvent({ type, stream: 'controls/tenant', data: data as never });
const published = control('PolicyActivated', { policy: { id: 'gate', revision: 1 } });
const kill = (scope: string, target: string | null) => control('KillSwitchEngaged', { scope, target, reason: 'x' });
const restore = (scope: string, target: string | null) => control('KillSwitchReleased', { scope, target, reason: 'x' });
const none = { decisions: 0, allowed: 0, denied: 0, failed: 0 };
const decided = (more: object = {}, counters: object = none) =>
  recordedEvent({
    type: 'DecisionRecorded',
    stream: 'session/s-1',
    data: {
      input: { agent: { id: 'a' }, tool: 'pay', session: { id: 's-1', ...none, ...counters } },
      verdict: 'ALLOW',
      code: 'ALLOWED',
      policy: { id: 'gate', revision: 1 },
      controls: 0,
      ...more,
    },
  });
const killed = { verdict: 'DENY', code: 'KILL_SWITCH', policy: null };

describe('the reader of a raced ledger', () => {
  it('is content with a ledger in which everything is as it must be', () => {
    const history = [
      published,
      decided(),
      kill('tool', 'pay'),
      decided({ ...killed, controls: 1 }, { decisions: 1, allowed: 1 }),
      restore('tool', 'pay'),
      decided({ controls: 2 }, { decisions: 2, allowed: 1, denied: 1 }),
    ];
    expect(checkDecisions(history)).toBe(3);
  });

  const wrong: Record<string, Parameters<typeof checkDecisions>[0]> = {
    'an ALLOW after a kill of everything': [published, kill('global', null), decided({ controls: 1 })],
    'an ALLOW after a kill of the session': [published, kill('session', 's-1'), decided({ controls: 1 })],
    'a KILL_SWITCH after the restore': [
      published,
      kill('agent', 'a'),
      restore('agent', 'a'),
      decided({ ...killed, controls: 2 }),
    ],
    'a KILL_SWITCH for another target': [published, kill('agent', 'b'), decided({ ...killed, controls: 1 })],
    'a decision by a policy that was replaced': [
      published,
      control('PolicyActivated', { policy: { id: 'gate', revision: 2 } }),
      decided({ controls: 1 }),
    ],
    'a decision against older controls': [
      published,
      control('PolicyActivated', { policy: { id: 'gate', revision: 1 } }),
      decided({ controls: 0 }),
    ],
    'a counter that missed a decision': [published, decided(), decided()],
    'a counter that counts too much': [published, decided({}, { failed: 1 })],
  };
  for (const [what, history] of Object.entries(wrong)) it(`finds ${what}`, () => expect(() => checkDecisions(history)).toThrow());

  it('finds an acknowledged decision that is not there, or not as it was told', () => {
    const event = { ...decided(), position: 1 };
    const told = {
      decisionId: event.id,
      verdict: 'ALLOW',
      code: 'ALLOWED',
      ledger: { position: 1, digest: event.digest, chain: event.chain, recordedAt: event.at },
    } as Decision;
    checkAcknowledged([event], [told, told]);
    for (const more of [
      { decisionId: 'other' },
      { verdict: 'DENY' },
      { ledger: { ...told.ledger, position: 2 } },
      { ledger: { ...told.ledger, digest: '1' } },
    ])
      expect(() => checkAcknowledged([event], [{ ...told, ...more }])).toThrow();
    expect(() => checkAcknowledged([event, event], [])).toThrow();
  });
});
