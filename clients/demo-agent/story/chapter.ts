import { StoryAgent } from './agent.js';
import type { Receiver } from './receiver.js';
import type { Stage } from './stage.js';
import type { Teller } from './teller.js';

/** What a chapter is told with. */
export interface Telling {
  readonly stage: Stage;
  readonly teller: Teller;
  readonly receiver: Receiver;
  /** The webhook that tells the receiver. */
  readonly webhook: string;
  readonly signal: AbortSignal;
}

/** One part of the story. Rejects with CommandError when what happens is not what is told. */
export interface Chapter {
  readonly title: string;
  tell(telling: Telling): Promise<void>;
}

export function agentIn({ stage, teller }: Telling, session: string): StoryAgent {
  return new StoryAgent(stage.agent, teller, session);
}
