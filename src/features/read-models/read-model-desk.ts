import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from 'kysely';
import { isRefusal, refuse, type CommandContext, type Refusal } from '#libs/event-sourcing';
import { Ledger, SubscriptionRegistry, type StreamKind } from '#libs/nest-event-sourcing';
import { lastReceipt } from '#libs/operations';
import { TenantDatabase } from '#platform/database/tenant-database';
import type { z } from 'zod';
import type { EventSkipped, StoppedReadModel } from './answers.js';
import type { ReadModelCommand } from './commands.js';
import { READ_MODELS_STREAM } from './contract.js';
import { skippedEvents, skippedKey, type SkippedEvents } from './decider.js';
import { readModelEvents } from './events.js';
import type { ReadModelRefusalCode } from './refusals.js';

interface Tables {
  /** Written by whoever runs the projections. */
  readonly ledger_stopped_subscriptions: {
    readonly subscription: string;
    readonly position: string;
    readonly type: string;
    readonly reason: string;
    readonly since: Date;
  };
}

/** Tells where a tenant's read models and reactions stand still, and records what they are to pass over. */
@Injectable()
export class ReadModelDesk {
  private readonly streams: StreamKind<ReadModelCommand, typeof readModelEvents, SkippedEvents, never>;

  constructor(
    @Inject(Ledger) ledger: Ledger,
    @Inject(TenantDatabase) private readonly database: TenantDatabase,
    @Inject(SubscriptionRegistry) private readonly registry: SubscriptionRegistry,
  ) {
    this.streams = ledger.streams(readModelEvents, skippedEvents);
    registry.passesOver = async (tenant, name, position) => {
      const { state } = await this.streams.states.refresh(tenant, READ_MODELS_STREAM);
      return state.has(skippedKey(name, position));
    };
  }

  async stopped(tenant: string): Promise<StoppedReadModel[]> {
    const rows = await this.database.as(tenant, (db: Transaction<Tables>) =>
      db.selectFrom('ledger_stopped_subscriptions').selectAll().orderBy('subscription').execute(),
    );
    return rows.map(({ subscription, position, type, reason, since }) => ({
      readModel: subscription,
      kind: this.registry.reactions.some(({ name }) => name === subscription) ? 'reaction' : 'list',
      position: Number(position),
      eventType: type,
      problem: reason,
      since: since.toISOString(),
    }));
  }

  async skip(
    context: CommandContext,
    asked: { readonly readModel: string; readonly position: number; readonly reason: string },
  ): Promise<z.output<typeof EventSkipped> | Refusal> {
    const { readModel, position, reason } = asked;
    const found = (await this.stopped(context.tenant)).find((one) => one.readModel === readModel && one.position === position);
    if (!found) {
      const { state } = await this.streams.states.refresh(context.tenant, READ_MODELS_STREAM);
      if (state.has(skippedKey(readModel, position))) return { readModel, position, ledger: null };
      return refuse<ReadModelRefusalCode>('READ_MODEL_NOT_STOPPED');
    }
    const { eventType, problem } = found;
    const command = { type: 'SkipEvent', readModel, position, eventType, problem, reason } as const;
    const handled = await this.streams.handle(context, READ_MODELS_STREAM, command);
    if (isRefusal(handled)) return handled;
    return { readModel, position, ledger: handled.receipt ? lastReceipt(handled.receipt) : null };
  }
}
