import { describe, expect, it } from '@jest/globals';
import { fold } from '#libs/event-sourcing';
import { deciderSpec } from '#libs/event-sourcing/testing';
import { policyGovernance } from './decider.js';

const given = deciderSpec(policyGovernance);

describe('policy governance', () => {
  it('starts strict', () => {
    expect(fold(policyGovernance, [])).toStrictEqual({
      minimumQuality: 70,
      separationOfDuties: 'enforced',
      requireDossier: false,
    });
  });

  it('changes one thing at a time, and records nothing for what holds already', () => {
    given()
      .when({ type: 'SetPolicyGovernance', minimumQuality: 90, reason: 'r' })
      .then({ type: 'MinimumQualitySet', minimumQuality: 90, reason: 'r' });
    given({ type: 'MinimumQualitySet', minimumQuality: 90, reason: 'r' })
      .when({ type: 'SetPolicyGovernance', minimumQuality: 90, reason: 'again' })
      .then();
    given({ type: 'MinimumQualitySet', minimumQuality: 90, reason: 'r' })
      .when({ type: 'SetSeparationOfDuties', separationOfDuties: 'relaxed', reason: 'one person' })
      .then({ type: 'SeparationOfDutiesSet', separationOfDuties: 'relaxed', reason: 'one person' });
    expect(
      given({ type: 'SeparationOfDutiesSet', separationOfDuties: 'relaxed', reason: 'one person' })
        .when({ type: 'SetSeparationOfDuties', separationOfDuties: 'enforced', reason: 'two now' })
        .state(),
    ).toStrictEqual({ minimumQuality: 70, separationOfDuties: 'enforced', requireDossier: false });
  });
});

it('a dossier is required from when somebody says so, alone or with another rule', () => {
  const asks = { type: 'SetPolicyGovernance', requireDossier: true, reason: 'r' } as const;
  const required = { type: 'DossierRequirementSet', requireDossier: true, reason: 'r' } as const;
  given().when(asks).then(required);
  given(required).when(asks).then();
  given()
    .when({ ...asks, minimumQuality: 90 })
    .then({ type: 'MinimumQualitySet', minimumQuality: 90, reason: 'r' }, required);
  expect(fold(policyGovernance, [required]).requireDossier).toBe(true);
});

it('duties that are kept apart already are not told apart once more', () => {
  given().when({ type: 'SetSeparationOfDuties', separationOfDuties: 'enforced', reason: 'again' }).then();
});
