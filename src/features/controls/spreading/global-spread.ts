import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { TenantDirectory } from '#features/tenants/contract';
import { isRefusal, type Refusal } from '#libs/event-sourcing';
import { ControlStreams, type ToldChange } from '../control-streams.js';
import { following } from './global-changes.js';

/** Tenants whose ledgers are written side by side. */
const AT_ONCE = 8;
/** How long tenants that cannot be reached are tried again. */
const KEEPS_TRYING_MS = 5_000;
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 1_000;

/** A tenant that does not follow yet, and what its ledger answered last. */
export interface NotReached {
  readonly tenant: string;
  readonly because: Refusal | Error;
}

/** Brings the deployment-wide kills and pauses into the ledger of every tenant. */
@Injectable()
export class GlobalSpread {
  constructor(
    @Inject(ControlStreams) private readonly streams: ControlStreams,
    @Inject(TenantDirectory) private readonly tenants: TenantDirectory,
  ) {}

  /**
   * Answers with the tenants that could not be brought in line in time: when there are none, every tenant has what was set or
   * lifted before this was called. Safe to call at any time, from any number of processes.
   */
  async everywhere(keepsTryingMs = KEEPS_TRYING_MS): Promise<readonly NotReached[]> {
    const until = performance.now() + keepsTryingMs;
    for (;;) {
      const { revision } = await this.streams.global();
      const notReached = await this.walk(until);
      // A tenant that has not heard of a kill that is lifted already cannot tell that it comes too late: look again.
      const moved = revision !== (await this.streams.global()).revision;
      if (notReached.length > 0 || !moved || performance.now() >= until) return notReached;
    }
  }

  /** Whether any tenant lacks what is set, or has what was lifted. */
  async isDue(): Promise<boolean> {
    const changes = await this.streams.lastGlobalChanges();
    if (changes.length === 0) return false;
    for (const tenant of await this.tenants.all()) if ((await this.ahead(tenant, changes)).length > 0) return true;
    return false;
  }

  /** Brings one tenant in line, or says why not. */
  async follow(tenant: string): Promise<Refusal | undefined> {
    for (const { told, context } of await this.ahead(tenant, await this.streams.lastGlobalChanges())) {
      const handled = await this.streams.handle({ ...context, tenant }, { type: 'FollowGlobalControl', told });
      if (isRefusal(handled)) return handled;
    }
    return undefined;
  }

  /** Those of the changes that the tenant's ledger has yet to record something about. */
  private async ahead(tenant: string, changes: readonly ToldChange[]): Promise<readonly ToldChange[]> {
    if (changes.length === 0) return [];
    const { state } = await this.streams.refreshed(tenant);
    return changes.filter(({ told }) => following(told, state).length > 0);
  }

  /** Whoever can be reached is reached before anybody is tried again. */
  private async walk(until: number): Promise<readonly NotReached[]> {
    let notReached = await this.round(await this.tenants.all());
    for (let pause = FIRST_PAUSE_MS; notReached.length > 0 && performance.now() < until; pause = longer(pause)) {
      await delay(pause * (0.5 + Math.random() / 2));
      notReached = await this.round(notReached.map(({ tenant }) => tenant));
    }
    return notReached;
  }

  /** One attempt for each. What goes wrong with one tenant's ledger, whatever it is, must not keep the others from being stopped. */
  private async round(tenants: readonly string[]): Promise<readonly NotReached[]> {
    const waiting = tenants.values();
    const notReached: NotReached[] = [];
    const walker = async (): Promise<void> => {
      for (const tenant of waiting) {
        const because = await this.follow(tenant).catch((fault: unknown) => fault as Error);
        if (because) notReached.push({ tenant, because });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, walker));
    return notReached;
  }
}

function longer(pause: number): number {
  return Math.min(pause * 2, LONGEST_PAUSE_MS);
}
