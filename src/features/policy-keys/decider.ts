import { decider, refuse, type Refusal } from '#libs/event-sourcing';
import type { PolicyKeyCommand, ReadKey } from './commands.js';
import type { PolicyKeyEvent } from './events.js';
import type { PolicyKeyRefusalCode } from './refusals.js';

export interface PolicyKey extends ReadKey {
  readonly name: string;
  readonly status: 'active' | 'retired' | 'revoked';
}

/** Every key that ever was registered, by id: a key that was given up never comes back. */
export type PolicyKeysState = ReadonlyMap<string, PolicyKey>;

/** Keys of a tenant whose signatures count, active and retired, at most. */
export const MAX_POLICY_KEYS = 100;

/** A key is registered once, retired when another takes its place, and revoked from either standing for good. */
export const policyKeys = decider<PolicyKeyCommand, PolicyKeyEvent, PolicyKeysState, PolicyKeyRefusalCode>({
  initial: new Map(),
  decide: {
    RegisterPolicyKey: ({ name, key }, keys) => unregistrable(key, keys) ?? [registered(name, key)],
    RotatePolicyKey: ({ keyId, name, key }, keys) => {
      const old = keys.get(keyId);
      if (!old) return refuse('POLICY_KEY_NOT_FOUND');
      if (old.status !== 'active') return refuse(old.status === 'retired' ? 'POLICY_KEY_RETIRED' : 'POLICY_KEY_REVOKED');
      return (
        unregistrable(key, keys) ?? [
          registered(name ?? old.name, key),
          { type: 'PolicyKeyRetired', keyId, replacedBy: key.keyId },
        ]
      );
    },
    RevokePolicyKey: ({ keyId, reason }, keys) => {
      const key = keys.get(keyId);
      if (!key) return refuse('POLICY_KEY_NOT_FOUND');
      return key.status === 'revoked' ? refuse('POLICY_KEY_REVOKED') : [{ type: 'PolicyKeyRevoked', keyId, reason }];
    },
  },
  evolve: {
    PolicyKeyRegistered: (keys, { keyId, name, algorithm, publicKey }) =>
      new Map(keys).set(keyId, { keyId, name, algorithm, publicKey, status: 'active' }),
    PolicyKeyRetired: (keys, { keyId }) => withStatus(keys, keyId, 'retired'),
    PolicyKeyRevoked: (keys, { keyId }) => withStatus(keys, keyId, 'revoked'),
  },
});

function registered(name: string, key: ReadKey): PolicyKeyEvent {
  return { type: 'PolicyKeyRegistered', name, ...key };
}

function unregistrable({ keyId }: ReadKey, keys: PolicyKeysState): Refusal<PolicyKeyRefusalCode> | undefined {
  if (keys.has(keyId)) return refuse('POLICY_KEY_ALREADY_REGISTERED', `the key ${keyId} is ${keys.get(keyId)?.status}`);
  const counting = [...keys.values()].filter(({ status }) => status !== 'revoked').length;
  return counting < MAX_POLICY_KEYS ? undefined : refuse('TOO_MANY_POLICY_KEYS', `${MAX_POLICY_KEYS} keys are not revoked`);
}

function withStatus(keys: PolicyKeysState, keyId: string, status: PolicyKey['status']): PolicyKeysState {
  const key = keys.get(keyId);
  return key ? new Map(keys).set(keyId, { ...key, status }) : keys;
}
