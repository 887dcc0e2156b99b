import { z } from 'zod';
import { operatorsAnywhere, query, wholeNumber } from '#libs/operations';
import { LedgerEventPage, LedgerHeadView, LedgerVerification } from './answers.js';

const tag = 'ledger';
const position = wholeNumber(1, Number.MAX_SAFE_INTEGER);

/** A part of the ledger, for whoever takes it away as well. */
export const RangeQuery = z
  .strictObject({
    from: position.default(1).describe('First position.'),
    to: position.optional().describe('Last position; the head when left out.'),
  })
  .refine(({ from, to }) => to === undefined || to >= from, 'to must not be before from');

export const GetLedgerHead = query({
  name: 'ledgerHead',
  id: 'ledger.head',
  tag,
  says: 'Where the ledger ends now',
  access: operatorsAnywhere('auditor', 'viewer'),
  rest: 'GET /v1/ledger/head',
  answer: LedgerHeadView,
  graphql: { type: 'LedgerHead' },
});

export const ListLedgerEvents = query({
  name: 'ledgerEvents',
  id: 'ledger.events',
  tag,
  says: 'Events from a position on; about 4 MiB of them at most',
  access: operatorsAnywhere('auditor', 'owner'),
  rest: 'GET /v1/ledger/events',
  query: z.strictObject({ from: position.default(1).describe('First position.'), limit: wholeNumber(1, 200).default(50) }),
  answer: LedgerEventPage,
});

export const VerifyLedger = query({
  name: 'ledgerVerification',
  id: 'ledger.verify',
  tag,
  says: 'Re-derive every hash on the server',
  access: operatorsAnywhere('auditor', 'owner'),
  rest: 'GET /v1/ledger/verify',
  query: RangeQuery,
  answer: LedgerVerification,
});
