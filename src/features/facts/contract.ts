import type { CommandContext, Json, Refusal, StreamWrite } from '#libs/event-sourcing';

export { countEvents, factEvents, type CountEvent, type FactEvent } from './events.js';

/** The facts that policies bring along. */
export abstract class Facts {
  /** Why what a data document declares is no declaration; undefined when it is one, or declares nothing. */
  abstract unfitIn(data: Json): Refusal | undefined;
  /** What declares the facts of a policy's data document, for the append that puts the policy to work; often nothing. */
  abstract declaring(context: CommandContext, policy: string, data: Json): Promise<readonly StreamWrite[] | Refusal>;
}
