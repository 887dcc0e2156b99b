import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Controls } from '#features/controls/contract';
import { PolicyRevisions, policyStream } from '#features/policies/contract';
import { newId } from '#libs/event-ids';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { refuseWith } from '#platform/http/problem-details';
import { lastReceipt, LedgerReceipt } from '#platform/http/receipt';
import { commandContext, type RequestFacts } from '#platform/http/request-context';
import { orThrow } from '#platform/http/responses';
import type { PinRevisionRequest } from './commands.js';

const LONGEST_MS = 366 * 86_400_000;

export const Pinned = z
  .object({ pin: z.string(), expiresAt: z.string(), ledger: LedgerReceipt })
  .meta({ id: 'RevisionPinnedAnswer' });
export const PinLifted = z.object({ pin: z.string(), ledger: LedgerReceipt }).meta({ id: 'PinLiftedAnswer' });

/** What operators do with pins: REST and GraphQL ask here. */
@Injectable()
export class PinAdministration {
  constructor(
    @Inject(PolicyRevisions) private readonly revisions: PolicyRevisions,
    @Inject(Controls) private readonly controls: Controls,
  ) {}

  /** In effect with the next decision. The revision must still be what was found fit when the pin is recorded. */
  async pin(facts: RequestFacts, operator: OperatorPrincipal, request: PinRevisionRequest): Promise<z.output<typeof Pinned>> {
    const context = commandContext(facts, operator);
    const now = new Date();
    const expiresAt = expiry(request.expiresAt, now);
    const { policy, revision, selector, reason } = request;
    const { reference, at } = orThrow(await this.revisions.releasable(context, policy, revision));
    const pin = newId();
    const command = { type: 'PinRevision', now: now.toISOString(), pin, selector, policy: reference, expiresAt, reason } as const;
    const handled = orThrow(await this.controls.pin(context, command, { stream: policyStream(policy), at }));
    return { pin, expiresAt, ledger: lastReceipt(handled.receipt) };
  }

  async lift(facts: RequestFacts, operator: OperatorPrincipal, pin: string, reason: string): Promise<z.output<typeof PinLifted>> {
    const handled = orThrow(await this.controls.pin(commandContext(facts, operator), { type: 'UnpinRevision', pin, reason }));
    return { pin, ledger: lastReceipt(handled.receipt) };
  }
}

/** As milliseconds in UTC, which compare as text. */
function expiry(text: string, now: Date): string {
  const at = Date.parse(text);
  if (!(at > now.getTime())) throw refuseWith('INVALID_INPUT', 'expiresAt: must be in the future');
  if (at - now.getTime() > LONGEST_MS) throw refuseWith('INVALID_INPUT', 'expiresAt: must be within 366 days');
  return new Date(at).toISOString();
}
