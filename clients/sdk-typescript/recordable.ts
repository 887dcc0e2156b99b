import { checkJsonValue, JsonTextError } from '#libs/exact-json';

/** Levels of nesting at most: in a log entry the input is two levels down, and the ledger takes 32 in all. */
const MAX_DEPTH = 28;
/** Bytes of an input at most, as JSON: a decision must fit into one event of the ledger. */
const MAX_BYTES = 262_144;

/**
 * Why an input cannot be recorded as it stands; undefined when it can. What passes is the same JSON for the policy, the
 * record and everybody who reads it later: plain objects and arrays, no undefined, no number that a double cannot hold.
 */
export function whyNotRecordable(input: unknown): string | undefined {
  const unfit = whyNotJson(input, 'it', MAX_DEPTH);
  if (unfit !== undefined) return unfit;
  return Buffer.byteLength(JSON.stringify(input)) > MAX_BYTES ? `it has more than ${MAX_BYTES} bytes` : undefined;
}

/** What is asked or told is no JSON, or not the same JSON to everybody. Nothing was sent. */
export class NotSent extends TypeError {
  override readonly name = 'NotSent';
  readonly code = 'INVALID_INPUT';
}

/** Throws NotSent for a body that JSON.stringify would change or leave something out of. */
export function assertSendable(body: unknown, what: string): void {
  const unfit = whyNotJson(body, what);
  if (unfit !== undefined) throw new NotSent(`${unfit}; nothing was sent`);
}

function whyNotJson(value: unknown, what: string, depth?: number): string | undefined {
  try {
    checkJsonValue(value, { what, ...(depth !== undefined && { depth }) });
    return undefined;
  } catch (error) {
    if (error instanceof JsonTextError) return error.message;
    throw error;
  }
}
