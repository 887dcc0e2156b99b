import { it } from '@jest/globals';
import { projectionSpec, recordedEvent } from '#libs/event-sourcing/testing';
import { fabricClientsProjection } from './fabric-clients.projection.js';
import { reportedDecisionsProjection } from './reported-decisions.projection.js';

const data = {
  client: 'bot',
  instance: 'i-1',
  version: '0.70.0',
  labels: { team: 'blue' },
  bundles: [{ name: 'gate', revision: 'gate@1:0', code: null, message: null }],
  discovery: null,
};
const clientReported = (more: object = {}) =>
  recordedEvent({ type: 'FabricClientReported', stream: 'fabric-client/bot', data: { ...data, ...more } });

it('has one row per process of a client, as it last reported', () => {
  const given = projectionSpec(fabricClientsProjection);
  const [first, other, second] = [clientReported(), clientReported({ instance: 'i-2' }), clientReported({ version: null })];
  const row = (event: typeof first, more: object = {}) => ({ ...data, ...more, changed_at: event.at, position: event.position });
  given(first)
    .when(other)
    .then('fabric_clients', [row(first), row(other, { instance: 'i-2' })]);
  given(first)
    .when(second)
    .then('fabric_clients', [row(second, { version: null })]);
});

it('knows what is published under each policy, also after a roll back', () => {
  const published = (type: string, policy: string, revision: number) =>
    recordedEvent({
      type,
      schema: type === 'PolicyPublished' ? 2 : 1,
      stream: `policy/${policy}`,
      data: { policy, revision, digest: 'a'.repeat(64) },
    });
  const given = projectionSpec(fabricClientsProjection);
  const row = (policy: string, revision: number) => ({ policy, revision: `${policy}@${revision}:${'a'.repeat(64)}` });
  given(published('PolicyPublished', 'gate', 1), published('PolicyPublished', 'tax', 1))
    .when(published('PolicyPublished', 'gate', 2))
    .then('fabric_published_policies', [row('gate', 2), row('tax', 1)]);
  given(published('PolicyPublished', 'gate', 1), published('PolicyPublished', 'gate', 2))
    .when(published('PolicyRolledBack', 'gate', 1))
    .then('fabric_published_policies', [row('gate', 1)]);
});

it('has one row per reported decision, with what lists are filtered by', () => {
  const attributes = { role: 'clerk', resource: null, action: 'pay', environment: null };
  const event = recordedEvent({
    type: 'DecisionReported',
    id: '0198b1b0-0000-8000-8000-000000000001',
    stream: 'fabric-log/bot',
    data: { client: 'bot', path: 'writ/decision', timestamp: '2026-11-20T09:00:00.123456789Z', attributes, input: { a: 'b\0' } },
  });
  projectionSpec(reportedDecisionsProjection)()
    .when(event)
    .then('fabric_reported_decisions', [
      {
        id: event.id,
        client: 'bot',
        path: 'writ/decision',
        ...attributes,
        decided_at: '2026-11-20T09:00:00.123456Z',
        position: event.position,
      },
    ]);
});
