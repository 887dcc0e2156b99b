import type { Json } from '#libs/event-sourcing';
import { policyError, rulingOf, type Ruling } from './policy-answer.js';

/** Asks a policy; throws what the engine throws. */
export type EvaluatePolicy = (input: Json) => Json | undefined;

/** What a policy says of an input; whatever keeps it from saying so clearly denies. */
export function askedPolicy(evaluate: EvaluatePolicy, input: object): Ruling {
  try {
    return rulingOf(evaluate(input as Json));
  } catch (error) {
    return policyError((error as Error).message);
  }
}
