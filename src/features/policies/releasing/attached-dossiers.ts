import { Inject, Injectable } from '@nestjs/common';
import { isRefusal, refuse, type AppendReceipt, type CommandContext, type Refusal } from '#libs/event-sourcing';
import { PolicyDossiers, type NewDossier } from '../contract.js';
import { publishedIn } from '../decider.js';
import type { PolicyEvent } from '../events.js';
import type { AttachedDossier } from '../revision-rules.js';
import { PolicyTexts } from '../taking-in/policy-texts.js';
import { PolicyStreams } from './policy-streams.js';

/** Change dossiers beside the revisions that they are about: the envelope by content, its digest in the policy's stream. */
@Injectable()
export class AttachedDossiers extends PolicyDossiers {
  constructor(
    @Inject(PolicyStreams) private readonly streams: PolicyStreams,
    @Inject(PolicyTexts) private readonly texts: PolicyTexts,
  ) {
    super();
  }

  /** The envelope is stored before the event that names it; a crash in between leaves only unused bytes. */
  async attach(
    context: CommandContext,
    policy: string,
    revision: number,
    { envelope, ...dossier }: NewDossier,
  ): Promise<{ attached: AttachedDossier; receipt: AppendReceipt } | Refusal> {
    await this.texts.store(context.tenant, [Buffer.from(envelope)]);
    const by = context.actor.id;
    const handled = await this.streams.handle(context, policy, { type: 'AttachPolicyDossier', revision, by, ...dossier });
    if (isRefusal(handled)) return handled;
    const event = handled.events.find(isAttached);
    if (!event) throw new Error(`revision ${revision} of ${policy} had this dossier before it was made`);
    const { against, dossier: digest, envelopeDigest, keyId, objections } = event;
    const attached = { against, dossier: digest, envelopeDigest, keyId, objections };
    return { attached, receipt: handled.receipt as AppendReceipt };
  }

  async latest(tenant: string, policy: string, revision: number): Promise<AttachedDossier | Refusal> {
    const { state } = await this.streams.state(tenant, policy);
    if (state.id === undefined) return refuse('POLICY_NOT_FOUND');
    const found = state.revisions[revision - 1];
    if (!found) return refuse('POLICY_REVISION_NOT_FOUND');
    return found.dossier ?? refuse('POLICY_DOSSIER_NOT_FOUND');
  }

  async publishedRevision(tenant: string, policy: string): Promise<number | null> {
    return publishedIn((await this.streams.state(tenant, policy)).state)?.revision ?? null;
  }
}

function isAttached(event: PolicyEvent): event is Extract<PolicyEvent, { type: 'PolicyDossierAttached' }> {
  return event.type === 'PolicyDossierAttached';
}
