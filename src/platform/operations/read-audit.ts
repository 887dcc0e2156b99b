import type { Json } from '#libs/event-sourcing';
import type { OperatorPrincipal } from '#platform/auth/principal';
import type { RequestFacts } from '#platform/http/request-context';

/** The record of what operators look at, in tenants that want one. A feature is bound to it. */
export abstract class ReadAudit {
  /** Resolves when the record has it. What cannot be recorded MUST NOT be answered: a fault of the ledger is thrown. */
  abstract note(operator: OperatorPrincipal, facts: RequestFacts, operation: string, input: unknown): Promise<void>;
  /**
   * The same of one look at many things, which may be more than one record holds: as many records as it takes, together.
   * `keys` MUST be ids alone, which say nothing of a person; `beside` is what else was asked for.
   */
  abstract noteKeys(
    operator: OperatorPrincipal,
    facts: RequestFacts,
    operation: string,
    keys: readonly string[],
    beside: Readonly<Record<string, Json>>,
  ): Promise<void>;
}
