import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { RefusalError } from '#platform/http/problem-details';
import type { Page, PageQuery } from '#platform/http/paging';
import { lastReceipt, LedgerReceipt } from '#platform/http/receipt';
import { commandContext, type RequestFacts } from '#platform/http/request-context';
import { orThrow } from '#platform/http/responses';
import type { AddPolicyDataRequest, AddPolicyRevisionRequest, CreatePolicyRequest } from './commands.js';
import { PolicyDesk, type AddedRevision } from './contract.js';
import { PoliciesQuery } from './policies.query.js';
import { QualityView, type PolicyRevisionSummary, type PolicyRevisionView, type PolicyView } from './policy-views.js';
import type { PolicyRefusalCode } from './refusals.js';

export const Created = z
  .object({ policy: z.object({ id: z.string(), name: z.string() }), ledger: LedgerReceipt })
  .meta({ id: 'PolicyCreatedAnswer' });
export const Added = z
  .object({
    policy: z.string(),
    revision: z.number().int(),
    digest: z.string(),
    quality: QualityView,
    ledger: LedgerReceipt,
  })
  .meta({ id: 'PolicyRevisionAddedAnswer' });
type Added = z.output<typeof Added>;

/** Reading policies and writing revisions: REST and GraphQL ask here. */
@Injectable()
export class PolicyAdministration {
  constructor(
    @Inject(PolicyDesk) private readonly desk: PolicyDesk,
    @Inject(PoliciesQuery) private readonly query: PoliciesQuery,
  ) {}

  async get(operator: OperatorPrincipal, policy: string): Promise<PolicyView> {
    return found(await this.query.find(operator.tenant, policy), 'POLICY_NOT_FOUND');
  }

  async getRevision(operator: OperatorPrincipal, policy: string, revision: number): Promise<PolicyRevisionView> {
    return found(await this.query.revision(operator.tenant, policy, revision), 'POLICY_REVISION_NOT_FOUND');
  }

  async listRevisions(operator: OperatorPrincipal, policy: string, page: PageQuery): Promise<Page<PolicyRevisionSummary>> {
    const revisions = await this.query.listRevisions(operator.tenant, policy, page);
    // A policy may have none yet; one that is not there must not look like it.
    if (revisions.items.length === 0) await this.get(operator, policy);
    return revisions;
  }

  async create(
    facts: RequestFacts,
    operator: OperatorPrincipal,
    { id, name }: z.output<typeof CreatePolicyRequest>,
  ): Promise<z.output<typeof Created>> {
    const receipt = orThrow(await this.desk.create(commandContext(facts, operator), id, name));
    return { policy: { id, name }, ledger: lastReceipt(receipt) };
  }

  async addRevision(
    facts: RequestFacts,
    operator: OperatorPrincipal,
    policy: string,
    draft: AddPolicyRevisionRequest,
  ): Promise<Added> {
    return added(policy, orThrow(await this.desk.addRevision(commandContext(facts, operator), policy, draft)));
  }

  async addData(facts: RequestFacts, operator: OperatorPrincipal, policy: string, draft: AddPolicyDataRequest): Promise<Added> {
    return added(policy, orThrow(await this.desk.addData(commandContext(facts, operator), policy, draft)));
  }
}

function added(policy: string, { revision, digest, quality, receipt }: AddedRevision): Added {
  return { policy, revision, digest, quality, ledger: lastReceipt(receipt) };
}

function found<T>(value: T | undefined, code: PolicyRefusalCode): T {
  if (value === undefined) throw new RefusalError({ refused: code });
  return value;
}
