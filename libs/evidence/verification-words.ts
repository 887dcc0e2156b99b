import type { TrustedHead, VerificationFailure, VerificationReason, VerificationResult } from './verification-result.js';

/** `unjudged`: nothing was found wrong, but nothing could be judged either. */
export type Judgement = 'good' | 'bad' | 'unjudged';

const COULD_NOT_VERIFY: readonly VerificationReason[] = ['not-an-export', 'too-many-streams', 'head-not-covered'];

export function judgementOf(result: VerificationResult): Judgement {
  if (result.ok) return 'good';
  const isEmpty = result.reason === 'trailer-missing' && result.line === 1;
  return isEmpty || COULD_NOT_VERIFY.includes(result.reason) ? 'unjudged' : 'bad';
}

/** What every verifier says of a file. Names of the file are in it as they are: whoever shows them makes them safe to show. */
export function resultLines(file: string, result: VerificationResult): string[] {
  if (!result.ok) return [failureLine(file, result)];
  const { tenant, from, to, count, chain, anchoredTo } = result;
  const range = count === 0 ? `no events, from position ${from} on` : `positions ${from} to ${to}, ${count} events`;
  const scope =
    anchoredTo === null
      ? 'the file agrees with itself; only --head can show that nobody rewrote all of it'
      : `agrees with the trusted head at position ${anchoredTo}${anchoredTo < to ? '; later events only agree with the file itself' : ''}`;
  return [`good  ${file}: tenant ${tenant}, ${range}`, `head  ${to}:${chain}`, scope];
}

function failureLine(file: string, failure: VerificationFailure): string {
  const word = judgementOf(failure) === 'unjudged' ? 'not verified' : 'BAD';
  const position = failure.position === undefined ? '' : `, position ${failure.position}`;
  return `${word}  ${file}: line ${failure.line}${position}: ${failure.reason}: ${failure.detail}`;
}

/** POSITION:CHAIN, as a receipt or an earlier verification says it; undefined when it is something else. */
export function trustedHeadIn(text: string): TrustedHead | undefined {
  const [, position, chain] = /^(0|[1-9]\d{0,15}):([0-9a-f]{64})$/i.exec(text) ?? [];
  if (position === undefined || chain === undefined || !Number.isSafeInteger(Number(position))) return undefined;
  return { position: Number(position), chain: chain.toLowerCase() };
}
