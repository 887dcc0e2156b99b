import { projection, type ReadTable } from '#libs/event-sourcing';
import { policyKeyEvents } from './events.js';

const TABLE = 'policy_keys_keys';

export const policyKeysTables = [
  {
    name: TABLE,
    key: ['key_id'],
    columns: {
      key_id: 'text',
      name: 'text',
      algorithm: 'text',
      public_key: 'text',
      status: 'text',
      registered_at: 'timestamp',
      registered_by: 'text',
      retired_at: 'timestamp?',
      retired_by: 'text?',
      replaced_by: 'text?',
      revoked_at: 'timestamp?',
      revoked_by: 'text?',
      reason: 'text?',
      position: 'bigint',
    },
  },
] as const satisfies readonly ReadTable[];

/** The tenant's signing keys with what became of each. Nobody verifies by it. */
export const policyKeysProjection = projection(policyKeyEvents, {
  name: 'policy-keys',
  version: 1,
  tables: policyKeysTables,
  when: {
    PolicyKeyRegistered: (known, event) => {
      const row = {
        key_id: known.keyId,
        name: known.name,
        algorithm: known.algorithm,
        public_key: known.publicKey,
        status: 'active',
        registered_at: event.at,
        registered_by: event.actor.id,
        retired_at: null,
        retired_by: null,
        replaced_by: null,
        revoked_at: null,
        revoked_by: null,
        reason: null,
        position: event.position,
      };
      return [{ op: 'put', table: TABLE, row }];
    },
    PolicyKeyRetired: (known, event) => {
      const set = { status: 'retired', retired_at: event.at, retired_by: event.actor.id, replaced_by: known.replacedBy };
      return [{ op: 'patch', table: TABLE, key: { key_id: known.keyId }, set }];
    },
    PolicyKeyRevoked: (known, event) => {
      const set = { status: 'revoked', revoked_at: event.at, revoked_by: event.actor.id, reason: known.reason };
      return [{ op: 'patch', table: TABLE, key: { key_id: known.keyId }, set }];
    },
  },
});
