import type { PolicyReference } from '#libs/decision-guards';
import type { ListedDifference, Tallied } from '#libs/replay';
import type { PolicyText } from '../deciding-again/asked-policies.js';
import type { ReplayPlan } from '../events.js';

/** What a thread knows from its start. */
export interface ThreadSetting {
  readonly databaseUrl: string;
  readonly fuel: number | undefined;
}

interface OfReplay {
  readonly tenant: string;
  readonly replay: string;
  readonly plan: ReplayPlan;
}

/** Work for a thread, which does one order at a time. */
export type ThreadOrder =
  | (OfReplay & { readonly kind: 'tally'; readonly from: number; readonly to: number })
  /** In the order of their positions. */
  | (OfReplay & { readonly kind: 'tell'; readonly positions: readonly number[] });

export type FetchedPolicy = PolicyText | { readonly unusable: string };

export type ToThread =
  | { readonly order: ThreadOrder }
  | { readonly policy: FetchedPolicy; readonly reference: PolicyReference }
  | { readonly fault: string };

export type FromThread =
  | { readonly tallied: Tallied }
  | { readonly told: readonly ListedDifference[] }
  | { readonly wants: PolicyReference }
  | { readonly fault: string };
