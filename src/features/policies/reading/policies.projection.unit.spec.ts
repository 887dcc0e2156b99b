import { describe, it } from '@jest/globals';
import type { JsonObject, RecordedEvent, Row } from '#libs/event-sourcing';
import { projectionSpec, recordedEvent } from '#libs/event-sourcing/testing';
import type { PolicyEvent } from '../events.js';
import { policiesProjection } from './policies.projection.js';
import { GOOD, released, signatureNo, told } from '../testing/policy-story.js';

const given = projectionSpec(policiesProjection);
const SCHEMAS: Readonly<Record<string, number>> = { PolicyRevisionAdded: 2, PolicyPublished: 3 };

let seconds = 0;
/** Each event by the person it names, a second after the one before. */
function recorded(event: PolicyEvent): RecordedEvent {
  const { type, ...data } = event as { type: string; by?: string } & JsonObject;
  seconds += 1;
  const at = `2026-11-20T09:${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}.000000Z`;
  return recordedEvent({ type, schema: SCHEMAS[type] ?? 1, data, actor: { kind: 'user', id: data.by ?? 'ada' }, at });
}
const story = (...events: PolicyEvent[]) => events.map(recorded);

const policyRow = (created: RecordedEvent | undefined, more: Row = {}): Row => ({
  id: 'gate',
  name: 'Gate',
  published_revision: null,
  revisions: 0,
  created_at: created?.at ?? '',
  created_by: 'ada',
  position: created?.position ?? 0,
  ...more,
});
const revisionRow = (added: RecordedEvent | undefined, n: number, more: Row = {}): Row => ({
  policy: 'gate',
  revision: n,
  status: 'draft',
  summary: 'why',
  entrypoint: 'writ/decision',
  digest: `d${n}`,
  plan_digest: `p${n}`,
  data_digest: `x${n}`,
  compiler: 'opa 1',
  quality: { found: { ...GOOD } },
  based_on: null,
  added_at: added?.at ?? '',
  added_by: 'ann',
  reviewed_by: null,
  signed_by: null,
  dossier: null,
  published_at: null,
  published_by: null,
  ...more,
});
const stepRow = (event: RecordedEvent | undefined, revision: number, step: string, by: string, more: Row = {}): Row => ({
  policy: 'gate',
  revision,
  position: event?.position ?? 0,
  step,
  taken_by: by,
  taken_at: event?.at ?? '',
  comment: null,
  separation_of_duties: null,
  key_id: null,
  ...more,
});

describe('the list of policies', () => {
  it('says how many revisions each has and which is published', () => {
    const [created, ...more] = story(told.created(), ...released(1), ...released(2, 1), told.rolledBack(1, 2));
    given()
      .when(created as RecordedEvent)
      .then('policies_policies', [policyRow(created)]);
    const until = (n: number) => [created as RecordedEvent, ...more.slice(0, n)];
    given(...until(1))
      .when()
      .then('policies_policies', [policyRow(created, { revisions: 1 })]);
    given(...until(4))
      .when()
      .then('policies_policies', [policyRow(created, { revisions: 1, published_revision: 1 })]);
    given(...until(8))
      .when()
      .then('policies_policies', [policyRow(created, { revisions: 2, published_revision: 2 })]);
    given(...until(9))
      .when()
      .then('policies_policies', [policyRow(created, { revisions: 2, published_revision: 1 })]);
  });
});

