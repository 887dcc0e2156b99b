import { z } from 'zod';

export const MakeDossierRequest = z
  .strictObject({
    replay: z
      .uuid()
      .optional()
      .describe('A finished replay whose candidate is this revision; the newest one when left out, if there is any.'),
  })
  .meta({ id: 'MakePolicyDossierRequest' });
export type MakeDossierRequest = z.output<typeof MakeDossierRequest>;
