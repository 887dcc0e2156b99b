import assert from 'node:assert/strict';
import { it } from 'node:test';
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
  assert.deepEqual(given().when(register).state(), { id: 'o-1', roles: ['admin', 'auditor'], secretHash: 'h' });
});

it('registers an operator once', () => {
  given(registered).when(register).refused('OPERATOR_ALREADY_EXISTS');
});
