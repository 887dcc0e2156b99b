import { reaction, type JobStep, type RecordedEvent } from '#libs/event-sourcing';
import { GLOBAL_CONTROLS } from '../contract.js';
import { controlEvents, type SwitchEvent } from '../events.js';
import { SPREAD_GLOBAL_CONTROLS } from './global-changes.js';

/** Finishes what a crash or a busy tenant interrupted: deployment-wide kills and pauses reach every tenant's ledger. */
export const spreadWhenGlobalControlChanged = reaction(controlEvents, {
  name: 'controls-spread-global',
  when: { KillSwitchEngaged: spread, KillSwitchReleased: spread, TrafficPaused: spread, TrafficResumed: spread },
});

function spread(_: SwitchEvent, { id, stream }: RecordedEvent): JobStep | undefined {
  return stream === GLOBAL_CONTROLS ? { job: SPREAD_GLOBAL_CONTROLS, id } : undefined;
}
