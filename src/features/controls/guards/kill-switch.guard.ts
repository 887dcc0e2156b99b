import type { DecisionGuard } from '#libs/decision-guards';
import { stopped } from '#libs/ruling';
import type { Controls } from '../contract.js';
import { covering, type ControlState } from '../decider.js';
import { callOf, standsOnControls } from './covered-call.js';

/** Denies what a kill covers, from the widest scope to the narrowest. */
export const killSwitchGuard = (controls: Pick<Controls, 'states'>): DecisionGuard<ControlState> => ({
  name: 'kill-switch',
  place: 30,
  standsOn: standsOnControls(controls),
  judge: ({ at }, input) => {
    const kill = covering(at.state.kills, callOf(input));
    if (!kill) return undefined;
    const ruling = stopped('DENY', 'KILL_SWITCH', `writ.kill-switch.${kill.scope}`, `stopped for ${kill.scope}: ${kill.reason}`);
    return { ...ruling, policy: null, pin: null };
  },
});
