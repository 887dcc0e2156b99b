import { describe, expect, it } from '@jest/globals';
import { deciderSpec } from '#libs/event-sourcing/testing';
import type { ShadowCommand } from './commands.js';
import { shadows } from './decider.js';
import type { ShadowEvent, ShadowPlan, ShadowTotals } from './events.js';

const given = deciderSpec(shadows);
const candidate = {
  id: 'draft',
  revision: 0,
  digest: 'd',
  planDigest: 'p',
  dataDigest: 'e',
  entrypoint: 'writ/decision',
  signature: null,
};
const plan: ShadowPlan = {
  from: 7,
  selector: { agents: null, tools: null, sessions: null, labels: null },
  share: 100,
  candidate,
  ends: { at: '2026-12-06T00:00:00.000000Z', decisions: null },
};
const severities = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
const totals: ShadowTotals = { through: 9, decisions: 3, same: 3, different: 0, diverged: 0, factsMissing: 0, severities };
const shadow = 's-1';
const at = '2026-11-29T12:00:00.000Z';
const started: ShadowEvent = { type: 'ShadowStarted', shadow, name: null, plan, by: 'ann' };
const compared: ShadowEvent = { type: 'ShadowCompared', shadow, totals, at };
const diverged: ShadowEvent = { type: 'ShadowDiverged', shadow, engine: 'e', decision: 'd-1', position: 8 };
const asked: ShadowEvent = { type: 'ShadowEndRequested', shadow, through: 12, by: 'ann' };
const over: ShadowEvent = { type: 'ShadowEnded', shadow, why: 'asked', detail: null, totals, digest: 'd' };
const tell: ShadowCommand = { type: 'TellShadow', shadow, totals, at, divergence: null };
const end: ShadowCommand = { type: 'EndShadow', shadow, through: 12, by: 'ann' };
const close: ShadowCommand = { type: 'CloseShadow', shadow, why: 'asked', detail: null, totals, digest: 'd' };
const further = (more: Partial<ShadowTotals>): ShadowTotals => ({ ...totals, through: 20, ...more });

describe('a shadow', () => {
  it('is started once', () => {
    const start: ShadowCommand = { type: 'StartShadow', shadow, name: null, plan, by: 'ann' };
    given().when(start).then(started);
    given(started).when(start).then();
    expect(given().when(start).state()).toStrictEqual({ is: 'running', plan, through: null, isDiverged: false, told: null });
  });

  it('is ended by somebody once, and over when the rest is compared', () => {
    given().when(end).refused('SHADOW_NOT_FOUND');
    given(started).when(end).then(asked);
    given(started, asked).when(end).then();
    given(started, asked).when(close).then(over);
    given(started, asked, over).when(close).then();
    given(started, asked, over).when(end).refused('SHADOW_IS_OVER');
    given(started)
      .when({ ...close, why: 'time' })
      .then({ ...over, why: 'time' });
    given().when(close).then();
  });

  it('tells what it found at first, when something grave turns up, and else every ten minutes', () => {
    const later = (minutes: number) => new Date(Date.parse(at) + minutes * 60_000).toISOString();
    given(started).when(tell).then(compared);
    given(started, compared)
      .when({ ...tell, totals: further({}), at: later(9) })
      .then();
    const totalsLater = further({});
    given(started, compared)
      .when({ ...tell, totals: totalsLater, at: later(10) })
      .then({ ...compared, totals: totalsLater, at: later(10) });
    const grave = further({ severities: { ...severities, critical: 1 } });
    const news: ShadowEvent = { ...compared, totals: grave, at: later(1) };
    given(started, compared)
      .when({ ...tell, totals: grave, at: later(1) })
      .then(news);
    const graver = { ...grave, through: 30, severities: { ...severities, critical: 2 } };
    given(started, compared, news)
      .when({ ...tell, totals: graver, at: later(2) })
      .then();
    given(started, compared, news)
      .when({ ...tell, at: later(90) })
      .then();
    given(started)
      .when({ ...tell, totals: grave })
      .then({ ...compared, totals: grave });
    given(started, asked, over).when(tell).then();
    given().when(tell).then();
  });

  it('tells nothing that was told already, however long ago', () => {
    const tomorrow = '2026-11-30T12:00:00.000Z';
    given(started, compared)
      .when({ ...tell, at: tomorrow })
      .then();
    const more = further({ through: 10 });
    given(started, compared)
      .when({ ...tell, totals: more, at: tomorrow })
      .then({ ...compared, totals: more, at: tomorrow });
  });

  it('raises its alarm once', () => {
    const divergence = { engine: 'e', decision: 'd-1', position: 8 };
    given(started)
      .when({ ...tell, divergence })
      .then(compared, diverged);
    given(started, compared, diverged)
      .when({ ...tell, totals: further({}), divergence })
      .then();
  });
});
