import { Controls, KnownTargets } from '#features/controls/contract';
import { PolicyRevisions } from '#features/policies/contract';
import { isRefusal } from '#libs/event-sourcing';
import { lastReceipt } from '#libs/operations';
import { handling } from '#platform/operations/caller';
import { timeLookedAt } from '#platform/past/moment';
import { LiftPin, ListPins, PinRevision } from './operations.js';
import { pinRevision } from './pin-revision.js';
import { PinsQuery } from './pins.query.js';

/** What carries out each operation. */
export const handlers = [
  handling(PinRevision, [PolicyRevisions, Controls, KnownTargets], pinRevision),
  handling(ListPins, [PinsQuery], async ({ caller: { principal } }, pins) => ({
    items: await pins.holding(principal.tenant, timeLookedAt()),
    nextCursor: null,
  })),
  handling(LiftPin, [Controls], async ({ input: { pin, reason }, caller: { context } }, controls) => {
    const done = await controls.pin(context, { type: 'UnpinRevision', pin, reason });
    return isRefusal(done) ? done : { pin, ledger: lastReceipt(done.receipt) };
  }),
];
