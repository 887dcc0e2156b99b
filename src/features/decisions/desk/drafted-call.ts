import type { CallInput, Judgement } from '#libs/decision-guards';
import { TENANT_CONTROLS } from '#features/controls/contract';
import { decide, isRefusal, type Refusal } from '#libs/event-sourcing';
import type { DecideAsk, Ask } from './asks.js';
import { callInput } from '../call-input.js';
import { decidedSession, type DecidedSession, type DecidedSessionEvent } from '../decider.js';
import type { Standing } from '../guards/standing.js';
import type { Guarded, Say } from '../guards/stands.js';
import { judge, narrowed, revised } from '../pipeline.js';

/** A call as it was judged in a draft. */
interface DraftedCall {
  readonly events: readonly DecidedSessionEvent[];
  readonly input: CallInput;
  readonly judgement: Judgement;
  readonly heard: readonly Say[];
  /** The guards that had something to say, in their order, heard or not. */
  readonly says: readonly Say[];
  /** Guards that have to be loaded before it can be judged. */
  readonly awaited: readonly number[];
}

/** What a draft is made with. */
export interface Around {
  /** RFC 3339 UTC. */
  readonly now: string;
  readonly standing: Standing;
  readonly newId: () => string;
}

/** One call on its session as the calls before it leave it, judged by what its guards know at this moment of the draft. */
export function draftCall(
  { request }: DecideAsk,
  one: Guarded<Ask>,
  { now, standing }: Around,
  session: DecidedSession,
): DraftedCall | Refusal {
  const given = callInput(one.asking, request, now, session);
  if (isRefusal(given)) return given;
  const { judgement, heard, says, awaited, input } = judgedCall(one, standing, given);
  const requestId = request.requestId ?? null;
  const events = decide(
    decidedSession,
    { type: 'DecideCall', requestId, input, judgement, controls: controlsIn(heard) },
    session,
  );
  return isRefusal(events) ? events : { events, input, judgement, heard, says, awaited };
}

/** Judged by the guards that know of the call, then by those who may revise what was ruled, one after the other. */
function judgedCall(one: Guarded<Ask>, standing: Standing, given: CallInput): Omit<DraftedCall, 'events'> {
  const says = standing.says(one);
  let judged = judge(says, given);
  for (;;) {
    const awaited = standing.awaited(one, judged.judgement);
    const [next] = awaited;
    if (next === undefined) {
      const { judgement, heard, input } = narrowed(judged, says);
      return { judgement, heard, input, says, awaited };
    }
    const say = standing.callIn(one, next);
    if (!say) return { judgement: judged.judgement, heard: judged.heard, input: judged.input, says, awaited };
    judged = revised(judged, say);
    takeIn(says, say);
  }
}

/** In the order of the guards. */
function takeIn(says: Say[], say: Say): void {
  const behind = says.findIndex(({ guard }) => guard.place > say.guard.place);
  says.splice(behind < 0 ? says.length : behind, 0, say);
}

/** Every decision says at which revision of the controls it was made; one that no guard of theirs judged must not be made. */
function controlsIn(heard: readonly Say[]): number {
  const stand = heard.find((say) => say.stands.at.stream === TENANT_CONTROLS)?.stands.at;
  if (!stand) throw new Error('a call was judged without the controls of its tenant');
  return stand.loaded.revision;
}
