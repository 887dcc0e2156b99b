import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Gauge } from 'prom-client';
import { agentStream, AgentStanding, type AgentAccess } from '#features/agents/contract';
import { TENANT_CONTROLS } from '#features/controls/contract';
import { policyStream } from '#features/policies/contract';
import { BoundedMap } from '#libs/bounded';
import { type Refusal } from '#libs/event-sourcing';
import { refuseWith } from '#platform/http/problem-details';
import { orThrow } from '#platform/http/responses';
import type { Watch } from '#platform/live/stream-changes';
import { Metrics } from '#platform/telemetry/metrics';
import { PolicyChanges } from './policy-changes.js';
import { hasAlready, waitOf } from './poll-headers.js';

/** What a client would be sent now. */
export interface Offer {
  /** Quoted, as the header carries it: the same exactly as long as the content is. */
  readonly etag: string;
  /** RFC 3339 time at which there will be another offer even if nothing happens until then. */
  readonly endsAt?: string | undefined;
  readonly body: () => Promise<Buffer>;
}

export type Offering = (agent: AgentAccess) => Promise<Offer | Refusal>;

export interface WaitLimits {
  /** Requests held in this process. */
  readonly all: number;
  readonly perTenant: number;
  /** Milliseconds between two answers that say the same to the same question. */
  readonly pauseMs: number;
}

/**
 * Conditional requests and long polls. A client that has what there is waits, if it asked to, until there is something else
 * for it; its key is looked at again whenever something happened to it.
 */
@Injectable()
export class HeldAnswers {
  /** For requests from now on. */
  limits: WaitLimits = { all: 5_000, perTenant: 1_000, pauseMs: 2_000 };
  private readonly held = new Map<string, number>();
  private total = 0;
  /**
   * What was sent last, by question and who asked it from where. An OPA that cannot activate a bundle asks for it again at
   * once and for ever, as long as it believes that the server makes it wait; it uses a new connection each time.
   */
  private readonly sent = new BoundedMap<string, { readonly etag: string; readonly at: number }>(20_000);

  constructor(
    @Inject(PolicyChanges) private readonly changes: PolicyChanges,
    @Inject(AgentStanding) private readonly standing: AgentStanding,
    @Inject(Metrics) metrics: Metrics,
  ) {
    const count = (): number => this.total;
    new Gauge({
      name: 'writ_fabric_held_requests',
      help: 'Long polls for policies that are held now.',
      registers: [metrics.registry],
      collect() {
        this.set(count());
      },
    });
  }

  /** The body to send, or undefined with status 304. Sets `ETag`. Rejects with the refusal when there is no offer. */
  async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    agent: AgentAccess,
    name: string,
    offering: Offering,
  ): Promise<Buffer | undefined> {
    const known = request.headers['if-none-match'];
    const question = [agent.tenant, agent.id, request.writ.address, request.url, known].join('\n');
    let offer = orThrow(await offering(agent));
    const asked = waitOf(request.headers.prefer) * 1_000;
    const pause = this.pauseBefore(question, offer);
    const useless = pause > 0 ? offer.etag : undefined;
    const ms = hasAlready(known, offer.etag) ? asked : Math.min(asked, pause);
    if (ms > 0) {
      const isNews = ({ etag }: Offer): boolean => !hasAlready(known, etag) && etag !== useless;
      offer = (await this.hold(agent, name, ms, closed(reply), offering, isNews)) ?? offer;
    }
    void reply.header('etag', offer.etag);
    if (hasAlready(known, offer.etag)) {
      void reply.status(304);
      return undefined;
    }
    this.sent.set(question, { etag: offer.etag, at: Date.now() });
    return offer.body();
  }

  /** Milliseconds to let pass, because this very answer was given to this question a moment ago. */
  private pauseBefore(question: string, { etag }: Offer): number {
    const before = this.sent.get(question);
    return before?.etag === etag ? before.at + this.limits.pauseMs - Date.now() : 0;
  }

  /** Undefined when there was no news in time, or the wait had to end. */
  private async hold(
    agent: AgentAccess,
    name: string,
    ms: number,
    stop: AbortSignal,
    offering: Offering,
    isNews: (offer: Offer) => boolean,
  ): Promise<Offer | undefined> {
    this.enter(agent.tenant);
    let watch: Watch | undefined;
    try {
      const deadline = Date.now() + ms;
      watch = await this.changes.watch(agent.tenant, [TENANT_CONTROLS, policyStream(name), agentStream(agent.id)]);
      while (Date.now() < deadline && !stop.aborted && !watch.isOver) {
        watch.rest();
        const standing = await this.standing.recheck(agent);
        if (!standing) throw refuseWith('UNAUTHENTICATED', 'the key was revoked');
        const offer = orThrow(await offering(standing));
        if (isNews(offer)) return offer;
        const end = Math.min(deadline, offer.endsAt === undefined ? deadline : Date.parse(offer.endsAt));
        // A timer may ring a moment before its time.
        await watch.changed(Math.max(1, end - Date.now()), stop);
      }
      return undefined;
    } finally {
      watch?.leave();
      this.leave(agent.tenant);
    }
  }

  private enter(tenant: string): void {
    const held = this.held.get(tenant) ?? 0;
    if (held >= this.limits.perTenant) throw refuseWith('OVERLOADED', 'too many requests of this tenant are being held');
    if (this.total >= this.limits.all) throw refuseWith('OVERLOADED', 'too many requests are being held');
    this.held.set(tenant, held + 1);
    this.total += 1;
  }

  private leave(tenant: string): void {
    const held = (this.held.get(tenant) ?? 1) - 1;
    if (held === 0) this.held.delete(tenant);
    else this.held.set(tenant, held);
    this.total -= 1;
  }
}

/** Aborted when the client is gone. */
function closed({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once('close', () => gone.abort());
  return gone.signal;
}
