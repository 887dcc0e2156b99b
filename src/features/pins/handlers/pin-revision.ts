import { Inject } from '@nestjs/common';
import { Controls, type PinCommand } from '#features/controls/contract';
import { PolicyRevisions } from '#features/policies/contract';
import { isRefusal, refuse, type Condition, type Refusal } from '#libs/event-sourcing';
import { Handler } from '#libs/nest-operations';
import { lastReceipt } from '#libs/operations';
import { madeId } from '#platform/auth/made-secrets';
import type { Asked, Handles } from '#platform/operations/caller';
import { PinRevision } from '../operations.js';

const LONGEST_MS = 366 * 86_400_000;

/** In effect with the next decision. The revision must still be what was found fit when the pin is recorded. */
@Handler(PinRevision)
export class PinRevisionHandler implements Handles<typeof PinRevision> {
  constructor(
    @Inject(PolicyRevisions) private readonly revisions: PolicyRevisions,
    @Inject(Controls) private readonly controls: Controls,
  ) {}

  async execute({ input, caller: { context } }: Asked<typeof PinRevision>) {
    const { policy, revision, selector, reason } = input;
    const now = new Date();
    const expiresAt = expiry(input.expiresAt, now);
    if (isRefusal(expiresAt)) return expiresAt;
    const pin = madeId(context, 'pin');
    let standing: readonly Condition[] = [];
    const make = async (): Promise<PinCommand | Refusal> => {
      const fit = await this.revisions.releasable(context, policy, revision);
      if (isRefusal(fit)) return fit;
      standing = fit.standing;
      return { type: 'PinRevision', now: now.toISOString(), pin, selector, policy: fit.reference, expiresAt, reason };
    };
    const done = await this.controls.pin(context, { type: 'PinRevision', make }, () => standing);
    return isRefusal(done) ? done : { pin, expiresAt, ledger: lastReceipt(done.receipt) };
  }
}

/** As milliseconds in UTC, which compare as text. */
function expiry(text: string, now: Date): string | Refusal {
  const at = Date.parse(text);
  if (!(at > now.getTime())) return refuse('INVALID_INPUT', 'expiresAt: must be in the future');
  if (at - now.getTime() > LONGEST_MS) return refuse('INVALID_INPUT', 'expiresAt: must be within 366 days');
  return new Date(at).toISOString();
}
