import { describe, expect, it } from '@jest/globals';
import { fold } from '#libs/event-sourcing';
import { deciderSpec } from '#libs/event-sourcing/testing';
import { policyGovernance } from './decider.js';

const given = deciderSpec(policyGovernance);

describe('policy governance', () => {
  it('starts strict', () => {
    expect(fold(policyGovernance, [])).toStrictEqual({ minimumQuality: 70, separationOfDuties: 'enforced' });
  });

  it('changes one thing at a time, and records nothing for what holds already', () => {
    given()
      .when({ type: 'SetMinimumQuality', minimumQuality: 90, reason: 'r' })
      .then({ type: 'MinimumQualitySet', minimumQuality: 90, reason: 'r' });
    given({ type: 'MinimumQualitySet', minimumQuality: 90, reason: 'r' })
      .when({ type: 'SetMinimumQuality', minimumQuality: 90, reason: 'again' })
      .then();
    given({ type: 'MinimumQualitySet', minimumQuality: 90, reason: 'r' })
      .when({ type: 'SetSeparationOfDuties', separationOfDuties: 'relaxed', reason: 'one person' })
      .then({ type: 'SeparationOfDutiesSet', separationOfDuties: 'relaxed', reason: 'one person' });
    expect(
      given({ type: 'SeparationOfDutiesSet', separationOfDuties: 'relaxed', reason: 'one person' })
        .when({ type: 'SetSeparationOfDuties', separationOfDuties: 'enforced', reason: 'two now' })
        .state(),
    ).toStrictEqual({ minimumQuality: 70, separationOfDuties: 'enforced' });
  });
});

it('duties that are kept apart already are not told apart once more', () => {
  given().when({ type: 'SetSeparationOfDuties', separationOfDuties: 'enforced', reason: 'again' }).then();
});
