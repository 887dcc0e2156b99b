import type { FoundDifferences } from '#features/replays/contract';
import type { Refusal } from '#libs/event-sourcing';

export { ShadowId } from './commands.js';

/** What shadows found so far. */
export abstract class ShadowDifferences {
  /** Refused where there is no such shadow. */
  abstract found(tenant: string, shadow: string, most: number): Promise<FoundDifferences | Refusal>;
}
