import type { SubjectKind } from './incident-words.js';

/** When a tenant contains whom. */
export const QUARANTINE_RULES_STREAM = 'incidents/tenant';

/** One session or one agent: its score, its incidents, and whether it is contained. */
export function quarantineStream(kind: SubjectKind, id: string): string {
  return `quarantine/${kind}/${id}`;
}
