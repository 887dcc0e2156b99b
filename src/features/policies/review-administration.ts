import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { AppendReceipt, CommandContext, Json, Refusal } from '#libs/event-sourcing';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { lastReceipt, LedgerReceipt } from '#platform/http/receipt';
import { commandContext, type RequestFacts } from '#platform/http/request-context';
import { orThrow } from '#platform/http/responses';
import type { PublishRequest, RollBackRequest } from './commands.js';
import { PolicyDesk } from './contract.js';

export const StepTaken = z
  .object({ policy: z.string(), revision: z.number().int(), ledger: LedgerReceipt })
  .meta({ id: 'PolicyStepTaken' });
export const Signed = z
  .object({
    policy: z.string(),
    revision: z.number().int(),
    keyId: z.string(),
    ledger: LedgerReceipt.nullable().describe('Null when the revision carries this signature already.'),
  })
  .meta({ id: 'PolicyRevisionSignedAnswer' });

type Taken = z.output<typeof StepTaken>;

/** One operator, one revision: where a step of the lifecycle is taken, whichever way it came. */
export interface OnRevision {
  readonly facts: RequestFacts;
  readonly operator: OperatorPrincipal;
  readonly policy: string;
  readonly revision: number;
}

/** The steps of a revision's lifecycle: REST and GraphQL ask here. */
@Injectable()
export class ReviewAdministration {
  constructor(@Inject(PolicyDesk) private readonly desk: PolicyDesk) {}

  submit(on: OnRevision, { comment }: { comment?: string | undefined }): Promise<Taken> {
    return taken(on, (context) => this.desk.submit(context, on.policy, on.revision, comment));
  }

  approve(on: OnRevision, { comment }: { comment?: string | undefined }): Promise<Taken> {
    return taken(on, (context) => this.desk.approve(context, on.policy, on.revision, comment));
  }

  requestChanges(on: OnRevision, { comment }: { comment: string }): Promise<Taken> {
    return taken(on, (context) => this.desk.requestChanges(context, on.policy, on.revision, comment));
  }

  publish(on: OnRevision, request: PublishRequest): Promise<Taken> {
    return taken(on, (context) => this.desk.publish(context, on.policy, on.revision, request));
  }

  async sign({ facts, operator, policy, revision }: OnRevision, envelope: Json): Promise<z.output<typeof Signed>> {
    const { keyId, receipt } = orThrow(await this.desk.sign(commandContext(facts, operator), policy, revision, envelope));
    return { policy, revision, keyId, ledger: receipt ? lastReceipt(receipt) : null };
  }

  /** Gives back the revision that is published again. */
  async rollBack({ facts, operator, policy }: Omit<OnRevision, 'revision'>, request: RollBackRequest): Promise<Taken> {
    const { revision, receipt } = orThrow(await this.desk.rollBack(commandContext(facts, operator), policy, request));
    return { policy, revision, ledger: lastReceipt(receipt) };
  }
}

async function taken(
  { facts, operator, policy, revision }: OnRevision,
  step: (context: CommandContext) => Promise<AppendReceipt | Refusal>,
): Promise<Taken> {
  const receipt = orThrow(await step(commandContext(facts, operator)));
  return { policy, revision, ledger: lastReceipt(receipt) };
}
