import { decider } from '#libs/event-sourcing';
import type { SignInEvent } from '../events.js';

interface NoteSlowedSignIns {
  readonly type: 'NoteSlowedSignIns';
  readonly tenant: string;
  readonly operator: string;
  readonly failures: number;
}

/** What was slowed is noted, whatever was noted before. */
export const signIns = decider<NoteSlowedSignIns, SignInEvent, Record<string, never>, never>({
  initial: {},
  decide: {
    NoteSlowedSignIns: ({ tenant, operator, failures }) => [{ type: 'SignInsSlowed', tenant, operator, failures }],
  },
  evolve: { SignInsSlowed: (state) => state },
});
