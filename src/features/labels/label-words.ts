/** What happens to a call that would take labelled data to a sink. */
export const SINK_ACTIONS = ['block', 'redact', 'approve'] as const;
export type SinkAction = (typeof SINK_ACTIONS)[number];

/** How a session came to a label: a tool answers it, an outcome said so, it was seen in arguments or a result, or another session had it. */
export const LABEL_ORIGINS = ['tool', 'outcome', 'arguments', 'result', 'session'] as const;

/** What is recorded of results in which detectors find something: all of it, without what was found, or with tokens instead. */
export const PERSONAL_DATA_MODES = ['off', 'redact', 'tokenize'] as const;
export type PersonalDataMode = (typeof PERSONAL_DATA_MODES)[number];

/** Stands for every label there is. */
export const EVERY_LABEL = '*';

/** Labels are the same in upper and lower case, and with blanks around them. */
export function labelOf(text: string): string {
  return text.trim().toLowerCase();
}
