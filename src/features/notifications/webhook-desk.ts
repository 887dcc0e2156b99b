import { hkdfSync } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { isRefusal, type CommandContext, type Refusal } from '#libs/event-sourcing';
import { Ledger, type StreamKind } from '#libs/nest-event-sourcing';
import { lastReceipt } from '#libs/operations';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION } from '#platform/config/configuration.token';
import { writtenSecret } from '#platform/outbound/webhook-signature';
import type { WebhookChanged } from './answers.js';
import type { WebhookCommand } from './commands.js';
import { webhooks, type Webhook, type WebhookState } from './decider.js';
import { webhookEvents } from './events.js';
import type { NotificationRefusalCode } from './refusals.js';
import { WEBHOOKS_STREAM } from './webhooks-stream.js';

const SECRET_BYTES = 32;

/** Where operators say who is told of what. */
@Injectable()
export class WebhookDesk {
  private readonly streams: StreamKind<WebhookCommand, typeof webhookEvents, WebhookState, NotificationRefusalCode>;

  constructor(
    @Inject(Ledger) ledger: Ledger,
    @Inject(CONFIGURATION) private readonly configuration: Pick<Configuration, 'deploymentKey'>,
  ) {
    this.streams = ledger.streams(webhookEvents, webhooks);
  }

  async handle(context: CommandContext, command: WebhookCommand): Promise<(WebhookChanged & { version: number }) | Refusal> {
    const done = await this.streams.handle(context, WEBHOOKS_STREAM, command);
    if (isRefusal(done)) return done;
    const version = done.state.active.find(({ id }) => id === command.webhook)?.version ?? 1;
    return { id: command.webhook, version, ledger: done.receipt ? lastReceipt(done.receipt) : null };
  }

  /** Those that are told now, as the ledger has it. */
  async active(tenant: string): Promise<readonly Webhook[]> {
    return (await this.streams.states.refresh(tenant, WEBHOOKS_STREAM)).state.active;
  }

  /** Secrets are kept nowhere: each follows from the deployment key, the webhook and how often it was rotated. */
  secret(tenant: string, webhook: string, version: number): string {
    const info = `webhook-secret\n${tenant}\n${webhook}\n${version}`;
    return writtenSecret(Buffer.from(hkdfSync('sha256', this.configuration.deploymentKey, 'writ', info, SECRET_BYTES)));
  }

  /** What deliveries of the webhook are signed with at that time. */
  secretsAt(tenant: string, { id, version, overlapUntil }: Webhook, now: Date): readonly string[] {
    const isOverlapping = overlapUntil !== null && now.getTime() < Date.parse(overlapUntil);
    return [version, ...(isOverlapping ? [version - 1] : [])].map((each) => this.secret(tenant, id, each));
  }
}
