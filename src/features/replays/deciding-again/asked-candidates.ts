import { Inject, Injectable } from '@nestjs/common';
import { DEFAULT_ENTRYPOINT, PolicyDrafts, PolicyRevisions } from '#features/policies/contract';
import type { ActivePolicy } from '#features/controls/contract';
import { refuse, type Refusal } from '#libs/event-sourcing';
import type { CandidateInBody } from '../commands.js';

type Stored = Readonly<Record<'policy', string> & Record<'revision', number>>;

/** The policies that callers name, or bring, by content. */
@Injectable()
export class AskedCandidates {
  constructor(
    @Inject(PolicyRevisions) private readonly revisions: PolicyRevisions,
    @Inject(PolicyDrafts) private readonly drafts: PolicyDrafts,
  ) {}

  /** Null where none is named. */
  async find(tenant: string, given: CandidateInBody | Stored | undefined): Promise<ActivePolicy | null | Refusal> {
    if (!given) return null;
    if (!('modules' in given) || given.modules === undefined) return this.stored(tenant, given as Stored);
    const { modules, data = {}, entrypoint = DEFAULT_ENTRYPOINT } = given;
    return this.drafts.keep(tenant, { modules, data, entrypoint });
  }

  private async stored(tenant: string, { policy, revision }: Stored): Promise<ActivePolicy | Refusal> {
    const found = await this.revisions.source(tenant, policy, revision);
    if (found) return found.reference;
    const published = await this.revisions.published(tenant, policy);
    const meant = published ? `; published is revision ${published.revision}` : '';
    return refuse('POLICY_REVISION_NOT_FOUND', `there is no revision ${revision} of ${policy}${meant}`);
  }
}
