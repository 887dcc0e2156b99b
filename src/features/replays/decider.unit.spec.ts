import { describe, it } from '@jest/globals';
import { deciderSpec } from '#libs/event-sourcing/testing';
import type { ReplayCommand } from './commands.js';
import { replays } from './decider.js';
import type { ReplayEvent, ReplayPlan, ReportFacts } from './events.js';

const given = deciderSpec(replays);
const plan: ReplayPlan = {
  from: 1,
  to: 9,
  filter: { agents: null, tools: null, sessions: null, labels: null, verdicts: null },
  baseline: null,
  candidate: null,
  mode: 'independent',
  seed: 'writ',
  listed: 100,
};
const report: ReportFacts = {
  digest: 'd',
  engine: 'e',
  decisions: 3,
  differences: 1,
  critical: 1,
  high: 0,
  diverged: 0,
  factsMissing: 0,
};
const of = { replay: 'r-1', by: 'ann' };
const requested: ReplayEvent = { type: 'ReplayRequested', name: null, plan, ...of };
const paused: ReplayEvent = { type: 'ReplayPaused', ...of };
const resumed: ReplayEvent = { type: 'ReplayResumed', ...of };
const cancelled: ReplayEvent = { type: 'ReplayCancelled', ...of };
const failed: ReplayEvent = { type: 'ReplayFailed', replay: 'r-1', detail: 'no memory' };
const retried: ReplayEvent = { type: 'ReplayRetried', ...of };
const completed: ReplayEvent = { type: 'ReplayCompleted', replay: 'r-1', report };
const ask: ReplayCommand = { type: 'RequestReplay', name: null, plan, ...of };
const complete: ReplayCommand = { type: 'CompleteReplay', replay: 'r-1', report, divergence: null };
const step = (type: 'PauseReplay' | 'ResumeReplay' | 'CancelReplay' | 'RetryReplay'): ReplayCommand => ({ type, ...of });

describe('a replay', () => {
  it('begins with a plan, once', () => {
    given().when(ask).then(requested);
    given(requested).when(ask).then();
  });

  it('stands still and goes on', () => {
    given(requested).when(step('PauseReplay')).then(paused);
    given(requested, paused).when(step('PauseReplay')).then();
    given(requested, paused).when(step('ResumeReplay')).then(resumed);
    given(requested).when(step('ResumeReplay')).then();
    given(requested, failed).when(step('ResumeReplay')).refused('REPLAY_NOT_PAUSED');
    given(requested, paused, resumed).when(step('PauseReplay')).then(paused);
  });

  it('is tried again after it failed, and only then', () => {
    given(requested).when({ type: 'FailReplay', replay: 'r-1', detail: 'no memory' }).then(failed);
    given(requested, paused).when({ type: 'FailReplay', replay: 'r-1', detail: 'no memory' }).then();
    given(requested, failed).when(step('RetryReplay')).then(retried);
    given(requested, paused).when(step('RetryReplay')).refused('REPLAY_NOT_PAUSED');
    given(requested).when(step('RetryReplay')).then();
    given(requested, failed, retried).when(step('PauseReplay')).then(paused);
  });

  it('is over when it is cancelled or completed', () => {
    for (const before of [[], [paused], [failed]])
      given(requested, ...before)
        .when(step('CancelReplay'))
        .then(cancelled);
    given(requested, cancelled).when(step('CancelReplay')).then();
    for (const over of [cancelled, completed])
      for (const type of ['PauseReplay', 'ResumeReplay', 'RetryReplay'] as const)
        given(requested, over).when(step(type)).refused('REPLAY_IS_OVER');
    given(requested, completed).when(step('CancelReplay')).refused('REPLAY_IS_OVER');
  });

  it('is completed once, also when it was paused meanwhile', () => {
    given(requested).when(complete).then(completed);
    given(requested, paused).when(complete).then(completed);
    for (const over of [completed, cancelled, failed]) given(requested, over).when(complete).then();
  });

  it('raises an alarm when decisions are not what their own policy says', () => {
    const divergence = { decision: 'd-1', position: 4 };
    const found = { ...report, diverged: 2 };
    given(requested)
      .when({ ...complete, report: found, divergence } as ReplayCommand)
      .then(
        { type: 'ReplayCompleted', replay: 'r-1', report: found },
        { type: 'ReplayDiverged', replay: 'r-1', engine: 'e', count: 2, ...divergence },
      );
    given(requested, completed, { type: 'ReplayDiverged', replay: 'r-1', engine: 'e', count: 2, ...divergence })
      .when(step('PauseReplay'))
      .refused('REPLAY_IS_OVER');
  });

  it('that nobody asked for cannot be paused', () => {
    given().when(step('PauseReplay')).refused('REPLAY_NOT_FOUND');
  });
});
