import { describe, it } from '@jest/globals';
import { projectionSpec, recordedEvent } from '#libs/event-sourcing/testing';
import { invariantsProjection } from './invariants.projection.js';

const TABLE = 'invariants_invariants';
const given = projectionSpec(invariantsProjection);
const at = '2026-11-20T09:00:00.000000Z';
const actor = { kind: 'user', id: 'ada' } as const;
const declared = (invariant: string, says: string) =>
  recordedEvent({ type: 'InvariantDeclared', data: { invariant, says, rego: null, parameters: {}, by: 'ada' }, actor, at });
const withdrawn = (invariant: string) =>
  recordedEvent({ type: 'InvariantWithdrawn', data: { invariant, reason: 'x', by: 'ada' }, actor, at });
const row = ({ position }: { readonly position: number }, name: string, says: string) => ({
  name,
  says,
  rego: null,
  parameters: {},
  declared_by: 'ada',
  declared_at: at,
  position,
});

describe('the list of declared invariants', () => {
  it('has each as it was declared last, until it is withdrawn', () => {
    const [first, other, anew] = [declared('quiet', 'a'), declared('loud', 'b'), declared('quiet', 'c')];
    given()
      .when(first)
      .then(TABLE, [row(first, 'quiet', 'a')]);
    given(first)
      .when(first)
      .then(TABLE, [row(first, 'quiet', 'a')]);
    given(first, other)
      .when(anew)
      .then(TABLE, [row(anew, 'quiet', 'c'), row(other, 'loud', 'b')]);
    given(first, other)
      .when(withdrawn('quiet'))
      .then(TABLE, [row(other, 'loud', 'b')]);
    given(first)
      .when(withdrawn('loud'))
      .then(TABLE, [row(first, 'quiet', 'a')]);
  });
});
