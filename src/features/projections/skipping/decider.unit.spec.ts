import { it } from '@jest/globals';
import { deciderSpec } from '#libs/event-sourcing/testing';
import { skippedEvents } from './decider.js';

it('an event is skipped once for each projection', () => {
  const given = deciderSpec(skippedEvents);
  const skipped = { readModel: 'decisions', position: 7, eventType: 'DecisionRecorded', problem: 'p', reason: 'r' };
  const event = { type: 'ReadModelEventSkipped', ...skipped } as const;
  given()
    .when({ type: 'SkipEvent', ...skipped })
    .then(event);
  given(event)
    .when({ type: 'SkipEvent', ...skipped, reason: 'again' })
    .then();
  given(event)
    .when({ type: 'SkipEvent', ...skipped, readModel: 'sessions' })
    .then({ ...event, readModel: 'sessions' });
});
