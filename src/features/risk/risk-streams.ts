/** What adds to the score of calls. */
export const RISK_STREAM = 'risk/tenant';

/** The scores of one agent's calls. */
export function scoreStream(agent: string): string {
  return `risk-score/${agent}`;
}
