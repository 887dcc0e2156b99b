import { Inject, Injectable } from '@nestjs/common';
import type { ActivePolicy } from '#features/controls/contract';
import { refuse, type CommandContext, type Condition, type Refusal } from '#libs/event-sourcing';
import { PolicyRevisions, policyStream, type RevisionSource } from '../contract.js';
import { publishedIn, type PolicyState, type Publication } from '../decider.js';
import { UsablePolicies } from '../deciding-with/usable-policies.js';
import { notApproved, UNAPPROVED, unfitToRelease } from '../revision-rules.js';
import { PolicyTexts } from '../taking-in/policy-texts.js';
import { PolicyStreams } from './policy-streams.js';

/** What others may ask of a revision. */
@Injectable()
export class LedgerRevisions extends PolicyRevisions {
  constructor(
    @Inject(PolicyStreams) private readonly streams: PolicyStreams,
    @Inject(PolicyTexts) private readonly texts: PolicyTexts,
    @Inject(UsablePolicies) private readonly usable: UsablePolicies,
  ) {
    super();
  }

  async source(tenant: string, policy: string, revision: number): Promise<RevisionSource | undefined> {
    const { state } = await this.streams.state(tenant, policy);
    const reference = referenceTo(state, revision);
    if (!reference) return undefined;
    const { modules, tests = {}, data, entrypoint } = await this.texts.ofRevision(tenant, reference);
    return { policy, revision, modules, tests, data, entrypoint, reference };
  }

  async published(tenant: string, policy: string): Promise<ActivePolicy | undefined> {
    const { state } = await this.streams.state(tenant, policy);
    const current = publishedIn(state);
    return current && publicationReference(state, current);
  }

  async releasable(
    context: CommandContext,
    policy: string,
    revision: number,
  ): Promise<{ reference: ActivePolicy; standing: readonly Condition[] } | Refusal> {
    const { state, revision: at } = await this.streams.state(context.tenant, policy);
    if (state.id === undefined) return refuse('POLICY_NOT_FOUND');
    const found = state.revisions[revision - 1];
    const reference = referenceTo(state, revision);
    if (!found || !reference) return refuse('POLICY_REVISION_NOT_FOUND');
    if (UNAPPROVED.includes(found.status)) return refuse('POLICY_REVISION_NOT_APPROVED', notApproved(revision, found.status));
    const { rules, standing } = await this.streams.releaseRules(context.tenant);
    const unfit = unfitToRelease(found, context.actor.id, rules) ?? (await this.usable.refusalOf(context.tenant, reference));
    return unfit ?? { reference, standing: [{ stream: policyStream(policy), at }, standing] };
  }
}

/** A revision by content, with its latest signature. */
export function referenceTo({ id, revisions }: PolicyState, revision: number): ActivePolicy | undefined {
  const found = revisions[revision - 1];
  if (id === undefined || !found) return undefined;
  const { digest, planDigest, dataDigest, entrypoint, signature } = found;
  return { id, revision, digest, planDigest, dataDigest, entrypoint, signature };
}

function publicationReference(state: PolicyState, { revision, signature }: Publication): ActivePolicy | undefined {
  const reference = referenceTo(state, revision);
  return reference && { ...reference, signature };
}
