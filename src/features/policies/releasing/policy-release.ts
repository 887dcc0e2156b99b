import { Inject, Injectable } from '@nestjs/common';
import { type ActivePolicy, Controls } from '#features/controls/contract';
import { Facts } from '#features/facts/contract';
import { PolicyLimits } from '#features/limits/contract';
import { parseJson } from '#libs/exact-json';
import {
  isRefusal,
  refuse,
  type AppendReceipt,
  type CommandContext,
  type CommandOptions,
  type Json,
  type Refusal,
  type StreamWrite,
} from '#libs/event-sourcing';
import type { PolicyCommand, PublishRequest, ReleaseRules, RollBackRequest } from '../commands.js';
import { publishedIn } from '../decider.js';
import type { PolicyEvent } from '../events.js';
import { PolicyTexts } from '../taking-in/policy-texts.js';
import { UsablePolicies } from '../deciding-with/usable-policies.js';
import { referenceTo } from './ledger-revisions.js';
import { PolicyStreams } from './policy-streams.js';

/**
 * Puts revisions to work. One append records the step and makes the revision the active policy: a decision is made either
 * before it under the old policy, or after it under the new one, on every replica. Whoever comes second, having looked when the
 * first had not finished, is refused.
 */
@Injectable()
export class PolicyRelease {
  constructor(
    @Inject(PolicyStreams) private readonly streams: PolicyStreams,
    @Inject(Controls) private readonly controls: Controls,
    @Inject(UsablePolicies) private readonly usable: UsablePolicies,
    @Inject(Facts) private readonly facts: Facts,
    @Inject(PolicyLimits) private readonly limits: PolicyLimits,
    @Inject(PolicyTexts) private readonly texts: PolicyTexts,
  ) {}

  async publish(
    context: CommandContext,
    policy: string,
    revision: number,
    { comment = null, supersedes }: { readonly comment?: string | null } & Pick<PublishRequest, 'supersedes'>,
  ): Promise<AppendReceipt | Refusal> {
    const { tenant, actor } = context;
    const active = (await this.controls.refreshed(tenant)).state.policy;
    const known = publishedIn((await this.streams.state(tenant, policy)).state)?.revision ?? null;
    const command = (rules: ReleaseRules): PolicyCommand => ({
      type: 'PublishPolicyRevision',
      revision,
      by: actor.id,
      comment,
      rules,
      supersedes: supersedes === undefined ? known : supersedes,
      isActive: active?.id === policy,
    });
    const type = 'PublishPolicyRevision';
    const handled = await this.streams.handleByRules(context, policy, type, command, this.activating(context, active));
    return isRefusal(handled) ? handled : (handled.receipt as AppendReceipt);
  }

  async rollBack(
    context: CommandContext,
    policy: string,
    { reason, from }: RollBackRequest,
  ): Promise<{ revision: number; receipt: AppendReceipt } | Refusal> {
    const active = (await this.controls.refreshed(context.tenant)).state.policy;
    const { state } = await this.streams.state(context.tenant, policy);
    const [before, current] = [state.publications.at(-2), publishedIn(state)];
    if (state.id === undefined) return refuse('POLICY_NOT_FOUND');
    if (!before || !current) return refuse('NOTHING_TO_ROLL_BACK_TO');
    if (active?.id !== policy) return refuse('POLICY_NOT_ACTIVE', active ? `the active policy is ${active.id}` : undefined);
    const command: PolicyCommand = { type: 'RollBackPolicy', by: context.actor.id, reason, from: from ?? current.revision };
    const handled = await this.streams.handle(context, policy, command, this.activating(context, active));
    if (isRefusal(handled)) return handled;
    return { revision: releaseIn(handled.events).revision, receipt: handled.receipt as AppendReceipt };
  }

  /**
   * The other half of the append; refused when the revision could not decide, or another policy became active since `known`. What
   * is activated is what the step records: another revision or signature may have come up since the step was asked for.
   */
  private activating(context: CommandContext, known: ActivePolicy | null): Pick<CommandOptions<PolicyEvent>, 'together'> {
    const { tenant } = context;
    return {
      together: async (recorded): Promise<readonly StreamWrite[] | Refusal> => {
        const { state: now, revision: at } = await this.controls.refreshed(tenant);
        if (now.policy?.id !== known?.id || now.policy?.revision !== known?.revision) return refuse('POLICY_PUBLISHED_MEANWHILE');
        const { policy, revision, signature } = releaseIn(recorded);
        const found = referenceTo((await this.streams.state(tenant, policy)).state, revision) as ActivePolicy;
        const reference = { ...found, signature };
        const unusable = await this.usable.refusalOf(tenant, reference);
        if (unusable) return unusable;
        const activating = await this.controls.deciding(context, { type: 'ActivatePolicy', policy: reference }, at);
        const declaring = await this.declaring(context, policy, reference);
        if (isRefusal(activating)) return activating;
        return isRefusal(declaring) ? declaring : [...activating, ...declaring];
      },
    };
  }

  /** What the revision reads of the past is counted, and what it limits is limited, from the moment on at which it decides. */
  private async declaring(
    context: CommandContext,
    policy: string,
    { dataDigest }: ActivePolicy,
  ): Promise<readonly StreamWrite[] | Refusal> {
    const data = parseJson((await this.texts.bytes(context.tenant, dataDigest)).toString()) as Json;
    const facts = await this.facts.declaring(context, policy, data);
    const limits = await this.limits.declaring(context, policy, data);
    if (isRefusal(facts)) return facts;
    return isRefusal(limits) ? limits : [...facts, ...limits];
  }
}

type Release = Extract<PolicyEvent, { type: 'PolicyPublished' | 'PolicyRolledBack' }>;

/** Publishing and rolling back each record one. */
function releaseIn(events: readonly PolicyEvent[]): Release {
  return events.find(({ type }) => type === 'PolicyPublished' || type === 'PolicyRolledBack') as Release;
}
