/** Whom an incident is about, and who is contained. */
export const SUBJECT_KINDS = ['session', 'agent'] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

export const INCIDENT_STATES = ['open', 'released'] as const;
export type IncidentStatus = (typeof INCIDENT_STATES)[number];

/** What a trigger counts. */
export const TRIGGER_KINDS = ['denials', 'failures', 'label_violations', 'label_hits'] as const;
export type TriggerKind = (typeof TRIGGER_KINDS)[number];

export const CAUSE_KINDS = ['score', 'trigger'] as const;
