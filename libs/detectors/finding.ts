/** What a text can hold that somebody may not want to leave, in the order in which one wins where two overlap. */
export const DETECTED_LABELS = ['private_key', 'access_token', 'iban', 'card', 'national_id', 'email', 'phone'] as const;
export type DetectedLabel = (typeof DETECTED_LABELS)[number];

/** A place in a text, in UTF-16 units: `text.slice(start, end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Finding extends Span {
  readonly label: DetectedLabel;
  /** RFC 6901 pointer to the value that holds it, or to the member whose name does. */
  readonly path: string;
  readonly isInName?: true;
}

/** A text as a recognizer sees it, and the name of the member that it is the value of; empty for none. */
export interface Looked {
  readonly text: string;
  readonly name: string;
}
