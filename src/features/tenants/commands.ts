import { z } from 'zod';
import { shownText } from '#libs/operations';

/** Lower-case, digits and hyphens, so that it can stand in URLs, stream names and file names. */
export const TenantId = z.string().regex(/^[a-z0-9][a-z0-9-]{1,62}$/, 'must be 2 to 63 lower-case letters, digits or hyphens');

export const CreateTenantRequest = z
  .strictObject({ id: TenantId, name: shownText(200).describe('Name shown to people.') })
  .meta({ id: 'CreateTenantRequest' });

export type TenantCommand = { readonly type: 'CreateTenant'; readonly tenant: string; readonly name: string };
