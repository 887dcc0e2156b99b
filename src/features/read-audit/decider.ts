import { decider } from '#libs/event-sourcing';
import type { SetReadAudit } from './commands.js';
import type { ReadAuditEvent } from './events.js';

export interface ReadAuditState {
  readonly reads: 'recorded' | 'unrecorded';
}

/** Off until an owner turns it on; setting what holds changes nothing. */
export const readAudit = decider<SetReadAudit, ReadAuditEvent, ReadAuditState, never>({
  initial: { reads: 'unrecorded' },
  decide: {
    SetReadAudit: ({ reads, reason }, state) => (state.reads === reads ? [] : [{ type: 'ReadAuditSet', reads, reason }]),
  },
  evolve: { ReadAuditSet: (_, { reads }) => ({ reads }) },
});
