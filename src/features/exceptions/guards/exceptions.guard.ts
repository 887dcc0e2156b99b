import { nameBasedId } from '#libs/event-ids';
import { NOTHING_ALONG, type DecisionGuard } from '#libs/decision-guards';
import { decide, fold, isRefusal, toNewEvents, type StreamStates } from '#libs/event-sourcing';
import { exceptions, type ExceptionState } from '../decider.js';
import { exceptionEvents } from '../events.js';
import { EXCEPTIONS_STREAM } from '../exceptions-stream.js';
import { liftedByException } from './lifted-call.js';

type States = StreamStates<typeof exceptionEvents, ExceptionState>;

/**
 * Lets a call pass that a policy holds for people, or denies by a rule that an exception names. What people denied, what another guard
 * stopped and a policy that failed are never shown to it.
 */
export const exceptionsGuard = ({ states }: { readonly states: States }): DecisionGuard<ExceptionState> => ({
  name: 'exceptions',
  place: 85,
  standsOn: {
    states,
    when: ({ code }) => code === 'APPROVAL_REQUIRED' || code === 'POLICY_DENIED',
    stream: ({ call }) => (call ? EXCEPTIONS_STREAM : undefined),
  },
  revise: (judged, { at }, input) => liftedByException(judged, at.state, input),
  effects: ({ decision, context, judgement: { exception }, input }, { at }) => {
    if (!exception) return NOTHING_ALONG;
    const events = decide(exceptions, { type: 'UseException', exception, decision, now: input.time }, at.state);
    if (isRefusal(events)) throw new Error(`exception ${exception}: ${events.refused} after it was judged`);
    const id = nameBasedId(`writ/exception-used\n${decision}`);
    return {
      writes: [
        { stream: EXCEPTIONS_STREAM, expect: at.revision, events: toNewEvents(exceptionEvents, context, events, () => id) },
      ],
      leaves: { state: fold(exceptions, events, at.state), revision: at.revision + events.length },
    };
  },
});
