import { isRefusal, type Json, refuse } from '#libs/event-sourcing';
import { lastReceipt } from '#libs/operations';
import { handling } from '#platform/operations/caller';
import {
  AddPolicyData,
  AddPolicyRevision,
  ApprovePolicyRevision,
  CreatePolicy,
  GetPolicy,
  GetPolicyRevision,
  ListPolicies,
  ListPolicyRevisions,
  PublishPolicyRevision,
  RequestPolicyChanges,
  RollBackPolicy,
  SignPolicyRevision,
  SubmitPolicyRevision,
} from './operations.js';
import { PolicyDesk } from './policy-desk.js';
import { PoliciesQuery } from './reading/policies.query.js';
import { type PolicyRefusalCode } from './refusals.js';
import { PolicyRelease } from './releasing/policy-release.js';
import { PolicyStreams } from './releasing/policy-streams.js';

/** What carries out each operation. */
export const handlers = [
  handling(CreatePolicy, [PolicyStreams], async ({ input: { id, name }, caller: { context } }, policies) => {
    const done = await policies.handle(context, id, { type: 'CreatePolicy', policy: id, name });
    return isRefusal(done) ? done : { policy: { id, name }, ledger: lastReceipt(done.receipt) };
  }),
  handling(ListPolicies, [PoliciesQuery], ({ input, caller: { principal } }, policies) => policies.list(principal.tenant, input)),
  handling(
    GetPolicy,
    [PoliciesQuery],
    async ({ input: { id }, caller: { principal } }, policies) =>
      (await policies.find(principal.tenant, id)) ?? refuse('POLICY_NOT_FOUND' satisfies PolicyRefusalCode),
  ),
  handling(AddPolicyRevision, [PolicyDesk], async ({ input: { policy, ...draft }, caller: { context } }, desk) => {
    const added = await desk.addRevision(context, policy, draft);
    if (isRefusal(added)) return added;
    const { revision, digest, quality, receipt } = added;
    return { policy, revision, digest, quality, ledger: lastReceipt(receipt) };
  }),
  handling(AddPolicyData, [PolicyDesk], async ({ input: { policy, ...draft }, caller: { context } }, desk) => {
    const added = await desk.addData(context, policy, draft);
    if (isRefusal(added)) return added;
    const { revision, digest, quality, receipt } = added;
    return { policy, revision, digest, quality, ledger: lastReceipt(receipt) };
  }),
  handling(ListPolicyRevisions, [PoliciesQuery], async ({ input: { policy, ...page }, caller: { principal } }, policies) => {
    const revisions = await policies.listRevisions(principal.tenant, policy, page);
    // A policy may have none yet; one that is not there must not look like it.
    if (revisions.items.length > 0 || (await policies.find(principal.tenant, policy))) return revisions;
    return refuse('POLICY_NOT_FOUND' satisfies PolicyRefusalCode);
  }),
  handling(GetPolicyRevision, [PoliciesQuery], async ({ input: { policy, revision }, caller: { principal } }, policies) => {
    const found = await policies.revision(principal.tenant, policy, revision);
    return found ?? refuse('POLICY_REVISION_NOT_FOUND' satisfies PolicyRefusalCode);
  }),
  handling(
    SubmitPolicyRevision,
    [PolicyStreams],
    async ({ input: { policy, revision, comment }, caller: { context } }, policies) => {
      const command = { type: 'SubmitPolicyRevision', revision, by: context.actor.id, comment: comment ?? null } as const;
      const done = await policies.handle(context, policy, command);
      return isRefusal(done) ? done : { policy, revision, ledger: lastReceipt(done.receipt) };
    },
  ),
  handling(ApprovePolicyRevision, [PolicyDesk], async ({ input: { policy, revision, comment }, caller: { context } }, desk) => {
    const receipt = await desk.approve(context, policy, revision, comment);
    return isRefusal(receipt) ? receipt : { policy, revision, ledger: lastReceipt(receipt) };
  }),
  handling(
    RequestPolicyChanges,
    [PolicyStreams],
    async ({ input: { policy, revision, comment }, caller: { context } }, policies) => {
      const command = { type: 'RequestPolicyChanges', revision, by: context.actor.id, comment } as const;
      const done = await policies.handle(context, policy, command);
      return isRefusal(done) ? done : { policy, revision, ledger: lastReceipt(done.receipt) };
    },
  ),
  handling(SignPolicyRevision, [PolicyDesk], async ({ input: { policy, revision, envelope }, caller: { context } }, desk) => {
    const signed = await desk.sign(context, policy, revision, envelope as Json);
    if (isRefusal(signed)) return signed;
    const { keyId, receipt } = signed;
    return { policy, revision, keyId, ledger: receipt ? lastReceipt(receipt) : null };
  }),
  handling(
    PublishPolicyRevision,
    [PolicyRelease],
    async ({ input: { policy, revision, ...request }, caller: { context } }, release) => {
      const receipt = await release.publish(context, policy, revision, request);
      return isRefusal(receipt) ? receipt : { policy, revision, ledger: lastReceipt(receipt) };
    },
  ),
  // Answers with the revision that is published again.
  handling(RollBackPolicy, [PolicyRelease], async ({ input: { policy, ...request }, caller: { context } }, release) => {
    const done = await release.rollBack(context, policy, request);
    return isRefusal(done) ? done : { policy, revision: done.revision, ledger: lastReceipt(done.receipt) };
  }),
];
