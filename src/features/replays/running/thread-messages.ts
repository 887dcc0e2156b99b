import type { PolicyReference } from '#libs/decision-guards';
import type { ListedDifference } from '#libs/replay';
import type { OrderedPlan } from '../deciding-again/again-plan.js';
import type { PolicyText } from '../deciding-again/asked-policies.js';
import type { TalliedSome } from '../deciding-again/stretches.js';

/** What a thread knows from its start. */
export interface ThreadSetting {
  readonly databaseUrl: string;
  readonly fuel: number | undefined;
  /** Whether it gives way to whatever decides. */
  readonly yields: boolean;
}

interface OfReplay {
  readonly tenant: string;
  readonly replay: string;
  readonly plan: OrderedPlan;
}

/** Work for a thread, which does one order at a time. */
export type ThreadOrder =
  /** Not beyond `most` decisions, where that is given. */
  | (OfReplay & { readonly kind: 'tally'; readonly from: number; readonly to: number; readonly most?: number })
  /** In the order of their positions. */
  | (OfReplay & { readonly kind: 'tell'; readonly positions: readonly number[] })
  /** The same where there may be no difference. */
  | (OfReplay & { readonly kind: 'compare'; readonly positions: readonly number[] });

export type FetchedPolicy = PolicyText | { readonly unusable: string };

export type ToThread =
  | { readonly order: ThreadOrder }
  | { readonly policy: FetchedPolicy; readonly reference: PolicyReference }
  | { readonly fault: string };

export type FromThread =
  | TalliedSome
  | { readonly told: readonly ListedDifference[] }
  | { readonly compared: readonly (ListedDifference | null)[] }
  | { readonly wants: PolicyReference }
  | { readonly fault: string };