describe('a revision', () => {
  const statuses = (n: number, events: readonly RecordedEvent[], expected: readonly Row[]) =>
    given(...events.slice(0, n))
      .when()
      .then('policies_revisions', expected);

  it('shows its status, its reviewer, its key and its publisher, step by step', () => {
    const events = story(
      told.created(),
      told.added(1),
      told.submitted(1),
      told.sentBack(1),
      told.submitted(1),
      told.approved(1),
      told.signed(1),
      told.published(1, null, { signature: signatureNo(1) }),
    );
    const [, added] = events;
    const row = (more: Row) => [revisionRow(added, 1, more)];
    statuses(2, events, row({}));
    statuses(3, events, row({ status: 'in_review' }));
    statuses(4, events, row({ status: 'changes_requested' }));
    statuses(5, events, row({ status: 'in_review' }));
    statuses(6, events, row({ status: 'approved', reviewed_by: 'rob' }));
    statuses(7, events, row({ status: 'approved', reviewed_by: 'rob', signed_by: 'k1' }));
    const published = { status: 'published', published_at: events[7]?.at ?? '', published_by: 'pat' };
    statuses(8, events, row({ reviewed_by: 'rob', signed_by: 'k1', ...published }));
  });

  it('is superseded by the next, and that one rolled back to it', () => {
    const events = story(told.created(), ...released(1), ...released(2, 1), told.rolledBack(1, 2));
    const [, first, , , , second] = events;
    const by = (event: RecordedEvent | undefined) => ({ reviewed_by: 'rob', published_at: event?.at ?? '', published_by: 'pat' });
    statuses(9, events, [
      revisionRow(first, 1, { status: 'superseded', ...by(events[4]) }),
      revisionRow(second, 2, { status: 'published', ...by(events[8]) }),
    ]);
    statuses(10, events, [
      revisionRow(first, 1, { status: 'published', ...by(events[9]) }),
      revisionRow(second, 2, { status: 'rolled_back', ...by(events[8]) }),
    ]);
  });

  it('with data of its own says whose modules it has', () => {
    const events = story(told.created(), ...released(1), told.revised(2, 1, 'zoe'));
    statuses(6, events, [
      revisionRow(events[1], 1, {
        status: 'published',
        reviewed_by: 'rob',
        published_at: events[4]?.at ?? '',
        published_by: 'pat',
      }),
      revisionRow(events[5], 2, { based_on: 1, added_by: 'zoe' }),
    ]);
  });

  it('from before checks were kept is listed without quality', () => {
    const old = {
      policy: 'gate',
      revision: 1,
      summary: 'why',
      entrypoint: 'writ/decision',
      digest: 'd1',
      planDigest: 'p1',
      dataDigest: 'x1',
      compiler: 'opa 1',
      modules: {},
      data: {},
    };
    const actor = { kind: 'user', id: 'ann' } as const;
    const [created] = story(told.created());
    const added = recordedEvent({ type: 'PolicyRevisionAdded', schema: 1, data: old, actor });
    const data = { policy: 'gate', revision: 1, digest: 'd1', supersedes: null };
    const published = recordedEvent({ type: 'PolicyPublished', schema: 1, data, actor });
    const row = { quality: { found: null }, status: 'published', published_at: published.at, published_by: 'ann' };
    given(created as RecordedEvent, added)
      .when(published)
      .then('policies_revisions', [revisionRow(added, 1, row)]);
  });
});

describe('the history of a revision', () => {
  it('has every step with who took it, what they said and whether duties were separate', () => {
    const events = story(
      told.created(),
      told.added(1),
      told.submitted(1),
      told.sentBack(1),
      told.submitted(1),
      told.approved(1),
      told.signed(1),
      told.published(1),
      ...released(2, 1),
      told.rolledBack(1, 2),
    );
    const enforced = { separation_of_duties: 'enforced' };
    given()
      .when(...events)
      .then('policies_steps', [
        stepRow(events[1], 1, 'added', 'ann', { comment: 'why' }),
        stepRow(events[2], 1, 'submitted', 'ann'),
        stepRow(events[3], 1, 'changes_requested', 'rob', { comment: 'no' }),
        stepRow(events[4], 1, 'submitted', 'ann'),
        stepRow(events[5], 1, 'approved', 'rob', enforced),
        stepRow(events[6], 1, 'signed', 'ann', { key_id: 'k1' }),
        stepRow(events[7], 1, 'published', 'pat', enforced),
        stepRow(events[8], 2, 'added', 'ann', { comment: 'why' }),
        stepRow(events[9], 2, 'submitted', 'ann'),
        stepRow(events[10], 2, 'approved', 'rob', enforced),
        stepRow(events[11], 2, 'published', 'pat', enforced),
        stepRow(events[12], 1, 'restored', 'pat', { comment: 'bad' }),
        stepRow(events[12], 2, 'rolled_back', 'pat', { comment: 'bad' }),
      ]);
  });
});
