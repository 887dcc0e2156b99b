import { newId } from '#libs/event-ids';
import type { Json, JsonObject } from '#libs/event-sourcing';
import { policyError, rulingOf, stopped, type PolicyCode, type Ruling, type Verdict } from '#libs/ruling';
import { timeText } from './clock.js';
import type { PolicyReference, PulledPolicy } from './pulled-policy.js';
import { whyNotRecordable } from '../recordable.js';

/** NO_POLICY: none was pulled yet and none is on disk. INVALID_INPUT: the input is not JSON that can be recorded. */
export type LocalCode = PolicyCode | 'NO_POLICY' | 'INVALID_INPUT';

/** A decision that was made here. Act on `verdict` and `code`; never parse `reason`. */
export interface LocalDecision {
  /** UUIDv7. */
  readonly decisionId: string;
  /** RFC 3339 UTC. */
  readonly decidedAt: string;
  readonly verdict: Verdict;
  readonly code: LocalCode;
  readonly rule: string;
  readonly reason: string;
  /** What must be done along with the call. Whoever cannot do all of it must not run the call. */
  readonly obligations: readonly JsonObject[];
  /** With MODIFY: what to change before the call runs. */
  readonly changes?: JsonObject;
  /** With DEFER: seconds to wait before asking again. */
  readonly retryAfter?: number;
  /** Null when no policy was asked. */
  readonly policy: PolicyReference | null;
  /** The pin that chose this revision instead of the published one. */
  readonly pin?: string;
  /** RFC 3339 UTC; set while Writ cannot be asked: since then there may be a newer revision. */
  readonly staleSince?: string;
}

/** True when the call may run: as it is, or with MODIFY as `changes` say. Obligations come on top. */
export function mayRun({ verdict }: { readonly verdict: Verdict }): boolean {
  return verdict === 'ALLOW' || verdict === 'MODIFY';
}

/** Decides. Never throws and never allows without a policy that says so: whatever goes wrong is a denial. */
export function decideLocally(
  pulled: PulledPolicy | undefined,
  input: Json,
  now: number,
  staleSince: number | undefined,
): LocalDecision {
  const { verdict, code, rule, reason, obligations, changes, retryAfter } = judged(pulled, input);
  return {
    decisionId: newId(),
    decidedAt: timeText(now),
    verdict,
    code,
    rule,
    reason,
    obligations,
    ...(changes !== null && { changes }),
    ...(retryAfter !== null && { retryAfter }),
    policy: pulled && code !== 'INVALID_INPUT' ? pulled.reference : null,
    ...(pulled?.pin !== undefined && { pin: pulled.pin }),
    ...(staleSince !== undefined && { staleSince: timeText(staleSince) }),
  };
}

function judged(pulled: PulledPolicy | undefined, input: Json): Ruling<LocalCode> {
  const unfit = whyNotRecordable(input);
  if (unfit !== undefined)
    return stopped('DENY', 'INVALID_INPUT', 'writ.invalid-input', `the input cannot be recorded: ${unfit}`);
  if (!pulled) return stopped('DENY', 'NO_POLICY', 'writ.no-policy', 'no policy was pulled yet');
  try {
    return rulingOf(pulled.evaluate(input));
  } catch (error) {
    return policyError(error instanceof Error ? error.message : String(error));
  }
}
