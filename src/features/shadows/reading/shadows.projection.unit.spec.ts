import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '#libs/event-sourcing';
import { projectionSpec, recordedEvent } from '#libs/event-sourcing/testing';
import type { ShadowEvent, ShadowPlan } from '../events.js';
import { shadowsProjection } from './shadows.projection.js';
import { shadowViewOf } from './shadow-view.js';

const given = projectionSpec(shadowsProjection);
const candidate = { id: 'gate', revision: 2, digest: 'd', planDigest: 'p', dataDigest: 'x', entrypoint: 'e', signature: null };
const plan: ShadowPlan = {
  from: 7,
  selector: { agents: null, tools: null, sessions: null, labels: null },
  share: 20,
  candidate,
  ends: { at: '2026-11-27T08:00:00.000000Z', decisions: null },
};
const severities = { critical: 1, high: 0, medium: 0, low: 0, info: 0 };
const totals = { through: 9, decisions: 3, same: 2, different: 1, diverged: 0, factsMissing: 0, severities };
const recorded = ({ type, ...data }: ShadowEvent) => recordedEvent({ type, data: data as unknown as JsonObject });

const started = recorded({ type: 'ShadowStarted', shadow: 's-1', name: 'try', plan, by: 'ann' });
const compared = recorded({ type: 'ShadowCompared', shadow: 's-1', totals, at: '2026-11-20T08:01:00.000Z' });
const asked = recorded({ type: 'ShadowEndRequested', shadow: 's-1', through: 9, by: 'bob' });
const over = recorded({ type: 'ShadowEnded', shadow: 's-1', why: 'asked', detail: null, totals, digest: 'f' });
const row = {
  id: 's-1',
  state: 'running',
  name: 'try',
  plan,
  started_by: 'ann',
  started_at: started.at,
  ends_at: plan.ends.at,
  position: started.position,
};

describe('the list of shadows', () => {
  it('has a row from its start to its end', () => {
    given().when(started).then('shadows_shadows', [row]);
    given(started).when(compared, compared).then('shadows_shadows', [row]);
    given(started)
      .when(asked)
      .then('shadows_shadows', [{ ...row, state: 'ending' }]);
    const last = { ...row, state: 'ended', ended_at: over.at, why: 'asked', digest: 'f' };
    given(started, compared, asked).when(over).then('shadows_shadows', [last]);
    given(started, compared, asked, over).when(over).then('shadows_shadows', [last]);
  });

  it('says the same as its stream', () => {
    expect(shadowViewOf([])).toBeUndefined();
    expect(shadowViewOf([started, compared])).toMatchObject({ id: 's-1', state: 'running', endedAt: null, why: null });
    expect(shadowViewOf([started, asked])).toMatchObject({ state: 'ending' });
    expect(shadowViewOf([started, asked, over])).toMatchObject({ state: 'ended', endedAt: over.at, why: 'asked', digest: 'f' });
  });
});
