/** What sort of no it is; the one place that turns it into an HTTP status is the platform's problem documents. */
export type RefusalKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'gone'
  | 'too-large'
  | 'unprocessable'
  | 'rate-limited'
  | 'unavailable';

export interface RefusalEntry {
  readonly kind: RefusalKind;
  /** One sentence for a human: what was refused and why. */
  readonly says: string;
  /** One sentence: what the caller can do about it. */
  readonly fix: string;
}

/** Every code one feature can say no with. The page of refusals is generated from these. */
export type RefusalCatalogue<Code extends string = string> = { readonly [K in Code]: RefusalEntry };

export function refusals<const C extends Record<string, RefusalEntry>>(catalogue: C): C {
  return catalogue;
}

/** An expected no: returned by deciders and handlers as a value. */
export interface Refusal<Code extends string = string> {
  readonly refused: Code;
  /** What exactly was wrong with this request; never a secret, never another tenant's data. */
  readonly detail?: string;
  /** Extra members for the problem document. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

export function refuse<Code extends string>(
  code: Code,
  detail?: string,
  extra?: Readonly<Record<string, unknown>>,
): Refusal<Code> {
  return { refused: code, ...(detail !== undefined && { detail }), ...(extra !== undefined && { extra }) };
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && typeof (value as Refusal).refused === 'string';
}
