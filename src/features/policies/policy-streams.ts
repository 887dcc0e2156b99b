import { Inject, Injectable } from '@nestjs/common';
import type { ActivePolicy } from '#features/controls/contract';
import { GOVERNANCE_STREAM, PolicyGovernance, type GovernanceState } from '#features/policy-governance/contract';
import {
  isRefusal,
  refuse,
  type AskedAnew,
  type CommandContext,
  type CommandOptions,
  type Condition,
  type Handled,
  type Refusal,
  type StreamState,
} from '#libs/event-sourcing';
import { Ledger, type StreamKind } from '#libs/nest-event-sourcing';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION } from '#platform/config/configuration.token';
import type { PolicyCommand, ReleaseRules } from './commands.js';
import { PolicyRevisions, policyStream, type RevisionSource } from './contract.js';
import { policies, publishedIn, type PolicyState, type Publication } from './decider.js';
import { policyEvents, type PolicyEvent } from './events.js';
import { UsablePolicies } from './deciding-with/usable-policies.js';
import type { PolicyRefusalCode } from './refusals.js';
import { UNAPPROVED, unfitToRelease } from './revision-rules.js';
import { PolicyTexts } from './taking-in/policy-texts.js';

const REMEMBERED = 1_000;
/** Of as many attempts as a command has elsewhere. */
const ROUNDS = 5;

/** The one memory of policies' streams in this process, and what others may ask of a revision. */
@Injectable()
export class PolicyStreams extends PolicyRevisions {
  private readonly streams: StreamKind<PolicyCommand, typeof policyEvents, PolicyState, PolicyRefusalCode>;

  constructor(
    @Inject(Ledger) ledger: Ledger,
    @Inject(PolicyTexts) private readonly texts: PolicyTexts,
    @Inject(UsablePolicies) private readonly usable: UsablePolicies,
    @Inject(PolicyGovernance) private readonly governance: PolicyGovernance,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {
    super();
    this.streams = ledger.streams(policyEvents, policies, REMEMBERED);
  }

  state(tenant: string, policy: string): Promise<StreamState<PolicyState>> {
    return this.streams.states.refresh(tenant, policyStream(policy));
  }

  /** Tried for longer than commands elsewhere: those who add revisions at once, through several processes, all succeed. */
  async handle(
    context: CommandContext,
    policy: string,
    command: PolicyCommand | AskedAnew<PolicyCommand>,
    options?: CommandOptions<PolicyEvent>,
  ): Promise<Handled<PolicyEvent, PolicyState> | Refusal> {
    for (let round = 1; ; round += 1) {
      const handled = await this.streams.handle(context, policyStream(policy), command, options);
      if (!isBusy(handled) || round === ROUNDS) return handled;
    }
  }

  /** As `handle`, by the rules of the tenant: each attempt reads them anew and is recorded only if they still stand. */
  handleByRules(
    context: CommandContext,
    policy: string,
    type: PolicyCommand['type'],
    command: (rules: ReleaseRules) => PolicyCommand,
    options?: Pick<CommandOptions<PolicyEvent>, 'together'>,
  ): Promise<Handled<PolicyEvent, PolicyState> | Refusal> {
    let standing: readonly Condition[] = [];
    const make = async (): Promise<PolicyCommand> => {
      const found = await this.releaseRules(context.tenant);
      standing = [found.standing];
      return command(found.rules);
    };
    return this.handle(context, policy, { type, make }, { ...options, conditions: () => Promise.resolve(standing) });
  }

  /** The rules for putting a revision to work, and what must still be so for them to stand. */
  private async releaseRules(tenant: string): Promise<{ rules: ReleaseRules; standing: Condition }> {
    const { state, revision: at } = await this.governance.of(tenant);
    const rules = { ...ruleFacts(state), isSignatureRequired: this.configuration.requireSignedPolicy };
    return { rules, standing: { stream: GOVERNANCE_STREAM, at } };
  }

  async source(tenant: string, policy: string, revision: number): Promise<RevisionSource | undefined> {
    const { state } = await this.state(tenant, policy);
    const reference = referenceTo(state, revision);
    if (!reference) return undefined;
    const { modules, tests = {}, data, entrypoint } = await this.texts.ofRevision(tenant, reference);
    return { policy, revision, modules, tests, data, entrypoint, reference };
  }

  async published(tenant: string, policy: string): Promise<ActivePolicy | undefined> {
    const { state } = await this.state(tenant, policy);
    const current = publishedIn(state);
    return current && publicationReference(state, current);
  }

  async releasable(
    context: CommandContext,
    policy: string,
    revision: number,
  ): Promise<{ reference: ActivePolicy; standing: readonly Condition[] } | Refusal> {
    const { state, revision: at } = await this.state(context.tenant, policy);
    if (state.id === undefined) return refuse('POLICY_NOT_FOUND');
    const found = state.revisions[revision - 1];
    const reference = referenceTo(state, revision);
    if (!found || !reference) return refuse('POLICY_REVISION_NOT_FOUND');
    if (UNAPPROVED.includes(found.status)) return refuse('POLICY_REVISION_NOT_APPROVED', `it is ${found.status}`);
    const { rules, standing } = await this.releaseRules(context.tenant);
    const unfit = unfitToRelease(found, context.actor.id, rules) ?? (await this.usable.refusalOf(context.tenant, reference));
    return unfit ?? { reference, standing: [{ stream: policyStream(policy), at }, standing] };
  }
}

function isBusy(handled: unknown): boolean {
  return isRefusal(handled) && handled.refused === 'STREAM_BUSY';
}

function ruleFacts({ minimumQuality, separationOfDuties }: GovernanceState): Omit<ReleaseRules, 'isSignatureRequired'> {
  return { minimumQuality, separationOfDuties };
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
