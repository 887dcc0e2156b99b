import type { Asked, CallInput, DecisionGuard, Judgement } from '#libs/decision-guards';
import { policyError } from '#libs/ruling';

/** A guard that has a say in what is asked, with what it knows of it. */
export interface Voice {
  readonly guard: DecisionGuard;
  readonly asked: Asked<unknown>;
  readonly prepared: unknown;
}

export interface Judged<V extends Voice> {
  readonly judgement: Judgement;
  /** The guards that were asked: what they know must still be so when the decision is appended. */
  readonly heard: readonly V[];
  /** With what guards informed of, up to the one that ruled. */
  readonly input: CallInput;
}

/**
 * Judges a call by its guards, in their order; the first one that rules ends it. Shape and identity were settled before, and the
 * session has let the call in. A guard behind the one that ruled may revise a policy's denial or request for approval, nothing else.
 */
export function judge<V extends Voice>(voices: readonly V[], given: CallInput): Judged<V> {
  const heard: V[] = [];
  let input = given;
  let judgement: Judgement | undefined;
  for (const voice of voices) {
    const { guard, asked, prepared } = voice;
    if (judgement === undefined && (guard.inform ?? guard.judge)) {
      heard.push(voice);
      input = guard.inform?.(asked, input) ?? input;
      judgement = guard.judge?.(asked, input, prepared);
    } else if (judgement !== undefined && guard.revise && isRevisable(judgement)) {
      heard.push(voice);
      judgement = guard.revise(judgement, asked, input, prepared) ?? judgement;
    } else if (judgement !== undefined && guard.narrow && isPassing(judgement)) {
      heard.push(voice);
      judgement = guard.narrow(judgement, asked, input) ?? judgement;
    }
  }
  return { judgement: judgement ?? { ...policyError('no guard ruled'), policy: null, pin: null }, heard, input };
}

/** What a guard makes of a judgement that was called in for it. */
export function revised<V extends Voice>({ judgement, heard, input }: Judged<V>, voice: V): Judged<V> {
  const said = voice.guard.revise?.(judgement, voice.asked, input, voice.prepared);
  return { judgement: said ?? judgement, heard: [...heard, voice], input };
}

/** What guards that only narrow make of a call that passes behind everybody else. */
export function narrowed<V extends Voice>(judged: Judged<V>, voices: readonly V[]): Judged<V> {
  const heard = [...judged.heard];
  let { judgement } = judged;
  for (const voice of voices) {
    if (!voice.guard.narrow || !isPassing(judgement)) continue;
    if (!heard.includes(voice)) heard.push(voice);
    judgement = voice.guard.narrow(judgement, voice.asked, judged.input) ?? judgement;
  }
  return { judgement, heard, input: judged.input };
}

function isPassing({ verdict, policy }: Judgement): boolean {
  return policy !== null && (verdict === 'ALLOW' || verdict === 'MODIFY');
}

/** What another guard stopped, and a policy that failed, cannot be lifted. */
export function isRevisable({ code, policy }: Judgement): boolean {
  return policy !== null && (code === 'POLICY_DENIED' || code === 'APPROVAL_REQUIRED');
}
