import { describe, expect, it } from '@jest/globals';
import { fold } from '#libs/event-sourcing';
import { deciderSpec } from '#libs/event-sourcing/testing';
import type { ProjectionCommand } from './commands.js';
import { projections } from './decider.js';
import type { ProjectionEvent, RowsCompared } from './events.js';

const given = deciderSpec(projections);
const projection = 'agents';
const by = 'ann';
const pause: ProjectionCommand = { type: 'PauseProjection', projection, reason: 'a look', by };
const resume: ProjectionCommand = { type: 'ResumeProjection', projection, by };
const paused: ProjectionEvent = { type: 'ProjectionPaused', projection, reason: 'a look', by };
const resumed: ProjectionEvent = { type: 'ProjectionResumed', projection, by };
const ask = (kind: 'verify' | 'rebuild', run = 'r-1'): ProjectionCommand => ({ type: 'RequestRun', projection, run, kind, by });
const asked = (kind: 'verify' | 'rebuild', run = 'r-1'): ProjectionEvent => ({
  type: 'ProjectionRunRequested',
  projection,
  run,
  kind,
  by,
});
const compared: RowsCompared = {
  version: 1,
  position: 9,
  rows: 2,
  live: 'a',
  rebuilt: 'b',
  missing: 1,
  extra: 0,
  other: 0,
  examples: [{ table: 't', key: '["x"]', is: 'missing' }],
};
const complete = (run = 'r-1'): ProjectionCommand => ({ type: 'CompleteRun', projection, run, compared, written: 1 });
const verified: ProjectionEvent = { type: 'ProjectionVerified', projection, run: 'r-1', compared };
const rebuilt: ProjectionEvent = { type: 'ProjectionRebuilt', projection, run: 'r-1', compared, written: 1 };
const fail: ProjectionCommand = { type: 'FailRun', projection, run: 'r-1', detail: 'no room' };
const cancel: ProjectionCommand = { type: 'CancelRun', projection, by };
const cancelled: ProjectionEvent = { type: 'ProjectionRunCancelled', projection, run: 'r-1', by };
const failed: ProjectionEvent = { type: 'ProjectionRunFailed', projection, run: 'r-1', detail: 'no room' };

describe('a projection', () => {
  it('stands still and goes on, each once', () => {
    given().when(pause).then(paused);
    given(paused).when(pause).then();
    given(paused).when(resume).then(resumed);
    given(paused, resumed).when(resume).then();
    given().when(resume).then();
    given(paused, resumed).when(pause).then(paused);
  });

  it('that others rely on is not paused', () => {
    for (const name of ['projections', 'controls-spread-global'])
      given()
        .when({ ...pause, projection: name })
        .refused('PROJECTION_NEVER_PAUSED');
  });

  it('has one run at a time, also while it is paused, and the same one is asked for once', () => {
    given().when(ask('verify')).then(asked('verify'));
    given(paused).when(ask('rebuild')).then(asked('rebuild'));
    given(asked('verify')).when(ask('verify')).then();
    expect(given(asked('verify')).when(ask('rebuild', 'r-2')).refused('PROJECTION_BUSY')).toBe('verify r-1');
    given(asked('verify'), paused, resumed).when(ask('rebuild', 'r-2')).refused('PROJECTION_BUSY');
    const untouched = { isPaused: false, run: undefined, lastRun: undefined, cancelled: undefined };
    expect(fold(projections, [])).toStrictEqual(untouched);
    for (const over of [verified, rebuilt, failed, cancelled]) {
      given(asked('rebuild'), over).when(ask('rebuild', 'r-2')).then(asked('rebuild', 'r-2'));
      given(asked('rebuild'), over).when(ask('rebuild')).then();
    }
  });

  it('is told what a run found, once, whoever comes to its end', () => {
    given(asked('verify')).when(complete()).then(verified);
    given(asked('rebuild')).when(complete()).then(rebuilt);
    given(asked('rebuild')).when(fail).then(failed);
    for (const over of [verified, rebuilt, failed])
      for (const late of [complete(), fail]) given(asked('verify'), over).when(late).then();
    given(asked('verify', 'r-2')).when(complete()).then();
    given().when(fail).then();
  });

  it('has its run cancelled, once, as long as there is one', () => {
    given(asked('verify')).when(cancel).then(cancelled);
    given(paused, asked('rebuild')).when(cancel).then(cancelled);
    given(asked('verify'), cancelled).when(cancel).then();
    given().when(cancel).refused('PROJECTION_RUN_NOT_UNDER_WAY');
    for (const over of [verified, failed]) given(asked('verify'), over).when(cancel).refused('PROJECTION_RUN_NOT_UNDER_WAY');
    const later = [asked('verify'), cancelled, asked('verify', 'r-2')];
    given(...later)
      .when(cancel)
      .then({ ...cancelled, run: 'r-2' });
    given(...later, { ...verified, run: 'r-2' })
      .when(cancel)
      .refused('PROJECTION_RUN_NOT_UNDER_WAY');
  });

  it('is told that rows were written which it was too late to cancel, once, and nothing else of what was cancelled', () => {
    given(asked('rebuild'), cancelled).when(complete()).then(rebuilt);
    given(asked('rebuild'), cancelled, asked('verify', 'r-2')).when(complete()).then(rebuilt);
    given(asked('rebuild'), cancelled, rebuilt).when(complete()).then();
    given(asked('rebuild'), cancelled, asked('verify', 'r-2'), rebuilt).when(ask('verify', 'r-3')).refused('PROJECTION_BUSY');
    given(asked('rebuild'), cancelled)
      .when({ ...complete(), written: 0 } as ProjectionCommand)
      .then();
    given(asked('verify'), cancelled).when(complete()).then();
    given(asked('rebuild'), cancelled).when(fail).then();
  });
});
