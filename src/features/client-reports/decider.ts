import { decider } from '#libs/event-sourcing';
import type { ClientReport, FabricCommand } from './commands.js';
import type { BundleState, FabricEvent } from './events.js';
import type { ReportRefusalCode } from './refusals.js';

/** Processes of one client whose last report is known; those that reported longest ago are forgotten and start anew. */
const MOST_INSTANCES = 1_000;

/** By instance: what the last recorded report said, oldest report first. */
export type ClientState = ReadonlyMap<string, string>;

/** A report is recorded when it says something else than the one before from the same process. */
export const fabricClients = decider<FabricCommand, FabricEvent, ClientState, ReportRefusalCode>({
  initial: new Map(),
  decide: {
    ReportClient: ({ client, labels, report }, known) => {
      if (known.get(report.instance) === gist(report)) return [];
      return [{ type: 'FabricClientReported', client, labels, ...report, bundles: [...report.bundles] }];
    },
  },
  evolve: {
    FabricClientReported: (known, report) => {
      const others = [...known].filter(([instance]) => instance !== report.instance);
      return new Map([...others.slice(1 - MOST_INSTANCES), [report.instance, gist(report)]]);
    },
    DecisionReported: (known) => known,
  },
});

/** What makes a difference. The words of an error do not: they hold times and counters. */
function gist({ version, bundles, discovery }: Omit<ClientReport, 'instance'>): string {
  const standing = (state: BundleState): unknown => [state.name, state.revision, state.code];
  return JSON.stringify([version, bundles.map(standing), discovery && standing(discovery)]);
}
