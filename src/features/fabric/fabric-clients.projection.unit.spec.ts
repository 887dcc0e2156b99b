import { it } from 'node:test';
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
        decided_at: '2026-11-20T09:00:00.123456789Z',
        position: event.position,
      },
    ]);
});
