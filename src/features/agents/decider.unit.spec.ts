import { describe, expect, it } from '@jest/globals';
import { fold } from '#libs/event-sourcing';
import { deciderSpec } from '#libs/event-sourcing/testing';
import { agents } from './decider.js';
import type { AgentEvent } from './events.js';

const given = deciderSpec(agents);
const registered: AgentEvent = { type: 'AgentRegistered', agent: 'a-1', name: 'Bot', labels: { team: 'x' } };
const issued = (keyId: string): AgentEvent => ({ type: 'AgentKeyIssued', agent: 'a-1', keyId, secretHash: `hash of ${keyId}` });
const revoked = (keyId: string, cause: 'rotated' | 'revoked'): AgentEvent => ({
  type: 'AgentKeyRevoked',
  agent: 'a-1',
  keyId,
  cause,
});
const register = {
  type: 'RegisterAgent',
  agent: 'a-1',
  name: 'Bot',
  labels: { team: 'x' },
  keyId: 'k1',
  secretHash: 'hash of k1',
} as const;

describe('registering', () => {
  it('begins with nothing', () => {
    const { id, labels, keys } = fold(agents, []);
    expect({ id, labels, keys: [...keys] }).toStrictEqual({ id: undefined, labels: {}, keys: [] });
  });

  it('makes the agent with its first key', () => {
    given().when(register).then(registered, issued('k1'));
    const { id, labels, keys } = given().when(register).state();
    expect({ id, labels, keys: [...keys] }).toStrictEqual({ id: 'a-1', labels: { team: 'x' }, keys: [['k1', 'hash of k1']] });
  });

  it('happens once, also when no key is left', () => {
    given(registered, issued('k1')).when(register).refused('AGENT_ALREADY_EXISTS');
    given(registered, issued('k1'), revoked('k1', 'revoked')).when(register).refused('AGENT_ALREADY_EXISTS');
  });
});

describe('rotating', () => {
  const rotate = { type: 'RotateAgentKey', keyId: 'k2', secretHash: 'hash of k2' } as const;

  it('issues a key and revokes every other one at the same moment', () => {
    given(registered, issued('k1')).when(rotate).then(issued('k2'), revoked('k1', 'rotated'));
    // oxlint-disable-next-line promise/valid-params
    given(registered, issued('k0'), issued('k1'))
      .when(rotate)
      .then(issued('k2'), revoked('k0', 'rotated'), revoked('k1', 'rotated'));
    expect([...given(registered, issued('k1')).when(rotate).state().keys.keys()]).toStrictEqual(['k2']);
  });

  it('brings back an agent whose keys were all revoked', () => {
    given(registered, issued('k1'), revoked('k1', 'revoked')).when(rotate).then(issued('k2'));
  });

  it('needs an agent', () => {
    given().when(rotate).refused('AGENT_NOT_FOUND');
  });
});

describe('revoking a key', () => {
  const revoke = { type: 'RevokeAgentKey', keyId: 'k1' } as const;

  it('takes the key away', () => {
    given(registered, issued('k1')).when(revoke).then(revoked('k1', 'revoked'));
    expect(given(registered, issued('k1')).when(revoke).state().keys.size).toBe(0);
  });

  it('needs an agent with this key still active', () => {
    given().when(revoke).refused('AGENT_NOT_FOUND');
    given(registered, issued('k2')).when(revoke).refused('AGENT_KEY_NOT_FOUND');
    given(registered, issued('k1'), revoked('k1', 'rotated')).when(revoke).refused('AGENT_KEY_NOT_FOUND');
  });
});
