import { Inject, Injectable } from '@nestjs/common';
import { Facts } from '#features/facts/contract';
import { PolicyLimits } from '#features/limits/contract';
import { PolicySignatures } from '#features/policy-keys/contract';
import { canonicalJson, digestOf } from '#libs/evidence';
import { isRefusal, refuse, type AppendReceipt, type CommandContext, type Json, type Refusal } from '#libs/event-sourcing';
import type { AddPolicyDataRequest, AddPolicyRevisionRequest, PolicyCommand } from './commands.js';
import type { AddedRevision } from './contract.js';
import { publishedIn } from './decider.js';
import { LedgerRevisions, referenceTo } from './releasing/ledger-revisions.js';
import { PolicyStreams } from './releasing/policy-streams.js';
import { RevisionIntake, textOf, type RevisionText } from './taking-in/revision-intake.js';
import { statementOf } from './taking-in/signed-statement.js';
import { PolicyTexts } from './taking-in/policy-texts.js';

/** The steps of a revision that need more than a command: its text, its rules, its signatures. Each is one append. */
@Injectable()
export class PolicyDesk {
  constructor(
    @Inject(PolicyStreams) private readonly streams: PolicyStreams,
    @Inject(LedgerRevisions) private readonly revisions: LedgerRevisions,
    @Inject(RevisionIntake) private readonly intake: RevisionIntake,
    @Inject(PolicyTexts) private readonly texts: PolicyTexts,
    @Inject(PolicySignatures) private readonly signatures: PolicySignatures,
    @Inject(Facts) private readonly facts: Facts,
    @Inject(PolicyLimits) private readonly limits: PolicyLimits,
  ) {}

  /** The text is checked first, so that nobody creates a policy only to learn that it does not compile. */
  addRevision(context: CommandContext, policy: string, draft: AddPolicyRevisionRequest): Promise<AddedRevision | Refusal> {
    const text = textOf(draft.modules, draft.data as Json, draft.entrypoint);
    const { modules, tests } = text;
    return this.add(context, policy, text, { type: 'AddPolicyRevision', modules, tests, summary: draft.summary });
  }

  async addData(context: CommandContext, policy: string, draft: AddPolicyDataRequest): Promise<AddedRevision | Refusal> {
    const { state } = await this.streams.state(context.tenant, policy);
    if (state.id === undefined) return refuse('POLICY_NOT_FOUND');
    const newest = state.revisions.length;
    if (newest === 0) return refuse('POLICY_HAS_NO_REVISION');
    const basedOn = draft.basedOn ?? publishedIn(state)?.revision ?? newest;
    const base = await this.revisions.source(context.tenant, policy, basedOn);
    if (!base) return refuse('POLICY_REVISION_NOT_FOUND');
    const { modules, tests, entrypoint } = base;
    const text = { modules, tests, entrypoint, data: draft.data as Json };
    return this.add(context, policy, text, { type: 'RevisePolicyData', basedOn, summary: draft.summary });
  }

  async approve(context: CommandContext, policy: string, revision: number, comment?: string): Promise<AppendReceipt | Refusal> {
    const by = context.actor.id;
    const handled = await this.streams.handleByRules(context, policy, 'ApprovePolicyRevision', (rules) => {
      return { type: 'ApprovePolicyRevision', revision, by, comment: comment ?? null, rules };
    });
    return isRefusal(handled) ? handled : (handled.receipt as AppendReceipt);
  }

  async sign(
    context: CommandContext,
    policy: string,
    revision: number,
    envelope: Json,
  ): Promise<{ keyId: string; receipt: AppendReceipt | undefined } | Refusal> {
    const { tenant, actor } = context;
    const { state } = await this.streams.state(tenant, policy);
    const reference = referenceTo(state, revision);
    if (state.id === undefined) return refuse('POLICY_NOT_FOUND');
    if (!reference) return refuse('POLICY_REVISION_NOT_FOUND');
    const verify = (by?: string) => this.signatures.verify(tenant, envelope, statementOf(tenant, reference), 'signing', by);
    const verified = await verify();
    if (isRefusal(verified)) return verified;
    const { keyId } = verified;
    let { standing } = verified;
    const stored = canonicalJson(envelope);
    await this.texts.store(tenant, [Buffer.from(stored)]);
    const command: PolicyCommand = {
      type: 'SignPolicyRevision',
      revision,
      by: actor.id,
      keyId,
      envelopeDigest: digestOf(stored),
      envelope,
    };
    const handled = await this.streams.handle(context, policy, command, {
      // The key may be retired or revoked at this very moment: each attempt looks again, and is appended only if nothing moved.
      together: async () => {
        const again = await verify(keyId);
        if (isRefusal(again)) return again;
        standing = again.standing;
        return [];
      },
      conditions: () => Promise.resolve([standing]),
    });
    return isRefusal(handled) ? handled : { keyId, receipt: handled.receipt };
  }

  private async step(context: CommandContext, policy: string, command: PolicyCommand): Promise<AppendReceipt | Refusal> {
    const handled = await this.streams.handle(context, policy, command);
    return isRefusal(handled) ? handled : (handled.receipt as AppendReceipt);
  }

  /** What the revision compiles to is stored before the event that names it; a crash in between leaves only unused bytes. */
  private async add(
    context: CommandContext,
    policy: string,
    text: RevisionText,
    kind: NewRevision,
  ): Promise<AddedRevision | Refusal> {
    const unfit = this.facts.unfitIn(text.data) ?? this.limits.unfitIn(text.data);
    if (unfit) return unfit;
    const checked = await this.intake.check(context.tenant, text);
    if (isRefusal(checked)) return checked;
    const { state } = await this.streams.state(context.tenant, policy);
    if (state.id === undefined) return refuse('POLICY_NOT_FOUND');
    const { planBytes: _, ...facts } = checked;
    await this.intake.store(context.tenant, text, checked);
    const { data, entrypoint } = text;
    const command: PolicyCommand = { ...kind, ...facts, data, entrypoint, by: context.actor.id };
    const handled = await this.streams.handle(context, policy, command);
    if (isRefusal(handled)) return handled;
    const { digest, quality } = facts;
    return { revision: handled.state.revisions.length, digest, quality, receipt: handled.receipt as AppendReceipt };
  }
}

type Known = 'by' | 'data' | 'entrypoint' | 'digest' | 'planDigest' | 'dataDigest' | 'compiler' | 'quality';
type NewRevision =
  | Omit<Extract<PolicyCommand, { type: 'AddPolicyRevision' }>, Known>
  | Omit<Extract<PolicyCommand, { type: 'RevisePolicyData' }>, Known>;
