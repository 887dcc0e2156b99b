import { it } from '@jest/globals';
import { projectionSpec, recordedEvent } from '#libs/event-sourcing/testing';
import { agentsProjection } from './agents.projection.js';

const given = projectionSpec(agentsProjection);
const registered = recordedEvent({
  type: 'AgentRegistered',
  data: { agent: 'a-1', name: 'Bot', labels: { team: 'x' } },
  actor: { kind: 'user', id: 'ada' },
});
const issued = (keyId: string) =>
  recordedEvent({ type: 'AgentKeyIssued', data: { agent: 'a-1', keyId, secretHash: 'never shown' } });
const revoked = (keyId: string, cause: string) =>
  recordedEvent({ type: 'AgentKeyRevoked', data: { agent: 'a-1', keyId, cause }, at: '2026-11-20T09:00:00.000000Z' });
const at = registered.at;

it('lists an agent with who registered it', () => {
  given()
    .when(registered)
    .then('agents_agents', [
      { id: 'a-1', name: 'Bot', labels: { team: 'x' }, registered_at: at, registered_by: 'ada', position: registered.position },
    ]);
});

it('shows keys without anything secret, and what became of them', () => {
  given(registered, issued('k1'))
    .when(issued('k2'), revoked('k1', 'rotated'))
    .then('agents_keys', [
      { agent: 'a-1', key_id: 'k1', issued_at: at, revoked_at: '2026-11-20T09:00:00.000000Z', cause: 'rotated' },
      { agent: 'a-1', key_id: 'k2', issued_at: at },
    ]);
});
