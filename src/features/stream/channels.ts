import { categoryOf, type RecordedEvent } from '#libs/event-sourcing';

/** What can be subscribed to. An event belongs to exactly one channel besides `ledger`, which carries every event as it is stored. */
export const CHANNELS = [
  'decisions',
  'outcomes',
  'approvals',
  'exceptions',
  'tools',
  'webhooks',
  'facts',
  'invariants',
  'limits',
  'incidents',
  'labels',
  'risk',
  'replays',
  'shadows',
  'projections',
  'sessions',
  'agents',
  'policies',
  'controls',
  'operators',
  'tenants',
  'ledger',
] as const;
export type Channel = (typeof CHANNELS)[number];

/** What each channel carries, for the reference page. */
export const CHANNEL_SAYS: Readonly<Record<Channel, string>> = {
  decisions: 'Every decided call (DecisionRecorded).',
  outcomes: 'What became of decided calls (OutcomeRecorded).',
  approvals: 'Held calls and what people decided about them.',
  exceptions: 'Exceptions asked for, agreed to, used and ended.',
  tools: 'What the catalogue comes to say of tools.',
  limits: 'Limits set and ended, and the warnings they gave.',
  incidents: 'When sessions and agents are contained; scores, incidents, and what people do about them.',
  webhooks: 'Webhooks registered, rotated and ended, and deliveries that somebody had sent again.',
  facts: 'Facts declared and ended, and what was counted.',
  invariants: 'What is declared to hold of every policy, and what need not hold any more.',
  labels: 'Labels that sessions learn and lose, and rules for sinks.',
  risk: 'What adds to the score of calls, and the scores they got.',
  replays: 'Replays asked for, stopped and completed, and the alarm when one finds what was recorded otherwise.',
  shadows: 'Shadows started and ended, what they found on the way, and the alarm when one finds what was recorded otherwise.',
  projections: 'Lists and reactions paused, verified, made anew, and events they were told to pass over.',
  sessions: 'Sessions opened and closed.',
  agents: 'Agents registered, their keys issued and revoked; without the hashes of keys.',
  policies: 'Policies created, revised, reviewed, signed and published; signing keys and governance.',
  controls: 'Kills, pauses, pins, their lifting, and the activation of a policy.',
  operators: 'Operators registered and ended, and whether their reads are recorded; without the hashes of their secrets.',
  tenants: "Tenants created; only in the deployment's own ledger.",
  ledger: 'Every event, whole, as exported and hashed; for auditors and owners.',
};

const BY_CATEGORY: Readonly<Record<string, Channel>> = {
  session: 'sessions',
  approval: 'approvals',
  exceptions: 'exceptions',
  tools: 'tools',
  webhooks: 'webhooks',
  facts: 'facts',
  invariants: 'invariants',
  limits: 'limits',
  limit: 'limits',
  fact: 'facts',
  incidents: 'incidents',
  quarantine: 'incidents',
  labels: 'labels',
  'session-labels': 'labels',
  risk: 'risk',
  'risk-score': 'risk',
  replay: 'replays',
  shadow: 'shadows',
  projection: 'projections',
  'read-models': 'projections',
  agent: 'agents',
  policy: 'policies',
  'policy-keys': 'policies',
  'policy-governance': 'policies',
  controls: 'controls',
  operator: 'operators',
  'read-audit': 'operators',
  deployment: 'tenants',
};
const BY_TYPE: Readonly<Record<string, Channel>> = { DecisionRecorded: 'decisions', OutcomeRecorded: 'outcomes' };

/** The narrow channel of an event; undefined for events that only the whole ledger shows. */
export function channelOf(event: RecordedEvent): Channel | undefined {
  return BY_TYPE[event.type] ?? BY_CATEGORY[categoryOf(event.stream)];
}

/** Channels anybody who may subscribe gets. */
export const NARROW_CHANNELS: readonly Channel[] = CHANNELS.filter((channel) => channel !== 'ledger');
