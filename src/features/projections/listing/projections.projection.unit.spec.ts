import { describe, it } from '@jest/globals';
import { projectionSpec, recordedEvent } from '#libs/event-sourcing/testing';
import { projectionsProjection } from './projections.projection.js';

const given = projectionSpec(projectionsProjection);
const of = { projection: 'agents', by: 'ann' };
const paused = recordedEvent({ type: 'ProjectionPaused', data: { ...of, reason: 'a look' } });
const resumed = recordedEvent({ type: 'ProjectionResumed', data: of });
const asked = recordedEvent({ type: 'ProjectionRunRequested', data: { ...of, run: 'r-1', kind: 'rebuild' } });
const compared = { version: 1, position: 9, rows: 2, live: 'a', rebuilt: 'b', missing: 1, extra: 0, other: 0, examples: [] };
const rebuilt = recordedEvent({ type: 'ProjectionRebuilt', data: { projection: 'agents', run: 'r-1', compared, written: 1 } });
const verified = recordedEvent({ type: 'ProjectionVerified', data: { projection: 'agents', run: 'r-1', compared } });
const failed = recordedEvent({ type: 'ProjectionRunFailed', data: { projection: 'agents', run: 'r-1', detail: 'no room' } });
const cancelled = recordedEvent({ type: 'ProjectionRunCancelled', data: { ...of, run: 'r-1' } });
const running = {
  id: 'r-1',
  projection: 'agents',
  kind: 'rebuild',
  state: 'running',
  requested_by: 'ann',
  requested_at: asked.at,
  ended_at: null,
  outcome: null,
  detail: null,
  position: asked.position,
};
const pause = { projection: 'agents', reason: 'a look', paused_by: 'ann', paused_at: paused.at };

describe('what is told of projections', () => {
  it('is what is paused, until it goes on', () => {
    given().when(paused).then('projections_pauses', [pause]);
    given(paused).when(resumed).then('projections_pauses', []);
  });

  it('is each run, and what it came to', () => {
    given().when(asked).then('projections_runs', [running]);
    const over = { ...running, state: 'completed' };
    given(asked)
      .when(rebuilt)
      .then('projections_runs', [{ ...over, ended_at: rebuilt.at, outcome: { ...compared, written: 1 } }]);
    given(asked)
      .when(verified)
      .then('projections_runs', [{ ...over, ended_at: verified.at, outcome: { ...compared, written: null } }]);
    given(asked)
      .when(cancelled)
      .then('projections_runs', [{ ...running, state: 'cancelled', ended_at: cancelled.at }]);
    given(asked, cancelled)
      .when(rebuilt)
      .then('projections_runs', [{ ...over, ended_at: rebuilt.at, outcome: { ...compared, written: 1 } }]);
    given(asked)
      .when(failed)
      .then('projections_runs', [{ ...running, state: 'failed', ended_at: failed.at, detail: 'no room' }]);
  });
});
