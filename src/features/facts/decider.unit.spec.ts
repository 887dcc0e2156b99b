import { describe, expect, it } from '@jest/globals';
import { deciderSpec } from '#libs/event-sourcing/testing';
import { definitionDigest, FactDefinition, recordedDefinition } from '#libs/facts';
import type { FactCommand } from './commands.js';
import { facts } from './decider.js';
import type { FactEvent } from './events.js';

const given = deciderSpec(facts);
const definition = (of: object = {}) => recordedDefinition(FactDefinition.parse(of));
const declared = (fact: string, of: object = {}, policy: string | null = null): FactEvent => {
  const meaning = definition(of);
  return { type: 'FactDeclared', fact, definition: meaning, digest: definitionDigest(fact, meaning), policy };
};
const declare = (named: Readonly<Record<string, object>>, policy: string | null = null): FactCommand => ({
  type: 'DeclareFacts',
  facts: Object.fromEntries(Object.entries(named).map(([name, of]) => [name, definition(of)])),
  policy,
});
const many = (count: number) => Array.from({ length: count }, (_, i) => declared(`fact_${i}`));

describe('what is counted for a tenant', () => {
  it('is declared once, and saying the same again changes nothing, whoever says it', () => {
    given()
      .when(declare({ paid: {} }))
      .then(declared('paid'));
    given(declared('paid'))
      .when(declare({ paid: {} }))
      .then();
    given(declared('paid'))
      .when(declare({ paid: {}, done: { by: 'agent' } }, 'gate'))
      .then(declared('done', { by: 'agent' }, 'gate'));
  });

  it('changes its meaning only for who declared it', () => {
    const otherwise = { by: 'agent' };
    given(declared('paid'))
      .when(declare({ paid: otherwise }))
      .then(declared('paid', otherwise));
    given(declared('paid', {}, 'gate'))
      .when(declare({ paid: otherwise }, 'gate'))
      .then(declared('paid', otherwise, 'gate'));
    for (const [before, now] of [
      [null, 'gate'],
      ['gate', null],
      ['gate', 'other'],
    ] as const)
      given(declared('paid', {}, before))
        .when(declare({ paid: otherwise }, now))
        .refused('FACT_DECLARED_OTHERWISE');
    expect(
      given(declared('paid'))
        .when(declare({ done: {}, paid: otherwise }, 'gate'))
        .refused('FACT_DECLARED_OTHERWISE'),
    ).toBe('paid is declared otherwise');
    given(declared('paid'), declared('paid', otherwise))
      .when(declare({ paid: otherwise }))
      .then();
    given(declared('paid'), declared('paid', otherwise))
      .when(declare({ paid: {} }))
      .then(declared('paid'));
  });

  it('has nothing to do with what has another name', () => {
    given(declared('done', {}, 'gate'))
      .when(declare({ paid: {} }))
      .then(declared('paid'));
    given(declared('paid', {}, 'gate'), declared('done'))
      .when(declare({ paid: {} }, 'gate'))
      .then();
    given(declared('done')).when({ type: 'EndFact', fact: 'paid', reason: 'over' }).refused('FACT_NOT_FOUND');
    given(declared('done'), declared('paid'), { type: 'FactEnded', fact: 'paid', reason: 'over' })
      .when(declare({ done: {} }))
      .then();
  });

  it('is at most 64, all of a policy or none', () => {
    given(...many(63))
      .when(declare({ one: {} }))
      .then(declared('one'));
    given(...many(63))
      .when(declare({ one: {}, two: {} }, 'gate'))
      .refused('TOO_MANY_FACTS');
    given(...many(64))
      .when(declare({ fact_1: { by: 'agent' } }))
      .then(declared('fact_1', { by: 'agent' }));
  });

  it('ends, and can be declared again by anybody', () => {
    const end: FactCommand = { type: 'EndFact', fact: 'paid', reason: 'over' };
    const ended: FactEvent = { type: 'FactEnded', fact: 'paid', reason: 'over' };
    given(declared('paid')).when(end).then(ended);
    given().when(end).refused('FACT_NOT_FOUND');
    given(declared('paid'), ended).when(end).refused('FACT_NOT_FOUND');
    given(declared('paid'), ended)
      .when(declare({ paid: { by: 'tool' } }, 'gate'))
      .then(declared('paid', { by: 'tool' }, 'gate'));
  });
});
