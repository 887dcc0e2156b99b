import { controlEvents } from '#features/controls/contract';
import { projection, type ReadTable } from '#libs/event-sourcing';

const TABLE = 'pins_pins';

export const pinsTables = [
  {
    name: TABLE,
    key: ['pin'],
    columns: {
      pin: 'text',
      selector: 'json',
      policy: 'text',
      revision: 'integer',
      digest: 'text',
      expires_at: 'timestamp',
      reason: 'text',
      set_by: 'text',
      set_at: 'timestamp',
      position: 'bigint',
    },
  },
] as const satisfies readonly ReadTable[];

/** Pins that were set and not lifted; expired ones stay until they are cleared away. */
export const pinsProjection = projection(controlEvents, {
  name: 'pins',
  version: 1,
  tables: pinsTables,
  when: {
    RevisionPinned: (known, event) => {
      const { pin, selector, policy, expiresAt, reason } = known;
      const row = {
        pin,
        selector,
        policy: policy.id,
        revision: policy.revision,
        digest: policy.digest,
        expires_at: expiresAt,
        reason,
        set_by: event.actor.id,
        set_at: event.at,
        position: event.position,
      };
      return [{ op: 'put', table: TABLE, row }];
    },
    RevisionUnpinned: ({ pin }) => [{ op: 'remove', table: TABLE, key: { pin } }],
  },
});
