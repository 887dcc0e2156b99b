import { expect, it } from '@jest/globals';
import { fold } from '#libs/event-sourcing';
import { deciderSpec } from '#libs/event-sourcing/testing';
import type { OperatorCommand } from './commands.js';
import { operators } from './decider.js';
import type { OperatorEvent } from './events.js';

const given = deciderSpec(operators);
const register: OperatorCommand = {
  type: 'RegisterOperator',
  operator: 'o-1',
  name: 'Ada',
  roles: ['admin', 'auditor'],
  secretHash: 'h',
};
const registered: OperatorEvent = {
  type: 'OperatorRegistered',
  operator: 'o-1',
  name: 'Ada',
  roles: ['admin', 'auditor'],
  secretHash: 'h',
};

it('registers an operator with roles and the hash of a secret', () => {
  given().when(register).then(registered);
  const state = { id: 'o-1', name: 'Ada', roles: ['admin', 'auditor'], secretHash: 'h', generation: 0, isEnded: false };
  expect(given().when(register).state()).toStrictEqual(state);
});

it('registers an operator once', () => {
  given(registered).when(register).refused('OPERATOR_ALREADY_EXISTS');
});

const rotate: OperatorCommand = { type: 'RotateOperatorSecret', operator: 'o-1', secretHash: 'h2' };
const rotated: OperatorEvent = { type: 'OperatorSecretRotated', operator: 'o-1', secretHash: 'h2' };
const end: OperatorCommand = { type: 'EndOperator', operator: 'o-1', reason: 'left' };
const ended: OperatorEvent = { type: 'OperatorEnded', operator: 'o-1', reason: 'left' };
const change = (...roles: ('viewer' | 'admin' | 'auditor')[]): OperatorCommand => ({
  type: 'ChangeOperatorRoles',
  operator: 'o-1',
  roles,
  reason: 'moved',
});

it('gives another secret, after which what came from the first is of an earlier generation', () => {
  given(registered).when(rotate).then(rotated);
  const { secretHash, generation } = given(registered, rotated).when(rotate).state();
  expect([secretHash, generation]).toStrictEqual(['h2', 2]);
});

it('changes roles, and says nothing when they are these already, in whatever order', () => {
  given(registered)
    .when(change('viewer'))
    .then({ type: 'OperatorRolesChanged', operator: 'o-1', roles: ['viewer'], reason: 'moved' });
  given(registered).when(change('auditor', 'admin')).then();
});

it('ends an operator once and for good', () => {
  given(registered).when(end).then(ended);
  for (const command of [rotate, end, change('viewer')]) given(registered, ended).when(command).refused('OPERATOR_ENDED');
  expect(given(registered).when(end).state().secretHash).toBeUndefined();
});

it('knows nothing of an operator that was never registered', () => {
  for (const command of [rotate, end, change('viewer')]) given().when(command).refused('OPERATOR_NOT_FOUND');
  const nobody = { id: undefined, name: '', roles: [], secretHash: undefined, generation: 0, isEnded: false };
  expect(fold(operators, [])).toStrictEqual(nobody);
});

it('has the roles that were given last', () => {
  const moved = (...roles: ('viewer' | 'admin' | 'auditor')[]): OperatorEvent => ({
    type: 'OperatorRolesChanged',
    operator: 'o-1',
    roles,
    reason: 'moved',
  });
  given(registered, moved('viewer')).when(change('viewer')).then();
  given(registered, moved('viewer')).when(change('admin', 'auditor')).then(moved('admin', 'auditor'));
  for (const roles of [['admin', 'viewer'], ['admin'], ['admin', 'auditor', 'viewer']] as const)
    given(registered)
      .when(change(...roles))
      .then(moved(...roles));
  expect(given(registered, moved('viewer')).when(rotate).state()).toStrictEqual({
    id: 'o-1',
    name: 'Ada',
    roles: ['viewer'],
    secretHash: 'h2',
    generation: 1,
    isEnded: false,
  });
});
