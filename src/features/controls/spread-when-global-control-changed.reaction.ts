import { setTimeout as delay } from 'node:timers/promises';
import type { Reaction, RecordedEvent } from '#libs/event-sourcing';
import { DEPLOYMENT_LEDGER } from '#platform/auth/principal';
import { GLOBAL_CONTROLS } from './contract.js';
import type { GlobalSpread } from './global-spread.js';

/** The request itself spreads what it sets. Looking at once would race with it, and with the lifting that may follow. */
const LEFT_TO_THE_REQUEST_MS = 2_000;

/** Finishes what a crash interrupted: deployment-wide kills and pauses reach every tenant's ledger. */
export function spreadWhenGlobalControlChanged(global: GlobalSpread): Reaction {
  const spread = async (event: RecordedEvent): Promise<void> => {
    if (event.tenant !== DEPLOYMENT_LEDGER || event.stream !== GLOBAL_CONTROLS) return;
    await delay(Math.max(0, Math.min(LEFT_TO_THE_REQUEST_MS, Date.parse(event.at) + LEFT_TO_THE_REQUEST_MS - Date.now())));
    const notReached = await global.everywhere();
    if (notReached.length > 0) throw new Error(`not in the ledgers of ${notReached.map(({ tenant }) => tenant).join(', ')}`);
  };
  return {
    name: 'controls-spread-global',
    when: { KillSwitchEngaged: spread, KillSwitchReleased: spread, TrafficPaused: spread, TrafficResumed: spread },
  };
}
