import { z } from 'zod';
import { actedBy, LedgerReceipt, pageAnswer } from '#libs/operations';

export const KEY_REVOCATION_CAUSES = ['rotated', 'revoked'] as const;

const KeyView = z.object({
  keyId: z.string(),
  issuedAt: z.string(),
  revokedAt: z.string().nullable(),
  cause: z.enum(KEY_REVOCATION_CAUSES).nullable(),
});

export const AgentView = z
  .object({
    id: z.string(),
    name: z.string(),
    labels: z.record(z.string(), z.string()),
    registeredAt: z.string(),
    ...actedBy('registeredBy'),
    keys: z.array(KeyView),
  })
  .meta({ id: 'Agent' });
export type AgentView = z.input<typeof AgentView>;
export const AgentPage = pageAnswer('AgentPage', AgentView);

export const AgentWithKey = z
  .object({
    agent: z.object({ id: z.string(), name: z.string(), labels: z.record(z.string(), z.string()) }),
    key: z.string().describe('Shown once; store it now.'),
    keyId: z.string(),
    ledger: LedgerReceipt,
  })
  .meta({ id: 'AgentWithKey' });
export const NewAgentKey = z
  .object({ key: z.string().describe('Shown once; store it now.'), keyId: z.string(), ledger: LedgerReceipt })
  .meta({ id: 'NewAgentKey' });
export const AgentKeyRevoked = z.object({ ledger: LedgerReceipt }).meta({ id: 'AgentKeyRevokedAnswer' });
