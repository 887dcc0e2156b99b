import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { type ActivePolicy, controlEvents, TENANT_CONTROLS } from '#features/controls/contract';
import { canonicalJson, digestOf } from '#libs/evidence';
import {
  isRefusal,
  refuse,
  toNewEvents,
  type AppendReceipt,
  type CommandContext,
  type Json,
  type Refusal,
} from '#libs/event-sourcing';
import { Ledger, type StreamKind } from '#libs/nest-event-sourcing';
import type { Json as MutableJson } from '#libs/policy-engine';
import { compileRego } from '#libs/rego-compiler';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION } from '#platform/config/configuration.token';
import type { AddPolicyRevisionRequest, PolicyCommand } from './commands.js';
import { PolicyDesk, type AddedRevision } from './contract.js';
import { policies, type PolicyState } from './decider.js';
import { policyEvents } from './events.js';
import { PlanArtifacts } from './plan-artifacts.js';
import type { PolicyRefusalCode } from './refusals.js';

/** Characters of modules and data together: a revision is one event, and the ledger bounds events at a million. */
const MAX_CONTENT = 900_000;
const UNAVAILABLE = new Set(['OPA_UNAVAILABLE', 'OPA_TAMPERED']);

/** Creates policies, compiles their revisions and publishes them. */
@Injectable()
export class LedgerPolicyDesk extends PolicyDesk {
  private readonly streams: StreamKind<PolicyCommand, typeof policyEvents, PolicyState, PolicyRefusalCode>;

  constructor(
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(PlanArtifacts) private readonly artifacts: PlanArtifacts,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {
    super();
    this.streams = ledger.streams(policyEvents, policies, 1_000);
  }

  async create(context: CommandContext, policy: string, name: string): Promise<AppendReceipt | Refusal> {
    const handled = await this.streams.handle(context, streamOf(policy), { type: 'CreatePolicy', policy, name });
    return isRefusal(handled) ? handled : (handled.receipt as AppendReceipt);
  }

  /** Checks and compiles first: what cannot run never becomes a revision, and nobody creates a policy only to learn that. */
  async addRevision(
    context: CommandContext,
    policy: string,
    draft: z.output<typeof AddPolicyRevisionRequest>,
  ): Promise<AddedRevision | Refusal> {
    const { modules, entrypoint, summary } = draft;
    const data = draft.data as Json;
    const content = canonicalJson({ data, entrypoint, modules });
    if (content.length > MAX_CONTENT) return refuse('POLICY_TOO_LARGE', `modules and data are ${content.length} characters`);
    const compiled = await compileRego({
      modules,
      data: data as MutableJson,
      entrypoint,
      ...(this.configuration.OPA_BIN !== undefined && { opaBin: this.configuration.OPA_BIN }),
    });
    if (!compiled.ok) return refusalFor(compiled.errors);
    const { state } = await this.streams.states.refresh(context.tenant, streamOf(policy));
    if (state.id === undefined) return refuse('POLICY_NOT_FOUND');
    const { planDigest, dataDigest } = await this.artifacts.store(context.tenant, compiled.planBytes, data);
    const digest = digestOf(content);
    const command: PolicyCommand = {
      type: 'AddPolicyRevision',
      summary,
      entrypoint,
      modules,
      data,
      digest,
      planDigest,
      dataDigest,
      compiler: `opa ${compiled.opaVersion}`,
    };
    const handled = await this.streams.handle(context, streamOf(policy), command);
    if (isRefusal(handled)) return handled;
    return { revision: handled.state.revisions.length, digest, receipt: handled.receipt as AppendReceipt };
  }

  /**
   * One append publishes the revision and makes it the active policy: a decision is made either before it under the old
   * policy, or after it under the new one, on every replica.
   */
  async publish(context: CommandContext, policy: string, revision: number): Promise<AppendReceipt | Refusal> {
    const stream = streamOf(policy);
    const { state } = await this.streams.states.refresh(context.tenant, stream);
    const reference = state.revisions[revision - 1];
    if (state.id === undefined) return refuse('POLICY_NOT_FOUND');
    if (!reference) return refuse('POLICY_REVISION_NOT_FOUND');
    const active: ActivePolicy = { id: policy, revision, ...reference };
    await this.artifacts.load(context.tenant, active);
    const handled = await this.streams.handle(
      context,
      stream,
      { type: 'PublishPolicyRevision', revision },
      {
        together: () =>
          Promise.resolve([
            {
              stream: TENANT_CONTROLS,
              expect: 'any',
              events: toNewEvents(controlEvents, context, [{ type: 'PolicyActivated', policy: active }], this.ledger.newId),
            },
          ]),
      },
    );
    return isRefusal(handled) ? handled : (handled.receipt as AppendReceipt);
  }
}

function streamOf(policy: string): string {
  return `policy/${policy}`;
}

function refusalFor(errors: readonly { code: string; message: string }[]): Refusal<PolicyRefusalCode> {
  const first = errors[0];
  if (first && UNAVAILABLE.has(first.code)) return refuse('POLICY_COMPILER_UNAVAILABLE', first.message);
  return refuse('POLICY_INVALID', first?.message, { errors: errors.slice(0, 50) });
}
