import type { Target } from './isolation-attacks.js';

/** Allows everything but one tool, for which people are asked. */
export const HOLDING = `package writ

verdict := "REQUIRE_APPROVAL" if input.tool == "victim-held"

else := "DENY" if input.tool == "victim-denied"

else := "ALLOW"

decision := {"verdict": verdict, "rule": "held", "reason": "as it stands"}
`;

/** Every list and view that a tenant has of itself. */
export const pagesOfTheVictim = (on: Pick<Target, 'incident' | 'replay'>, month: string): readonly string[] => [
  '/v1/agents',
  '/v1/policies',
  '/v1/policies/victim-policy/revisions/1',
  '/v1/sessions',
  '/v1/decisions',
  '/v1/controls',
  '/v1/policy-governance',
  '/v1/read-audit',
  '/v1/policy-keys',
  '/v1/pins',
  '/v1/approvals',
  '/v1/exceptions',
  '/v1/tools',
  '/v1/sink-rules',
  '/v1/personal-data',
  '/v1/sessions/victim-session/labels',
  '/v1/webhooks',
  '/v1/facts',
  '/v1/invariants',
  '/v1/limits',
  '/v1/quarantine',
  '/v1/incidents',
  `/v1/incidents/${on.incident}`,
  '/v1/replays',
  '/v1/replay-histories',
  `/v1/replays/${on.replay}/report`,
  '/v1/shadows',
  '/v1/risk',
  '/v1/risk/factors',
  `/v1/usage?month=${month}`,
  `/v1/usage/quotas?month=${month}`,
  '/v1/usage/prices',
  '/v1/facts/victim_fact/values',
  '/v1/opa/clients',
  '/v1/reported-decisions',
];
