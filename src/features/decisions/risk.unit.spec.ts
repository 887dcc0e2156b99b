import { describe, expect, it } from '@jest/globals';
import { riskOf } from './risk.js';

type Confidence = 'low' | 'medium' | 'high';
const CONFIDENCES = ['low', 'medium', 'high'] as const;
const prompt = (type: string, action: string, confidence: Confidence) => ({ type, action, confidence });

/** Every row of the table: action -> risk at low, medium and high confidence. */
const TABLE = {
  execute: ['CRITICAL', 'CRITICAL', 'HIGH'],
  auto_respond: ['HIGH', 'HIGH', 'MEDIUM'],
  require_human: ['MEDIUM', 'LOW', 'LOW'],
  skip: ['LOW', 'LOW', 'LOW'],
  log_only: ['NONE', 'NONE', 'NONE'],
  anything_else: ['CRITICAL', 'CRITICAL', 'CRITICAL'],
  '': ['CRITICAL', 'CRITICAL', 'CRITICAL'],
  toString: ['CRITICAL', 'CRITICAL', 'CRITICAL'],
} as const;

describe('risk by the table', () => {
  for (const [action, risks] of Object.entries(TABLE)) {
    it(`of the action "${action}"`, () => {
      for (const [i, confidence] of CONFIDENCES.entries())
        expect(riskOf(prompt('question', action, confidence), [])).toStrictEqual({ risk: risks[i], note: null });
    });
  }

  it('is critical for a destructive prompt, whatever the action and confidence', () => {
    for (const action of Object.keys(TABLE))
      for (const confidence of CONFIDENCES)
        expect(riskOf(prompt('destructive_confirm', action, confidence), [])).toStrictEqual({ risk: 'CRITICAL', note: null });
  });

  it('is none without a prompt', () => expect(riskOf(null, [])).toStrictEqual({ risk: 'NONE', note: null }));
});

describe('risk and the tags of the session', () => {
  const logOnly = prompt('question', 'log_only', 'high');
  const destructive = prompt('destructive_confirm', 'skip', 'high');

  it('is at least high in a critical session', () => {
    expect(riskOf(logOnly, ['critical_session'])).toStrictEqual({ risk: 'HIGH', note: null });
    expect(riskOf(null, ['critical_session'])).toStrictEqual({ risk: 'HIGH', note: null });
    expect(riskOf(destructive, ['critical_session'])).toStrictEqual({ risk: 'CRITICAL', note: null });
  });

  it('is at most medium in a safe session', () => {
    expect(riskOf(prompt('question', 'execute', 'low'), ['safe_session'])).toStrictEqual({ risk: 'MEDIUM', note: null });
    expect(riskOf(prompt('question', 'require_human', 'low'), ['safe_session'])).toStrictEqual({ risk: 'MEDIUM', note: null });
    expect(riskOf(logOnly, ['safe_session'])).toStrictEqual({ risk: 'NONE', note: null });
  });

  it('says so when a ceiling lowers a destructive prompt', () => {
    const { risk, note } = riskOf(destructive, ['safe_session']);
    expect(risk).toBe('MEDIUM');
    expect(note ?? '').toMatch(/safe_session lowered a destructive_confirm from CRITICAL/);
  });

  it('lets the floor win over the ceiling', () => {
    for (const tags of [
      ['critical_session', 'safe_session'],
      ['safe_session', 'critical_session'],
    ]) {
      expect(riskOf(logOnly, tags)).toStrictEqual({ risk: 'HIGH', note: null });
      expect(riskOf(destructive, tags)).toStrictEqual({ risk: 'CRITICAL', note: null });
    }
  });

  it('does not care about other tags', () =>
    expect(riskOf(logOnly, ['CRITICAL_SESSION', 'safe'])).toStrictEqual({ risk: 'NONE', note: null }));
});
