import { decider, refuse } from '#libs/event-sourcing';
import { definitionDigest, type RecordedDefinition } from '#libs/facts';
import type { FactCommand } from './commands.js';
import type { FactEvent } from './events.js';
import type { FactRefusalCode } from './refusals.js';

/** Every call looks at all of them. */
const MOST_FACTS = 64;

export interface DeclaredFact {
  readonly name: string;
  readonly digest: string;
  readonly definition: RecordedDefinition;
  /** Null: the tenant itself. */
  readonly policy: string | null;
}

export interface FactsState {
  /** In the order in which they were declared. */
  readonly declared: readonly DeclaredFact[];
}

/** A name has one meaning, whoever declares it; who declared it may give it another one, which begins to count anew. */
export const facts = decider<FactCommand, FactEvent, FactsState, FactRefusalCode>({
  initial: { declared: [] },
  decide: {
    DeclareFacts: ({ facts: declarations, policy }, { declared }) => {
      const events: FactEvent[] = [];
      for (const [fact, definition] of Object.entries(declarations)) {
        const digest = definitionDigest(fact, definition);
        const known = declared.find(({ name }) => name === fact);
        if (known?.digest === digest) continue;
        if (known && known.policy !== policy) return refuse('FACT_DECLARED_OTHERWISE', `${fact} is declared otherwise`);
        events.push({ type: 'FactDeclared', fact, definition, digest, policy });
      }
      const added = events.filter(({ fact }) => !declared.some(({ name }) => name === fact));
      return declared.length + added.length > MOST_FACTS ? refuse('TOO_MANY_FACTS') : events;
    },
    EndFact: ({ fact, reason }, { declared }) =>
      declared.some(({ name }) => name === fact) ? [{ type: 'FactEnded', fact, reason }] : refuse('FACT_NOT_FOUND'),
  },
  evolve: {
    FactDeclared: ({ declared }, { fact: name, definition, digest, policy }) => ({
      declared: [...declared.filter((known) => known.name !== name), { name, digest, definition, policy }],
    }),
    FactEnded: ({ declared }, { fact }) => ({ declared: declared.filter(({ name }) => name !== fact) }),
  },
});
