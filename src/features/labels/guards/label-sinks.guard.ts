import type { DecisionGuard } from '#libs/decision-guards';
import type { ToolState } from '#features/tools/contract';
import { standsOnLabels, viewOf, type LabelStates } from './call-labels.js';
import { narrowedBySinks } from './sink-narrowing.js';

/**
 * Where a policy lets a call pass: holds it for people when a rule wants them asked, and takes out of its arguments what may not leave.
 * It is asked again after people or an exception let the call through. An exception does not stand for the people a rule wants.
 */
export const labelSinksGuard = (states: LabelStates): DecisionGuard<ToolState> => ({
  name: 'label-sinks',
  place: 75,
  standsOn: standsOnLabels(states),
  narrow: (judged, asked, input) => {
    const view = viewOf(asked);
    return view && narrowedBySinks(judged, view, input);
  },
});
