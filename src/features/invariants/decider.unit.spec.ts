import { describe, it } from '@jest/globals';
import { deciderSpec } from '#libs/event-sourcing/testing';
import type { InvariantCommand } from './commands.js';
import { invariants } from './decider.js';
import type { InvariantEvent } from './events.js';

const given = deciderSpec(invariants);
const said = { says: 'Nothing is sent.', rego: null, parameters: {}, by: 'ada' };
const declared = (invariant: string, more: { readonly says?: string; readonly rego?: string } = {}): InvariantEvent => ({
  type: 'InvariantDeclared',
  invariant,
  ...said,
  ...more,
});
const declare = (invariant: string, more: object = {}): InvariantCommand => ({
  type: 'DeclareInvariant',
  invariant,
  ...said,
  ...more,
});
const withdraw = (invariant: string): InvariantCommand => ({
  type: 'WithdrawInvariant',
  invariant,
  reason: 'no more',
  by: 'bob',
});
const withdrawn = (invariant: string): InvariantEvent => ({
  type: 'InvariantWithdrawn',
  invariant,
  reason: 'no more',
  by: 'bob',
});
const many = (count: number) => Array.from({ length: count }, (_, i) => declared(`one-${i}`));

describe('an invariant of a tenant', () => {
  it('is declared once, and saying the same again changes nothing, whoever says it', () => {
    given().when(declare('quiet')).then(declared('quiet'));
    given(declared('quiet'))
      .when(declare('quiet', { by: 'bob' }))
      .then();
  });

  it('is replaced by what is declared under its name', () => {
    const rego = 'package mine';
    given(declared('quiet')).when(declare('quiet', { rego })).then(declared('quiet', { rego }));
    given(declared('quiet'), declared('quiet', { rego })).when(declare('quiet', { rego })).then();
    given(declared('quiet'))
      .when(declare('quiet', { parameters: { labels: ['pii'] } }))
      .then({ ...declared('quiet'), parameters: { labels: ['pii'] } } as InvariantEvent);
  });

  it('is withdrawn once, and can be declared again', () => {
    given(declared('quiet')).when(withdraw('quiet')).then(withdrawn('quiet'));
    given(declared('quiet'), withdrawn('quiet')).when(withdraw('quiet')).refused('INVARIANT_NOT_DECLARED');
    given(declared('quiet'), withdrawn('quiet')).when(declare('quiet')).then(declared('quiet'));
    given().when(withdraw('quiet')).refused('INVARIANT_NOT_DECLARED');
  });

  it('has nothing to do with one of another name, whatever that says', () => {
    const rego = 'package mine';
    given(declared('loud')).when(declare('quiet')).then(declared('quiet'));
    given(declared('loud')).when(withdraw('quiet')).refused('INVARIANT_NOT_DECLARED');
    given(declared('loud'), declared('quiet')).when(declare('quiet')).then();
    given(declared('loud'), declared('quiet'), declared('quiet', { rego })).when(declare('loud')).then();
    given(declared('loud'), declared('quiet'), withdrawn('quiet')).when(declare('loud')).then();
  });

  it('is one of twenty at most', () => {
    given(...many(19))
      .when(declare('more'))
      .then(declared('more'));
    given(...many(20))
      .when(declare('more'))
      .refused('TOO_MANY_INVARIANTS');
    given(...many(20))
      .when(declare('one-3', { says: 'Something else.' }))
      .then(declared('one-3', { says: 'Something else.' }));
    given(...many(20), withdrawn('one-7'))
      .when(declare('more'))
      .then(declared('more'));
  });
});
