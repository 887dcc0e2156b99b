import type { DecisionGuard } from '#libs/decision-guards';
import { stopped } from '#libs/ruling';
import type { Controls } from '../contract.js';
import { covering, type ControlState } from '../decider.js';
import { callOf, standsOnControls } from './covered-call.js';

/** Seconds after which a paused call may be asked again. */
const RETRY_SECONDS = 30;

/** Defers what a pause covers, from the widest scope to the narrowest. */
export const pauseGuard = (controls: Pick<Controls, 'states'>): DecisionGuard<ControlState> => ({
  name: 'pause',
  place: 35,
  standsOn: standsOnControls(controls),
  judge: ({ at }, input) => {
    const pause = covering(at.state.pauses, callOf(input));
    if (!pause) return undefined;
    const reason = `paused for ${pause.scope}: ${pause.reason}`;
    return { ...stopped('DEFER', 'PAUSED', `writ.pause.${pause.scope}`, reason, RETRY_SECONDS), policy: null, pin: null };
  },
});
