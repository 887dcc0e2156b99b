import {
  unknownTarget,
  type Controls,
  type KnownTargets,
  type PinCommand,
  type PinSelector,
  type Target,
} from '#features/controls/contract';
import type { PolicyRevisions } from '#features/policies/contract';
import { isRefusal, refuse, type Condition, type Refusal } from '#libs/event-sourcing';
import { lastReceipt } from '#libs/operations';
import { madeId } from '#platform/auth/made-secrets';
import type { Asked } from '#platform/operations/caller';
import type { PinRevision } from './operations.js';

const LONGEST_MS = 366 * 86_400_000;

/** In effect with the next decision. The revision must still be what was found fit when the pin is recorded. */
export async function pinRevision(
  { input, caller: { context } }: Asked<typeof PinRevision>,
  revisions: PolicyRevisions,
  controls: Controls,
  known: KnownTargets,
) {
  const { policy, revision, selector, reason } = input;
  const now = new Date();
  const expiresAt = expiry(input.expiresAt, now);
  if (isRefusal(expiresAt)) return expiresAt;
  const target = targetOf(selector);
  const instead = input.forLater ? undefined : await known.insteadOf(context.tenant, target);
  if (instead !== undefined) return unknownTarget(target, instead);
  const pin = madeId(context, 'pin');
  let standing: readonly Condition[] = [];
  const make = async (): Promise<PinCommand | Refusal> => {
    const fit = await revisions.releasable(context, policy, revision);
    if (isRefusal(fit)) return fit;
    standing = fit.standing;
    return { type: 'PinRevision', now: now.toISOString(), pin, selector, policy: fit.reference, expiresAt, reason };
  };
  const done = await controls.pin(context, { type: 'PinRevision', make }, () => standing);
  return isRefusal(done) ? done : { pin, expiresAt, ledger: lastReceipt(done.receipt) };
}

function targetOf({ agent, session, label }: PinSelector): Target {
  if (agent !== undefined) return { kind: 'agent', name: agent };
  if (session !== undefined) return { kind: 'session', name: session };
  return { kind: 'label', name: `${label?.name}=${label?.value}` };
}

/** As milliseconds in UTC, which compare as text. */
function expiry(text: string, now: Date): string | Refusal {
  const at = Date.parse(text);
  if (!(at > now.getTime())) return refuse('INVALID_INPUT', 'expiresAt: must be in the future');
  if (at - now.getTime() > LONGEST_MS) return refuse('INVALID_INPUT', 'expiresAt: must be within 366 days');
  return new Date(at).toISOString();
}
