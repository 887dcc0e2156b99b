import { describe, expect, it } from '@jest/globals';
import { fold } from '#libs/event-sourcing';
import { deciderSpec } from '#libs/event-sourcing/testing';
import type { QuarantineRulesCommand } from './commands.js';
import type { QuarantineRuleEvent, Trigger } from './events.js';
import { quarantineRules } from './quarantine-rules.js';

const given = deciderSpec(quarantineRules);
const facts = { reason: null, by: 'op-1' };
const at = '2026-11-29T10:00:00.000Z';
const denials: Trigger = {
  id: 't-1',
  name: 'denials',
  on: 'denials',
  subject: 'agent',
  count: 3,
  windowSeconds: 60,
  tools: null,
  labels: null,
};
const set = (threshold: number | null, ...triggers: Trigger[]): QuarantineRulesCommand => ({
  type: 'SetQuarantineRules',
  scoring: threshold === null ? null : { threshold },
  triggers,
  ...facts,
  now: at,
});
const wasSet = (threshold: number | null, ...triggers: Trigger[]): QuarantineRuleEvent => ({
  type: 'QuarantineRulesSet',
  scoring: threshold === null ? null : { threshold },
  triggers,
  ...facts,
  at,
});

describe('rules of quarantine', () => {
  it('are none before they are set, and then take the place of those before as a whole', () => {
    const none = { version: 0, scoring: null, triggers: [], reason: null, by: null, at: null };
    expect(fold(quarantineRules, [])).toStrictEqual(none);
    given().when(set(6)).then(wasSet(6));
    given(wasSet(6)).when(set(null, denials)).then(wasSet(null, denials));
    given(wasSet(6, denials)).when(set(null)).then(wasSet(null));
  });

  it('are recorded when they are others than before, and the first time', () => {
    given(wasSet(6, denials))
      .when(set(6, { ...denials, id: 't-2' }))
      .then();
    given().when(set(null)).then(wasSet(null));
    given(wasSet(null)).when(set(null)).then();
  });

  it('go on counting where they were while they count the same, however many are too many', () => {
    given(wasSet(6, denials))
      .when(set(6, { ...denials, id: 't-2', count: 5 }))
      .then(wasSet(6, { ...denials, count: 5 }));
    const { id: _, name, ...backwards } = Object.fromEntries(Object.entries(denials).toReversed()) as unknown as Trigger;
    given(wasSet(6, denials))
      .when(set(6, { ...backwards, id: 't-2', name, count: 5 }))
      .then(wasSet(6, { ...denials, count: 5 }));
    const changes: Partial<Trigger>[] = [{ subject: 'session' }, { windowSeconds: 61 }, { tools: ['pay'] }, { on: 'failures' }];
    for (const change of changes) {
      const changed = { ...denials, id: 't-2', ...change };
      given(wasSet(6, denials)).when(set(6, changed)).then(wasSet(6, changed));
    }
  });
});
