import { refuse } from '#libs/event-sourcing';
import { handling } from '#platform/operations/caller';
import { LedgerExport } from './ledger-export.js';
import { LedgerPages } from './ledger-pages.js';
import { GetLedgerHead, ListLedgerEvents, VerifyLedger } from './operations.js';

/** What carries out each operation. */
export const handlers = [
  handling(GetLedgerHead, [LedgerPages], ({ caller: { principal } }, pages) => pages.head(principal.tenant)),
  handling(ListLedgerEvents, [LedgerPages], ({ input: { from, limit }, caller: { principal } }, pages) =>
    pages.events(principal.tenant, from, limit),
  ),
  handling(VerifyLedger, [LedgerExport], async ({ input: { from, to }, caller: { principal, gone } }, exports) => {
    const range = await exports.range(principal.tenant, from, to);
    return (await exports.verify(range, gone?.())) ?? refuse('VERIFICATIONS_BUSY', 'it was ended before it was done');
  }),
];
