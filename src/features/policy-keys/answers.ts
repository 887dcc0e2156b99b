import { z } from 'zod';
import { actedBy, LedgerReceipt, pageAnswer } from '#libs/operations';
import { SIGNING_ALGORITHMS } from '#libs/policy-signing';

export const POLICY_KEY_STATUSES = ['active', 'retired', 'revoked'] as const;

export const PolicyKeyView = z
  .object({
    keyId: z.string(),
    name: z.string(),
    algorithm: z.enum(SIGNING_ALGORITHMS),
    publicKey: z.string().describe('SPKI PEM.'),
    status: z.enum(POLICY_KEY_STATUSES),
    registeredAt: z.string(),
    ...actedBy('registeredBy'),
    retiredAt: z.string().nullable(),
    ...actedBy('retiredBy', z.string().nullable()),
    replacedBy: z.string().nullable().describe('Id of the key that took its place.'),
    revokedAt: z.string().nullable(),
    ...actedBy('revokedBy', z.string().nullable()),
    reason: z.string().nullable().describe('Why it was revoked.'),
  })
  .meta({ id: 'PolicyKey' });
export type PolicyKeyView = z.input<typeof PolicyKeyView>;
export const PolicyKeyPage = pageAnswer('PolicyKeyPage', PolicyKeyView);

export const PolicyKeyEntered = z
  .object({ keyId: z.string(), name: z.string(), algorithm: z.enum(SIGNING_ALGORITHMS), ledger: LedgerReceipt })
  .meta({ id: 'PolicyKeyEnteredAnswer' });
export const PolicyKeyGone = z.object({ keyId: z.string(), ledger: LedgerReceipt }).meta({ id: 'PolicyKeyRevokedAnswer' });
