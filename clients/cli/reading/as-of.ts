/** The option of lists that can be told as they were. */
export const AS_OF_FLAG = '--as-of <place>';
export const AS_OF_SAYS = 'as it was right after the event at this position of the ledger, or at this time (RFC 3339)';

/** What it asks for. The server says what is no place. */
export function asOfQuery(asOf: string | undefined): { readonly asOf?: string } {
  return asOf === undefined ? {} : { asOf };
}
