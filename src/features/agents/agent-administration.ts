import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { newId } from '#libs/event-ids';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { lastReceipt, LedgerReceipt } from '#platform/http/receipt';
import { commandContext, type RequestFacts } from '#platform/http/request-context';
import { orThrow } from '#platform/http/responses';
import { AgentDirectory } from './agent-directory.js';
import type { RegisterAgentRequest } from './commands.js';

export const AgentWithKey = z
  .object({
    agent: z.object({ id: z.string(), name: z.string(), labels: z.record(z.string(), z.string()) }),
    key: z.string().describe('Shown once; store it now.'),
    keyId: z.string(),
    ledger: LedgerReceipt,
  })
  .meta({ id: 'AgentWithKey' });
export const NewKey = z
  .object({ key: z.string().describe('Shown once; store it now.'), keyId: z.string(), ledger: LedgerReceipt })
  .meta({ id: 'NewAgentKey' });
export const Revoked = z.object({ ledger: LedgerReceipt }).meta({ id: 'AgentKeyRevokedAnswer' });
export const KeyId = z.string().regex(/^[0-9a-f]{16}$/, 'must be 16 hex digits');

/** What operators do with agents: REST and GraphQL ask here. */
@Injectable()
export class AgentAdministration {
  constructor(@Inject(AgentDirectory) private readonly directory: AgentDirectory) {}

  async register(
    facts: RequestFacts,
    operator: OperatorPrincipal,
    request: z.output<typeof RegisterAgentRequest>,
  ): Promise<z.output<typeof AgentWithKey>> {
    const { id = newId(), name, labels } = request;
    const { key, keyId, receipt } = orThrow(await this.directory.register(commandContext(facts, operator), id, name, labels));
    return { agent: { id, name, labels }, key, keyId, ledger: lastReceipt(receipt) };
  }

  async rotate(facts: RequestFacts, operator: OperatorPrincipal, agent: string): Promise<z.output<typeof NewKey>> {
    const { key, keyId, receipt } = orThrow(await this.directory.rotate(commandContext(facts, operator), agent));
    return { key, keyId, ledger: lastReceipt(receipt) };
  }

  async revoke(
    facts: RequestFacts,
    operator: OperatorPrincipal,
    agent: string,
    keyId: string,
  ): Promise<z.output<typeof Revoked>> {
    return { ledger: lastReceipt(orThrow(await this.directory.revoke(commandContext(facts, operator), agent, keyId))) };
  }
}
