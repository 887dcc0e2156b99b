import { Inject, Injectable } from '@nestjs/common';
import { isRefusal, refuse, type CommandContext, type Refusal } from '#libs/event-sourcing';
import { Ledger, SubscriptionRegistry, type StreamKind } from '#libs/nest-event-sourcing';
import { lastReceipt } from '#libs/operations';
import type { EventSkipped } from '../answers.js';
import type { SkipEventCommand } from '../commands.js';
import { SKIPPED_STREAM } from '../contract.js';
import { skipEvents } from '../events.js';
import type { ProjectionRefusalCode } from '../refusals.js';
import { SubscriptionRows } from '../listing/subscription-rows.query.js';
import { skippedEvents, skippedKey, type SkippedEvents } from './decider.js';

/** Records what a tenant's projections and reactions are to pass over, and tells the worker when it asks. */
@Injectable()
export class SkipDesk {
  private readonly streams: StreamKind<SkipEventCommand, typeof skipEvents, SkippedEvents, never>;

  constructor(
    @Inject(Ledger) ledger: Ledger,
    @Inject(SubscriptionRows) private readonly rows: SubscriptionRows,
    @Inject(SubscriptionRegistry) registry: SubscriptionRegistry,
  ) {
    this.streams = ledger.streams(skipEvents, skippedEvents);
    registry.passesOver = async (tenant, name, position) => {
      const { state } = await this.streams.states.refresh(tenant, SKIPPED_STREAM);
      return state.has(skippedKey(name, position));
    };
  }

  async skip(
    context: CommandContext,
    asked: { readonly projection: string; readonly position: number; readonly reason: string },
  ): Promise<EventSkipped | Refusal> {
    const { projection, position, reason } = asked;
    const found = (await this.rows.stopped(context.tenant)).find((one) => one.subscription === projection);
    if (found?.position !== position) {
      const { state } = await this.streams.states.refresh(context.tenant, SKIPPED_STREAM);
      if (state.has(skippedKey(projection, position))) return { projection, position, ledger: null };
      return refuse<ProjectionRefusalCode>('PROJECTION_NOT_STOPPED');
    }
    const { eventType, problem } = found;
    const command = { type: 'SkipEvent', readModel: projection, position, eventType, problem, reason } as const;
    const handled = await this.streams.handle(context, SKIPPED_STREAM, command);
    if (isRefusal(handled)) return handled;
    return { projection, position, ledger: handled.receipt ? lastReceipt(handled.receipt) : null };
  }
}
