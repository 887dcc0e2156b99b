import { z } from 'zod';
import { FOR_LATER, PinSelector } from '#features/controls/contract';
import { PolicyId, RevisionInBody } from '#features/policies/contract';
import { Instant, shownText } from '#libs/operations';

export const PinId = z.uuid();
const Reason = shownText(500).describe('Why; kept in the ledger.');

export const PinRevisionRequest = z
  .strictObject({
    policy: PolicyId,
    revision: RevisionInBody,
    selector: PinSelector.describe('Exactly one of agent, session and label.'),
    expiresAt: Instant.describe('RFC 3339; at most 366 days from now.'),
    reason: Reason,
    forLater: FOR_LATER,
  })
  .meta({ id: 'PinRevisionRequest' });
export type PinRevisionRequest = z.output<typeof PinRevisionRequest>;

export const LiftPinRequest = z.strictObject({ reason: Reason }).meta({ id: 'LiftPinRequest' });
