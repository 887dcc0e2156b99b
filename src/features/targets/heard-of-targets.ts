import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { AgentList, agentStream } from '#features/agents/contract';
import { ReportedTargets } from '#features/client-reports/contract';
import { KnownTargets, type Target } from '#features/controls/contract';
import { ToolNames } from '#features/decisions/contract';
import { SessionList, sessionStream } from '#features/sessions/contract';
import { ToolCatalogue, TOOLS_STREAM } from '#features/tools/contract';
import type { EventStore } from '#libs/event-sourcing';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { nearestOf } from '#platform/http/requests/did-you-mean';
import { ReadModels } from '#platform/operations/min-position';

/** Whoever stops something waits no longer for a look than this. */
const LOOK_MS = 1_000;
/** Of these, for a read model to come up to the ledger. */
const READ_MODEL_MS = 500;

/** By the ledger where it can say by itself; else by a read model, and only by one that has seen everything there was. */
@Injectable()
export class HeardOfTargets extends KnownTargets {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(ReadModels) private readonly readModels: ReadModels,
    @Inject(AgentList) private readonly agents: AgentList,
    @Inject(SessionList) private readonly sessions: SessionList,
    @Inject(ToolCatalogue) private readonly catalogue: ToolCatalogue,
    @Inject(ToolNames) private readonly called: ToolNames,
    @Inject(ReportedTargets) private readonly reported: ReportedTargets,
  ) {
    super();
  }

  /** A look that fails or takes long says nothing: what needs the database fails by itself, and a stop is not held up by a list. */
  async insteadOf(tenant: string, target: Target): Promise<readonly string[] | undefined> {
    const over = new AbortController();
    const late = delay(LOOK_MS, undefined, { signal: over.signal }).catch(() => undefined);
    const [looked] = await Promise.allSettled([Promise.race([this.look(tenant, target), late])]);
    over.abort();
    return looked.status === 'fulfilled' ? looked.value : undefined;
  }

  private async look(tenant: string, target: Target): Promise<readonly string[] | undefined> {
    if (await this.isSeen(tenant, target)) return undefined;
    return nearestOf(target.name, await this.namesLike(tenant, target));
  }

  /** Also where it may have been seen and nobody can say. */
  private async isSeen(tenant: string, { kind, name }: Target): Promise<boolean> {
    switch (kind) {
      case 'agent':
        return this.hasBegun(tenant, agentStream(name));
      case 'session':
        return (await this.hasBegun(tenant, sessionStream(name))) || this.isReported(tenant, kind, name);
      case 'label':
        return this.isListed(tenant, 'agents', () => this.agents.isLabel(tenant, name));
      case 'tool':
        return (
          (await this.described(tenant)).includes(name) ||
          (await this.isListed(tenant, 'decisions', () => this.called.has(tenant, name))) ||
          this.isReported(tenant, kind, name)
        );
    }
  }

  private async hasBegun(tenant: string, stream: string): Promise<boolean> {
    return (await this.store.readStream(tenant, stream, 0, 1)).length > 0;
  }

  /** True as well when the read model does not come up to where the ledger ends now. */
  private async isListed(tenant: string, readModel: string, isThere: () => Promise<boolean>): Promise<boolean> {
    const { position } = await this.store.head(tenant);
    if (await isThere()) return true;
    return !(await this.readModels.reached(readModel, tenant, position, READ_MODEL_MS)) || isThere();
  }

  /** In a decision that a client made by itself. */
  private isReported(tenant: string, kind: 'tool' | 'session', name: string): Promise<boolean> {
    return this.isListed(tenant, 'reported-decisions', () => this.reported.has(tenant, kind, name));
  }

  private async described(tenant: string): Promise<string[]> {
    const { state } = await this.catalogue.states.refresh(tenant, TOOLS_STREAM);
    return [...state.tools.keys()];
  }

  private async namesLike(tenant: string, { kind }: Target): Promise<readonly string[]> {
    switch (kind) {
      case 'agent':
        return this.agents.ids(tenant);
      case 'session':
        return [...(await this.sessions.ids(tenant)), ...(await this.reported.all(tenant, kind))];
      case 'label':
        return this.agents.labels(tenant);
      case 'tool':
        return [
          ...(await this.described(tenant)),
          ...(await this.called.all(tenant)),
          ...(await this.reported.all(tenant, kind)),
        ];
    }
  }
}
