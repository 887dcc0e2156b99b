import { describe, expect, it } from '@jest/globals';
import { fold } from '#libs/event-sourcing';
import { deciderSpec } from '#libs/event-sourcing/testing';
import { sessionLabels } from './decider.js';
import type { Learned, SessionLabelEvent } from './events.js';
import { sinkRules, rulesFor, type SinkRule } from './sink-rules.js';

const at = '2026-11-29T02:00:00.000Z';
const pii: Learned = { label: 'pii', origin: 'tool', source: 'get_customer' };
const card: Learned = { label: 'card', origin: 'arguments', source: 'pay' };
const learn = (...labels: Learned[]) =>
  ({ type: 'LearnLabels', session: 's-1', agent: 'a-1', decision: 'd-2', labels, at }) as const;
const learned = (...labels: Learned[]): SessionLabelEvent => ({
  type: 'LabelsLearned',
  session: 's-1',
  agent: 'a-1',
  decision: 'd-2',
  labels,
  at,
});
const declassify = (labels: string[], inherited: [string, string][] = []) =>
  ({ type: 'Declassify', session: 's-1', labels, inherited: new Map(inherited), reason: 'masked', by: 'eve' }) as const;
const declassified = (...labels: string[]): SessionLabelEvent => ({
  type: 'LabelsDeclassified',
  session: 's-1',
  labels,
  reason: 'masked',
  by: 'eve',
});

describe('the labels of a session', () => {
  const given = deciderSpec(sessionLabels);

  it('are learned once each', () => {
    given()
      .when(learn(pii, card, pii))
      .then(learned(pii, card));
    given(learned(pii)).when(learn(pii, card)).then(learned(card));
    given(learned(pii)).when(learn(pii)).then();
    given().when(learn()).then();
  });

  it('are taken away by a person, and learned again from the next that gives them', () => {
    given(learned(pii, card))
      .when(declassify(['pii', 'pii']))
      .then(declassified('pii'));
    given(learned(pii), declassified('pii')).when(learn(pii)).then(learned(pii));
    given()
      .when(declassify(['pii']))
      .refused('LABEL_NOT_THERE');
    given(learned(pii))
      .when(declassify(['pii', 'card']))
      .refused('LABEL_NOT_THERE');
    given(learned(pii))
      .when(declassify(['pii'], [['pii', 's-0']]))
      .refused('LABEL_IS_INHERITED');
  });

  it('are kept beside those that are learned or taken away later', () => {
    given(learned(pii), learned(card)).when(learn(pii)).then();
    given(learned(pii, card), declassified('pii')).when(learn(card)).then();
  });

  it('that cannot be taken away are named', () => {
    const why = (labels: string[], code: 'LABEL_NOT_THERE' | 'LABEL_IS_INHERITED') =>
      given(learned(pii))
        .when(declassify(labels, [['secret', 's-0']]))
        .refused(code);
    expect(why(['pii', 'card'], 'LABEL_NOT_THERE')).toBe('card is not there');
    expect(why(['pii', 'secret'], 'LABEL_IS_INHERITED')).toBe('secret is inherited from s-0');
  });

  it('are all there are when they are too many to tell', () => {
    const many = Array.from({ length: 256 }, (_, i) => ({ ...pii, label: `l-${i}` }));
    given()
      .when(learn(...many))
      .then(learned(...many));
    given(learned(...many))
      .when(learn(pii))
      .then(learned({ ...pii, label: '*' }));
    given(learned(...many), learned({ ...pii, label: '*' }))
      .when(learn(card))
      .then();
  });
});

describe('rules for sinks', () => {
  const given = deciderSpec(sinkRules);
  const set = { labels: ['pii', 'card'], class: 'egress', tool: null, action: 'block', reason: 'stays', by: 'eve' } as const;
  const event = (rule: string) => ({ type: 'SinkRuleSet' as const, rule, ...set, labels: [...set.labels], at });
  const ended = { type: 'SinkRuleEnded', rule: 'r-1', reason: 'over', by: 'eve' } as const;
  const end = { type: 'EndSinkRule', rule: 'r-1', reason: 'over', by: 'eve' } as const;

  it('hold from when they are set until they are ended', () => {
    given()
      .when({ type: 'SetSinkRule', rule: 'r-1', ...set, labels: ['pii', 'card', 'pii'], now: at })
      .then(event('r-1'));
    given(event('r-1')).when(end).then(ended);
    given(event('r-1'), ended).when(end).then();
    given().when(end).refused('SINK_RULE_NOT_FOUND');
  });

  it('are ended one by one, and the last thousand that were are known', () => {
    expect(fold(sinkRules, [])).toStrictEqual({ rules: [], ended: [], mode: 'off' });
    given(event('r-2')).when(end).refused('SINK_RULE_NOT_FOUND');
    given(event('r-1'), event('r-2'), ended)
      .when({ ...end, rule: 'r-2' })
      .then({ ...ended, rule: 'r-2' });
    const later = Array.from({ length: 1_000 }, (_, i) => ({ ...ended, rule: `later-${i}` }));
    given(event('r-1'), ended, ...later.slice(1))
      .when(end)
      .then();
    given(event('r-1'), ended, ...later)
      .when(end)
      .refused('SINK_RULE_NOT_FOUND');
  });

  it('stand beside how results are recorded', () => {
    const tokenize = { mode: 'tokenize', reason: 'as agreed', by: 'eve' } as const;
    given()
      .when({ type: 'SetPersonalDataMode', ...tokenize })
      .then({ type: 'PersonalDataModeSet', ...tokenize });
    given({ type: 'PersonalDataModeSet', ...tokenize }, event('r-1'), ended)
      .when({ type: 'SetPersonalDataMode', ...tokenize })
      .then();
    given()
      .when({ type: 'SetPersonalDataMode', ...tokenize, mode: 'off' })
      .then();
  });

  it('are at most 200', () => {
    const full = Array.from({ length: 200 }, (_, i) => event(`r-${i}`));
    given(...full)
      .when({ type: 'SetSinkRule', rule: 'more', ...set, now: at })
      .refused('TOO_MANY_SINK_RULES');
  });

  it('are kept by tools of their class, by their tool, and by tools that nobody described', () => {
    const rule: SinkRule = { id: 'r', ...set, at };
    const one: SinkRule = { ...rule, id: 'one', class: null, tool: 'mail' };
    const kept = (tool: string, kind: 'read' | 'egress' | undefined, ...labels: string[]) =>
      rulesFor({ rules: [rule, one] }, { name: tool, class: kind }, new Set(labels)).map(({ id }) => id);
    expect(kept('post', 'egress', 'pii')).toStrictEqual(['r']);
    expect(kept('mail', 'read', 'card', 'other')).toStrictEqual(['one']);
    expect(kept('mail', undefined, 'pii')).toStrictEqual(['r', 'one']);
    expect(kept('post', 'egress', '*')).toStrictEqual(['r']);
    expect(kept('post', 'egress', 'other')).toStrictEqual([]);
    expect(kept('post', 'read', 'pii')).toStrictEqual([]);
  });
});
