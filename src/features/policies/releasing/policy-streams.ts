import { Inject, Injectable } from '@nestjs/common';
import { GOVERNANCE_STREAM, PolicyGovernance, type GovernanceState } from '#features/policy-governance/contract';
import {
  isRefusal,
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
import type { PolicyCommand, ReleaseRules } from '../commands.js';
import { policyStream } from '../contract.js';
import { policies, type PolicyState } from '../decider.js';
import { policyEvents, type PolicyEvent } from '../events.js';
import type { PolicyRefusalCode } from '../refusals.js';

const REMEMBERED = 1_000;
/** Of as many attempts as a command has elsewhere. */
const ROUNDS = 5;

/** The one memory of policies' streams in this process, and the one way to write to them. */
@Injectable()
export class PolicyStreams {
  private readonly streams: StreamKind<PolicyCommand, typeof policyEvents, PolicyState, PolicyRefusalCode>;

  constructor(
    @Inject(Ledger) ledger: Ledger,
    @Inject(PolicyGovernance) private readonly governance: PolicyGovernance,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {
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
  async releaseRules(tenant: string): Promise<{ rules: ReleaseRules; standing: Condition }> {
    const { state, revision: at } = await this.governance.of(tenant);
    const rules = { ...ruleFacts(state), isSignatureRequired: this.configuration.requireSignedPolicy };
    return { rules, standing: { stream: GOVERNANCE_STREAM, at } };
  }
}

function isBusy(handled: unknown): boolean {
  return isRefusal(handled) && handled.refused === 'STREAM_BUSY';
}

function ruleFacts(state: GovernanceState): Omit<ReleaseRules, 'isSignatureRequired'> {
  const { minimumQuality, separationOfDuties, requireDossier: isDossierRequired } = state;
  return { minimumQuality, separationOfDuties, isDossierRequired };
}
