import { z } from 'zod';
import { ChangeDossier } from '#libs/change-dossier';
import { actedBy, LedgerReceipt } from '#libs/operations';
import { Envelope } from '#libs/policy-signing';

const attached = {
  policy: z.string(),
  revision: z.number().int(),
  digest: z.string().describe('SHA-256 of the canonical JSON of the dossier, as the ledger has it.'),
  keyId: z.string().describe('Of the key that signed it.'),
  against: z.number().int().nullable().describe('The revision that was published when it was made.'),
  objections: z.array(z.string()).describe('What speaks against the change by the rules of your tenant.'),
  current: z.boolean().describe('Whether it still compares with what is published.'),
};

export const DossierMade = z
  .object({ ...attached, summary: ChangeDossier.shape.summary.meta({ id: 'PolicyDossierSummary' }), ledger: LedgerReceipt })
  .meta({ id: 'PolicyDossierMade' });
export type DossierMade = z.output<typeof DossierMade>;

export const DossierView = z
  .object({
    ...attached,
    ...actedBy('madeBy'),
    madeAt: z.string(),
    dossier: ChangeDossier.meta({ id: 'ChangeDossier' }),
    envelope: Envelope.meta({ id: 'PolicyDossierEnvelope' }).describe('DSSE; what is checked offline.'),
  })
  .meta({ id: 'PolicyDossier' });
export type DossierView = z.input<typeof DossierView>;

export const DossierKeyView = z
  .object({
    keyId: z.string().describe('SHA-256 of the key, hex.'),
    algorithm: z.literal('ES256'),
    publicKey: z.string().describe('SPKI PEM.'),
  })
  .meta({ id: 'DossierKey' });
