import { canonicalJson } from '#libs/evidence';
import { decider, refuse, type JsonObject } from '#libs/event-sourcing';
import type { InvariantCommand } from './commands.js';
import type { InvariantEvent } from './events.js';
import type { InvariantRefusalCode } from './refusals.js';

/** All of them are checked together, in the time that one check has. */
const MOST_DECLARED = 20;

export interface DeclaredInvariant {
  readonly name: string;
  readonly says: string;
  readonly rego: string | null;
  readonly parameters: JsonObject;
  readonly by: string;
}

export interface InvariantsState {
  /** In the order in which they were declared. */
  readonly declared: readonly DeclaredInvariant[];
}

/** A name stands for one invariant; declaring it anew replaces what it said, and saying the same again is nothing. */
export const invariants = decider<InvariantCommand, InvariantEvent, InvariantsState, InvariantRefusalCode>({
  initial: { declared: [] },
  decide: {
    DeclareInvariant: ({ type: _, invariant, ...said }, { declared }) => {
      const known = declared.find(({ name }) => name === invariant);
      if (known && meaning(known) === meaning(said)) return [];
      if (!known && declared.length >= MOST_DECLARED) return refuse('TOO_MANY_INVARIANTS');
      return [{ type: 'InvariantDeclared', invariant, ...said }];
    },
    WithdrawInvariant: ({ invariant, reason, by }, { declared }) =>
      declared.some(({ name }) => name === invariant)
        ? [{ type: 'InvariantWithdrawn', invariant, reason, by }]
        : refuse('INVARIANT_NOT_DECLARED'),
  },
  evolve: {
    InvariantDeclared: ({ declared }, { type: _, invariant: name, ...said }) => {
      const now = { name, ...said };
      const isKnown = declared.some((one) => one.name === name);
      return { declared: isKnown ? declared.map((one) => (one.name === name ? now : one)) : [...declared, now] };
    },
    InvariantWithdrawn: ({ declared }, { invariant }) => ({ declared: declared.filter(({ name }) => name !== invariant) }),
  },
});

function meaning({ says, rego, parameters }: Pick<DeclaredInvariant, 'says' | 'rego' | 'parameters'>): string {
  return canonicalJson([says, rego, parameters]);
}
