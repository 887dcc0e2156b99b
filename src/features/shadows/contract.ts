import type { FoundDifferences } from '#features/replays/contract';
import type { Refusal } from '#libs/event-sourcing';
import type { ShadowDetail } from './answers.js';

export { ShadowId } from './commands.js';

/** What shadows found so far. */
export abstract class ShadowDifferences {
  /** Refused where there is no such shadow. */
  abstract found(tenant: string, shadow: string, most: number): Promise<FoundDifferences | Refusal>;
}

/** What shadows of a policy found, by the content of the policy. */
export abstract class ShadowsOfPolicy {
  /** The newest one whose candidate this is, among the latest hundred; it may still go on. */
  abstract newestOf(
    tenant: string,
    candidate: { readonly planDigest: string; readonly dataDigest: string },
  ): Promise<ShadowDetail | undefined>;
}
