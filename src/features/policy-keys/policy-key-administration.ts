import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { SIGNING_ALGORITHMS } from '#libs/policy-signing';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { lastReceipt, LedgerReceipt } from '#platform/http/receipt';
import { commandContext, type RequestFacts } from '#platform/http/request-context';
import { orThrow } from '#platform/http/responses';
import type { RegisterPolicyKeyRequest, RevokePolicyKeyRequest, RotatePolicyKeyRequest } from './commands.js';
import { PolicyKeyRing, type RegisteredKey } from './policy-key-ring.js';

export const PolicyKeyEntered = z
  .object({ keyId: z.string(), name: z.string(), algorithm: z.enum(SIGNING_ALGORITHMS), ledger: LedgerReceipt })
  .meta({ id: 'PolicyKeyEnteredAnswer' });
export const PolicyKeyGone = z.object({ keyId: z.string(), ledger: LedgerReceipt }).meta({ id: 'PolicyKeyRevokedAnswer' });

/** What operators do with signing keys: REST and GraphQL ask here. */
@Injectable()
export class PolicyKeyAdministration {
  constructor(@Inject(PolicyKeyRing) private readonly ring: PolicyKeyRing) {}

  async register(
    facts: RequestFacts,
    operator: OperatorPrincipal,
    { name, publicKey }: z.output<typeof RegisterPolicyKeyRequest>,
  ): Promise<z.output<typeof PolicyKeyEntered>> {
    return entered(orThrow(await this.ring.register(commandContext(facts, operator), name, publicKey)));
  }

  async rotate(
    facts: RequestFacts,
    operator: OperatorPrincipal,
    keyId: string,
    { name, publicKey }: z.output<typeof RotatePolicyKeyRequest>,
  ): Promise<z.output<typeof PolicyKeyEntered>> {
    return entered(orThrow(await this.ring.rotate(commandContext(facts, operator), keyId, publicKey, name)));
  }

  async revoke(
    facts: RequestFacts,
    operator: OperatorPrincipal,
    keyId: string,
    { reason }: z.output<typeof RevokePolicyKeyRequest>,
  ): Promise<z.output<typeof PolicyKeyGone>> {
    return { keyId, ledger: lastReceipt(orThrow(await this.ring.revoke(commandContext(facts, operator), keyId, reason))) };
  }
}

function entered({ keyId, name, algorithm, receipt }: RegisteredKey): z.output<typeof PolicyKeyEntered> {
  return { keyId, name, algorithm, ledger: lastReceipt(receipt) };
}
