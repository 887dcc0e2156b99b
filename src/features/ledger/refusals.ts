import { refusals } from '#libs/event-sourcing';

export const ledgerRefusals = refusals({
  VERIFICATIONS_BUSY: {
    kind: 'unavailable',
    says: 'Your tenant has a verification under way, or the server has as many as it runs at once.',
    fix: 'Try again when it is done, or export the ledger and verify it where you are.',
  },
});
