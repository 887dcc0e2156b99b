import { PolicyId } from '#features/policies/contract';
import type { BundleState } from './events.js';

/** The name under which a client is given the tenant's active policy, whichever that is. */
export const ACTIVE = 'active';
/** A policy id, or `active`. A policy whose id is `active` cannot be asked for by its id. */
export const ServedName = PolicyId.describe('Policy id, or `active` for whatever policy is active.');

/** What one process of a client says about itself. */
export interface ClientReport {
  readonly instance: string;
  readonly version: string | null;
  /** Ordered by name. */
  readonly bundles: readonly BundleState[];
  readonly discovery: BundleState | null;
}

export type FabricCommand = {
  readonly type: 'ReportClient';
  readonly client: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly report: ClientReport;
};
