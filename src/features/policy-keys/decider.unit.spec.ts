import { describe, expect, it } from '@jest/globals';
import { deciderSpec } from '#libs/event-sourcing/testing';
import type { PolicyKeyCommand, ReadKey } from './commands.js';
import { MAX_POLICY_KEYS, policyKeys } from './decider.js';
import type { PolicyKeyEvent } from './events.js';

const given = deciderSpec(policyKeys);
const key = (keyId: string): ReadKey => ({ keyId, algorithm: 'Ed25519', publicKey: `pem of ${keyId}` });
const registered = (keyId: string, name = 'release'): PolicyKeyEvent => ({ type: 'PolicyKeyRegistered', name, ...key(keyId) });
const retired = (keyId: string, replacedBy: string): PolicyKeyEvent => ({ type: 'PolicyKeyRetired', keyId, replacedBy });
const revoked = (keyId: string): PolicyKeyEvent => ({ type: 'PolicyKeyRevoked', keyId, reason: 'leaked' });
const register = (keyId: string): PolicyKeyCommand => ({ type: 'RegisterPolicyKey', name: 'release', key: key(keyId) });
const rotate = (keyId: string, to: string, name?: string): PolicyKeyCommand => ({
  type: 'RotatePolicyKey',
  keyId,
  name,
  key: key(to),
});
const revoke = (keyId: string): PolicyKeyCommand => ({ type: 'RevokePolicyKey', keyId, reason: 'leaked' });
const many = (count: number) => Array.from({ length: count }, (_, i) => registered(`n${i}`));

describe('registering a key', () => {
  it('lets it sign', () => {
    given().when(register('a')).then(registered('a'));
    expect(given().when(register('a')).state().get('a')).toStrictEqual({ ...key('a'), name: 'release', status: 'active' });
    given(registered('a')).when(register('b')).then(registered('b'));
  });

  it('happens once: a key that was given up never comes back', () => {
    given(registered('a')).when(register('a')).refused('POLICY_KEY_ALREADY_REGISTERED');
    given(registered('a'), registered('b'), retired('a', 'b')).when(register('a')).refused('POLICY_KEY_ALREADY_REGISTERED');
    const why = given(registered('a'), revoked('a')).when(register('a')).refused('POLICY_KEY_ALREADY_REGISTERED');
    expect(why).toBe('the key a is revoked');
  });

  it('stops at as many keys as are not revoked', () => {
    const full = many(MAX_POLICY_KEYS);
    given(...full.slice(1))
      .when(register('a'))
      .then(registered('a'));
    expect(
      given(...full)
        .when(register('a'))
        .refused('TOO_MANY_POLICY_KEYS'),
    ).toBe('100 keys are not revoked');
    given(...full, revoked('n7'))
      .when(register('a'))
      .then(registered('a'));
    given(...full.slice(1), registered('x'), retired('n7', 'x'))
      .when(register('a'))
      .refused('TOO_MANY_POLICY_KEYS');
  });
});

describe('rotating a key', () => {
  it('puts another in its place, at the same moment', () => {
    given(registered('a')).when(rotate('a', 'b')).then(registered('b'), retired('a', 'b'));
    given(registered('a'))
      .when(rotate('a', 'b', 'new name'))
      .then(registered('b', 'new name'), retired('a', 'b'));
    const after = given(registered('a')).when(rotate('a', 'b')).state();
    expect([after.get('a')?.status, after.get('b')?.status, after.get('b')?.name]).toStrictEqual([
      'retired',
      'active',
      'release',
    ]);
  });

  it('needs an active key, and another one', () => {
    given().when(rotate('a', 'b')).refused('POLICY_KEY_NOT_FOUND');
    given(registered('a'), registered('b'), retired('a', 'b')).when(rotate('a', 'c')).refused('POLICY_KEY_RETIRED');
    given(registered('a'), revoked('a')).when(rotate('a', 'c')).refused('POLICY_KEY_REVOKED');
    given(registered('a')).when(rotate('a', 'a')).refused('POLICY_KEY_ALREADY_REGISTERED');
    given(registered('a'), registered('b')).when(rotate('a', 'b')).refused('POLICY_KEY_ALREADY_REGISTERED');
    given(registered('a'), registered('b'), revoked('b')).when(rotate('a', 'b')).refused('POLICY_KEY_ALREADY_REGISTERED');
    given(...many(MAX_POLICY_KEYS))
      .when(rotate('n0', 'b'))
      .refused('TOO_MANY_POLICY_KEYS');
  });
});

describe('revoking a key', () => {
  it('ends it, active or retired, for good', () => {
    given(registered('a')).when(revoke('a')).then(revoked('a'));
    given(registered('a'), registered('b'), retired('a', 'b')).when(revoke('a')).then(revoked('a'));
    expect(given(registered('a')).when(revoke('a')).state().get('a')?.status).toBe('revoked');
    expect(given(registered('a'), registered('b')).when(revoke('a')).state().get('b')?.status).toBe('active');
  });

  it('happens once, to a key that is there', () => {
    given(registered('a'), revoked('a')).when(revoke('a')).refused('POLICY_KEY_REVOKED');
    given(registered('a')).when(revoke('b')).refused('POLICY_KEY_NOT_FOUND');
  });
});
