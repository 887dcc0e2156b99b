/** What a tenant says happens to labelled data. */
export const SINK_RULES_STREAM = 'labels/tenant';

/** The labels that one session has learned. */
export function sessionLabelsStream(session: string): string {
  return `session-labels/${session}`;
}
