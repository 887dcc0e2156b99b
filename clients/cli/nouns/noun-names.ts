/** What of the API has no commands of its own making, as the command line and as the names of operations have it. */
export const NOUNS = {
  agents: 'agents',
  decisions: 'decisions',
  exceptions: 'exceptions',
  facts: 'facts',
  incidents: 'incidents',
  labels: 'labels',
  ledger: 'ledger',
  limits: 'limits',
  operators: 'operators',
  prices: 'prices',
  quotas: 'quotas',
  'read-audit': 'readAudit',
  'read-models': 'readModels',
  'reported-decisions': 'reportedDecisions',
  risk: 'risk',
  sessions: 'sessions',
  tenants: 'tenants',
  tools: 'tools',
  usage: 'usage',
  webhooks: 'webhooks',
} as const;
export type Noun = keyof typeof NOUNS;
