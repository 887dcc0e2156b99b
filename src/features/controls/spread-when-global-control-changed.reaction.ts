import type { Reaction, RecordedEvent } from '#libs/event-sourcing';
import { DEPLOYMENT_LEDGER } from '#platform/auth/principal';
import { GLOBAL_CONTROLS } from './contract.js';
import type { Switchboard } from './switchboard.js';

/** Finishes what a crash interrupted: deployment-wide kills and pauses reach every tenant's ledger. */
export function spreadWhenGlobalControlChanged(switchboard: Switchboard): Reaction {
  const spread = async (event: RecordedEvent): Promise<void> => {
    if (event.tenant !== DEPLOYMENT_LEDGER || event.stream !== GLOBAL_CONTROLS) return;
    const { tenant, actor, correlation, id, trace } = event;
    await switchboard.spreadGlobal({ tenant, actor, correlation, causation: id, trace });
  };
  return {
    name: 'controls-spread-global',
    when: { KillSwitchEngaged: spread, KillSwitchReleased: spread, TrafficPaused: spread, TrafficResumed: spread },
  };
}
