import { it } from '@jest/globals';
import { projectionSpec, recordedEvent } from '#libs/event-sourcing/testing';
import { operatorsProjection } from './operators.projection.js';

const given = projectionSpec(operatorsProjection);
const actor = { kind: 'user', id: 'ada' } as const;
const registered = recordedEvent({
  type: 'OperatorRegistered',
  data: { operator: 'o-1', name: 'Op', roles: ['viewer'], secretHash: 'h' },
  actor,
});
const row = {
  id: 'o-1',
  name: 'Op',
  roles: ['viewer'],
  registered_at: registered.at,
  registered_by: 'ada',
  secret_rotated_at: null,
  ended_at: null,
  ended_by: null,
  position: registered.position,
};

it('lists operators with what became of them', () => {
  given().when(registered).then('operators_operators', [row]);
  const rotated = recordedEvent({ type: 'OperatorSecretRotated', data: { operator: 'o-1', secretHash: 'h2' } });
  given(registered)
    .when(rotated)
    .then('operators_operators', [{ ...row, secret_rotated_at: rotated.at }]);
  const changed = recordedEvent({ type: 'OperatorRolesChanged', data: { operator: 'o-1', roles: ['admin'], reason: 'x' } });
  given(registered)
    .when(changed)
    .then('operators_operators', [{ ...row, roles: ['admin'] }]);
  const ended = recordedEvent({ type: 'OperatorEnded', data: { operator: 'o-1', reason: 'left' }, actor });
  given(registered)
    .when(ended)
    .then('operators_operators', [{ ...row, ended_at: ended.at, ended_by: 'ada' }]);
});
