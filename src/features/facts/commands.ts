import { z } from 'zod';
import type { RecordedDefinition } from '#libs/facts';
import { FactDefinition, FactName } from '#libs/facts';
import { shownText } from '#libs/operations';

export const DeclareFactRequest = z.strictObject({ name: FactName, definition: FactDefinition }).meta({
  id: 'DeclareFactRequest',
  examples: [
    {
      name: 'refunds_today',
      definition: { tools: ['refund_payment'], by: 'arguments.customer', period: 'day', zone: 'Europe/Berlin' },
    },
  ],
});
export const EndFactRequest = z
  .strictObject({ reason: shownText(500).describe('Why; kept in the ledger.') })
  .meta({ id: 'EndFactRequest' });

/** What is to be counted, by name. */
export type Declarations = Readonly<Record<string, RecordedDefinition>>;

export type FactCommand =
  | {
      readonly type: 'DeclareFacts';
      readonly facts: Declarations;
      /** The policy that declares them; null for the tenant itself. */
      readonly policy: string | null;
    }
  | { readonly type: 'EndFact'; readonly fact: string; readonly reason: string };
