import type { CommandContext, Json, Refusal, StreamWrite } from '#libs/event-sourcing';

/** Limits deny what goes beyond them; others see them in the ledger. */
export { beyondCounted, tokensIn } from './amounts/limit-amounts.js';
export { limitEvents, limitWarningEvents, type LimitEvent } from './events.js';

/** The limits that policies bring along, one for each agent and a tool. */
export abstract class PolicyLimits {
  /** Why what a data document declares is no declaration; undefined when it is one, or declares nothing. */
  abstract unfitIn(data: Json): Refusal | undefined;
  /** What makes these the limits of the active policy, for the append that activates it; nothing when they are that already. */
  abstract declaring(context: CommandContext, policy: string, data: Json): Promise<readonly StreamWrite[] | Refusal>;
}
