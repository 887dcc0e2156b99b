import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { isRefusal, type CommandContext, type Refusal, type StreamState } from '#libs/event-sourcing';
import { Ledger, type StreamKind } from '#libs/nest-event-sourcing';
import { lastReceipt } from '#libs/operations';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION } from '#platform/config/configuration.token';
import type { GovernanceSet, GovernanceView } from './answers.js';
import type { PolicyGovernanceCommand } from './commands.js';
import { GOVERNANCE_STREAM, PolicyGovernance } from './contract.js';
import { policyGovernance, type GovernanceState } from './decider.js';
import { policyGovernanceEvents } from './events.js';

/** Reads and changes a tenant's governance; always as the ledger has it, because publishing depends on it. */
@Injectable()
export class GovernanceDesk extends PolicyGovernance {
  private readonly streams: StreamKind<PolicyGovernanceCommand, typeof policyGovernanceEvents, GovernanceState, never>;

  constructor(
    @Inject(Ledger) ledger: Ledger,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {
    super();
    this.streams = ledger.streams(policyGovernanceEvents, policyGovernance);
  }

  of(tenant: string): Promise<StreamState<GovernanceState>> {
    return this.streams.states.refresh(tenant, GOVERNANCE_STREAM);
  }

  async view(tenant: string): Promise<z.output<typeof GovernanceView>> {
    return this.seen((await this.of(tenant)).state);
  }

  async relax(context: CommandContext, reason: string): Promise<Refusal | undefined> {
    const handled = await this.set(context, { type: 'SetSeparationOfDuties', separationOfDuties: 'relaxed', reason });
    return isRefusal(handled) ? handled : undefined;
  }

  /** No receipt when it was so already. */
  async set(context: CommandContext, command: PolicyGovernanceCommand): Promise<z.output<typeof GovernanceSet> | Refusal> {
    const handled = await this.streams.handle(context, GOVERNANCE_STREAM, command);
    if (isRefusal(handled)) return handled;
    const ledger = handled.receipt ? lastReceipt(handled.receipt) : null;
    return { ...this.seen(handled.state), ledger };
  }

  private seen(state: GovernanceState) {
    return { ...state, signatureRequired: this.configuration.requireSignedPolicy };
  }
}
