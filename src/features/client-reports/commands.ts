import type { BundleState } from './events.js';

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
